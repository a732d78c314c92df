import { FAILURES } from "../../failure-catalogue.ts";
import type { ToldAnchor, ToldAnchors, ToldOther } from "../told-anchors.ts";
import { ANCHOR_WORDS, samenessWords } from "./anchor-words.ts";
import { countText, escapeHtml, yuanText } from "./report-text.ts";

/** The digest, what became of it on the ledger, and whether others who read the same found the same. */
export function anchorsPart({ digest, anchor, others }: ToldAnchors): string {
  if (digest === null || anchor === null) return "";
  return `<section><h2>存证 · Anchor</h2><table>
<tr><th>结果摘要 · Digest of the findings</th><td class="mono">${digest.findings}</td></tr>
<tr><th>规则 · Rules</th><td class="mono">${digest.rules}</td></tr>
<tr><th>被拒尝试 · Refused attempts (${countText(digest.attemptCount)})</th><td class="mono">${digest.attempts}</td></tr>
<tr><th>上链 · On the ledger</th><td>${stateText(anchor)}</td></tr></table>
${othersPart(others)}</section>`;
}

function stateText({ state, block, transactionHash, reason }: ToldAnchor): string {
  const place =
    block === null ? "" : `, ${block} <span class="mono">${escapeHtml(transactionHash ?? "")}</span>`;
  const why = reason === null ? "" : `: ${escapeHtml(FAILURES[reason.code].title)} [${reason.code}]`;
  return `${ANCHOR_WORDS[state]}${place}${why}`;
}

function othersPart(others: readonly ToldOther[]): string {
  if (others.length === 0) {
    return `<p class="quiet">尚无其他机构就同一文件、同一区块存证 ·
No other institution has anchored what it found in this file at this block.</p>`;
  }
  const heads = ["机构 · Institution", "统筹区 · Fund", "规则 · Rules", "尝试 · Attempts", "结果 · Findings"];
  return `<table><tr>${heads.map((head) => `<th>${head}</th>`).join("")}
<th class="number">违规 / 条 · Violations / findings</th><th class="number">存疑 · In question (元)</th></tr>
${others.map(otherRow).join("\n")}</table>`;
}

function otherRow(other: ToldOther): string {
  const { name, code, scopeRegion, findingCount, violationCount, questionedFen, block } = other;
  const chain = other.isSameBlock ? "" : `<br><span class="violation">另一条链 another chain</span>`;
  return `<tr><td>${escapeHtml(name)} <span class="mono">${escapeHtml(code)}</span>
<span class="quiet">#${block}</span>${chain}</td>
<td>${scopeRegion === 0 ? "全部 all" : scopeRegion}</td>
<td>${samenessWords(other.isSameRules)}</td><td>${samenessWords(other.isSameAttempts)}</td>
<td class="${other.isSameFindings === false ? "violation" : ""}">${samenessWords(other.isSameFindings)}</td>
<td class="number">${countText(violationCount)} / ${countText(findingCount)}</td>
<td class="number">${yuanText(questionedFen)}</td></tr>`;
}
