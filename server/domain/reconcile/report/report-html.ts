import { instantText } from "../../instant.ts";
import type { ReconciliationRow } from "../reconciliation-store.ts";
import type { InstitutionTally, KindTally, Statement, StatementFigures } from "../summary.ts";
import type { ToldAnchors } from "../told-anchors.ts";
import { KIND_WORDS, STATEMENT_WORDS, VERDICT_WORDS } from "./finding-words.ts";
import { anchorsPart } from "./report-anchors.ts";
import { barChart } from "./report-chart.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { checkCommand, countText, escapeHtml, factText, yuanText } from "./report-text.ts";
import type { ToldFinding } from "./told-finding.ts";

/** Everything above the findings. `styleHash` is the sha256 of REPORT_STYLE in base64. */
export function reportHead(
  row: ReconciliationRow,
  told: { readonly institutions: readonly InstitutionTally[]; readonly anchors: ToldAnchors },
  styleHash: string,
): string {
  const { institutions, anchors } = told;
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>对账报告 · Reconciliation · ${escapeHtml(row.name)}</title>
<style>${REPORT_STYLE}</style></head><body>
<header><h1>对账报告 · Reconciliation report</h1>
<p>${escapeHtml(row.name)} <span class="quiet">(${row.format})</span></p>
${provenance(row)}</header>
${summaryPart(row)}
${anchorsPart(anchors)}
${statementsPart(row.summary.statements)}
${kindsPart(row.summary.kinds)}
${institutionsPart(institutions, row.summary.institutionCount)}
<section><h2>逐条疑点 · Findings</h2>
`;
}

function provenance(row: ReconciliationRow): string {
  const asOf =
    row.asOf === null
      ? "尚未完成 · not finished"
      : `${row.asOf.block} <span class="mono">${escapeHtml(row.asOf.blockHash)}</span>`;
  return `<table>
<tr><th>截至区块 · As of block</th><td>${asOf}</td></tr>
<tr><th>文件 · File (SHA-256)</th><td class="mono">${escapeHtml(row.sha256)}</td></tr>
<tr><th>对账编号 · Reconciliation</th><td class="mono">${escapeHtml(row.id)}</td></tr>
<tr><th>统筹区 · Fund region</th><td>${row.payerRegion ?? "全部 · all"}</td></tr>
<tr><th>时间 · Reconciled</th><td>${instantText(Math.floor((row.endedAtMs ?? row.startedAtMs) / 1000))}</td></tr>
</table>`;
}

function summaryPart({ summary, judgedCount, faultCount, passedOverCount }: ReconciliationRow): string {
  const card = (value: string, label: string, tone = ""): string =>
    `<li><b class="${tone}">${value}</b>${label}</li>`;
  const lacking = Object.entries(summary.couldNotLook)
    .map(([what, count]) => `${escapeHtml(what)} ${countText(count)}`)
    .join(", ");
  return `<section><h2>概况 · Summary</h2><ul class="cards">
${card(countText(judgedCount), "笔 · claims looked at")}
${card(yuanText(summary.askedFen), "元申报 · yuan asked for")}
${card(yuanText(summary.questionedFen), "元存疑 · yuan in question", "violation")}
${card(countText(summary.violatingCount), "笔违规 · with a violation", "violation")}
${card(countText(summary.suspectCount), "笔可疑 · only suspect", "suspect")}
${card(countText(summary.cleanCount), "笔无疑 · clean")}
</ul>
<p class="quiet">${countText(faultCount)} 行无法读取 · lines that could not be read;
${countText(passedOverCount)} 行不属对账 · lines that are not reconciled.
${lacking === "" ? "" : `部分未能核查 · Could not be looked at in part: ${lacking}.`}</p></section>`;
}

function statementsPart(statements: readonly Statement[]): string {
  if (statements.length === 0) return "";
  const rows = statements.map(({ institutionCode, fromDay, toDay, result, told, ledger }) => {
    const words = STATEMENT_WORDS[result];
    const tone = result === "000000" ? "" : "suspect";
    return `<tr><td class="mono">${escapeHtml(institutionCode)}</td><td>${fromDay} – ${toDay}</td>
<td class="${tone}">${result} ${words}</td>${figureCells(told)}${figureCells(ledger)}</tr>`;
  });
  const names = ["笔 · Count", "总额 · Total", "基金 · Fund", "账户 · Account"];
  const heads = names.map((name) => `<th class="number">${name}</th>`).join("");
  return `<section><h2>总账 · Totals</h2>
<table><tr><th rowspan="2">机构 · Institution</th><th rowspan="2">期间 · Period</th>
<th rowspan="2">结果 · Result</th><th colspan="4">机构 · As told</th><th colspan="4">账本 · Ledger</th></tr>
<tr>${heads}${heads}</tr>
${rows.join("\n")}</table></section>`;
}

function figureCells({ settlementCount, totalFen, fundFen, accountFen }: StatementFigures): string {
  const amounts = [totalFen, fundFen, accountFen].map((fen) => (fen === null ? "–" : yuanText(fen)));
  return [countText(settlementCount), ...amounts].map((text) => `<td class="number">${text}</td>`).join("");
}

function kindsPart(kinds: readonly KindTally[]): string {
  const rows = kinds
    .map(({ kind, verdict, count, disallowedFen }) => {
      const { chinese, english, meaning } = KIND_WORDS[kind];
      return `<tr><td>${chinese} · ${english}<br><span class="quiet">${escapeHtml(meaning)}</span></td>
<td class="${verdict}">${VERDICT_WORDS[verdict].chinese} · ${verdict}</td>
<td class="number">${countText(count)}</td><td class="number">${yuanText(disallowedFen)}</td></tr>`;
    })
    .join("\n");
  const bars = kinds.map(({ kind, verdict, count }) => ({
    label: `${KIND_WORDS[kind].chinese} ${KIND_WORDS[kind].english}`,
    amount: BigInt(count),
    told: countText(count),
    tone: verdict,
  }));
  return `<section><h2>按规则 · By rule</h2>
${barChart("疑点数 · findings by rule", bars)}
<table><tr><th>规则 · Rule</th><th>结论 · Verdict</th><th class="number">条 · Count</th>
<th class="number">不予支付 · Disallowed (元)</th></tr>
${rows}</table></section>`;
}

function institutionsPart(institutions: readonly InstitutionTally[], institutionCount: number): string {
  const questioned = institutions.filter(
    ({ violatingCount, suspectCount }) => violatingCount + suspectCount > 0,
  );
  const rows = questioned
    .map(
      (each) => `<tr><td class="mono">${escapeHtml(each.institutionCode)}</td>
<td class="number">${countText(each.claimCount)}</td><td class="number">${yuanText(each.askedFen)}</td>
<td class="number violation">${countText(each.violatingCount)}</td>
<td class="number suspect">${countText(each.suspectCount)}</td>
<td class="number">${yuanText(each.questionedFen)}</td></tr>`,
    )
    .join("\n");
  const bars = questioned.map(({ institutionCode, questionedFen, violatingCount }) => ({
    label: institutionCode.slice(0, 40),
    amount: questionedFen,
    told: yuanText(questionedFen),
    tone: violatingCount > 0 ? ("violation" as const) : ("suspect" as const),
  }));
  return `<section><h2>按机构 · By institution</h2>
<p class="quiet">${countText(institutionCount)} 家机构，${countText(questioned.length)} 家有疑点 ·
of ${countText(institutionCount)} institutions ${countText(questioned.length)} have findings here.</p>
${barChart("存疑金额（元） · yuan in question by institution", bars)}
<table><tr><th>机构 · Institution</th><th class="number">笔 · Claims</th><th class="number">申报 · Asked (元)</th>
<th class="number">违规 · Violations</th><th class="number">可疑 · Suspects</th>
<th class="number">存疑 · In question (元)</th></tr>
${rows}</table></section>`;
}

/** One finding, with what decided it and how to look oneself. */
export function reportFinding(finding: ToldFinding): string {
  const { claimId, row, kind, verdict, disallowedFen, because, claim, caseNumber } = finding;
  const { chinese, english, meaning } = KIND_WORDS[kind];
  const values = Object.entries(because).map(
    ([name, fact]) => `<dt>${escapeHtml(name)}</dt><dd class="mono">${escapeHtml(factText(fact))}</dd>`,
  );
  const ofClaim =
    claim === null
      ? ""
      : `<dt>机构 · institution</dt><dd class="mono">${escapeHtml(claim.institutionCode)}</dd>
<dt>日期 · date</dt><dd>${escapeHtml(claim.claimedOn)}</dd><dt>申报 · asked</dt><dd>${yuanText(claim.totalFen)} 元</dd>`;
  const command = checkCommand(finding);
  const check = command === null ? "" : `<dt>核查 · check</dt><dd class="mono">${escapeHtml(command)}</dd>`;
  const inCase =
    caseNumber === null ? "" : `<dt>案件 · case</dt><dd class="mono">${escapeHtml(caseNumber)}</dd>`;
  return `<article class="finding${verdict === "violation" ? " bad" : ""}"><h3><span class="${verdict}">${VERDICT_WORDS[verdict].chinese} ${verdict}</span> ·
${chinese} ${english} · <span class="mono">${escapeHtml(claimId)}</span> <span class="quiet">行 row ${row}</span></h3>
<p class="quiet">${escapeHtml(meaning)}</p><dl>${ofClaim}
<dt>不予支付 · disallowed</dt><dd>${yuanText(disallowedFen)} 元</dd>${values.join("")}${check}${inCase}</dl></article>
`;
}

/** `leftOut`: findings that would make the page too long to open. */
export function reportTail(told: { readonly findingCount: number; readonly leftOut: number }): string {
  const { findingCount, leftOut } = told;
  const none = findingCount === 0 ? "<p>没有疑点 · Nothing was found.</p>" : "";
  const more =
    leftOut === 0
      ? ""
      : `<p>另有 ${countText(leftOut)} 条见 findings.csv · ${countText(leftOut)} more stand in findings.csv.</p>`;
  return `${none}${more}</section>
<footer class="quiet"><h2>如何核查 · How to check</h2>
<p>每条疑点都列出判定依据。包装的经过可用所列命令查看，也可在页面输入追溯码。
Every finding shows the values that decided it. The story of a pack is told by the command beside it, or on the
page where trace codes are typed. Against another copy of the ledger, reconcile the same file at the same block:
whoever finds the same has the same digest, and the ledger shows it.</p></footer></body></html>
`;
}
