import { canonicalJson, type Json } from "../../canonical-json.ts";
import { instantText } from "../../instant.ts";
import { countCell, fenCell, type Sheet, type SheetCell, textCell } from "../../workbook.ts";
import type { ReconciliationRow } from "../reconciliation-store.ts";
import type { InstitutionTally } from "../summary.ts";
import { KIND_WORDS, VERDICT_WORDS } from "./finding-words.ts";
import { checkCommand } from "./report-text.ts";
import type { FindingsProvenance, ToldFinding } from "./told-finding.ts";

type Line = readonly [name: string, value: SheetCell];

/** What the reconciliation comes to, and how much of it the workbook shows. */
export function summarySheet(
  row: ReconciliationRow,
  told: { readonly shown: number; readonly institutionsShown: number },
): Sheet {
  const { summary, asOf } = row;
  const leftOut = Math.max(0, row.findingCount - told.shown);
  const endedAtMs = row.endedAtMs ?? row.startedAtMs;
  const lines: Line[] = [
    ["文件 file", textCell(row.name)],
    ["格式 format", textCell(row.format)],
    ["文件 SHA-256", textCell(row.sha256)],
    ["对账编号 reconciliation", textCell(row.id)],
    ["统筹区 fund region", textCell(row.payerRegion === null ? "全部 all" : String(row.payerRegion))],
    ["时间 reconciled", textCell(instantText(Math.floor(endedAtMs / 1000)))],
    ["截至区块 as of block", asOf === null ? null : countCell(asOf.block)],
    ["区块哈希 block hash", textCell(asOf?.blockHash ?? null)],
    ["疑点摘要 findings digest", textCell(row.digests?.findings ?? null)],
    ["核对笔数 claims looked at", countCell(row.judgedCount)],
    ["申报金额（元） asked for", fenCell(summary.askedFen)],
    ["存疑金额（元） in question", fenCell(summary.questionedFen)],
    ["违规笔数 with a violation", countCell(summary.violatingCount)],
    ["可疑笔数 only suspect", countCell(summary.suspectCount)],
    ["无疑笔数 clean", countCell(summary.cleanCount)],
    ["无法读取的行 lines that could not be read", countCell(row.faultCount)],
    ["疑点条数 findings", countCell(row.findingCount)],
    ["本表所列 of them in this workbook", countCell(told.shown)],
    ["其余见 findings.csv · the rest stand there", countCell(leftOut)],
    ["机构数 institutions", countCell(summary.institutionCount)],
    ["本表所列机构 of them in this workbook", countCell(told.institutionsShown)],
    ...Object.entries(summary.couldNotLook).map(
      ([what, count]): Line => [`未能核查 could not be looked at: ${what}`, countCell(count)],
    ),
  ];
  return {
    name: "概况 summary",
    widths: [44, 70],
    head: ["项目 item", "值 value"],
    rows: lines.map(([name, value]) => [textCell(name), value]),
  };
}

export function institutionSheet(tallies: readonly InstitutionTally[]): Sheet {
  return {
    name: "按机构 by institution",
    widths: [18, 12, 18, 12, 12, 18],
    head: [
      "机构 institution",
      "笔 claims",
      "申报（元） asked",
      "违规 violations",
      "可疑 suspects",
      "存疑（元） in question",
    ],
    rows: tallies.map((each) => [
      textCell(each.institutionCode),
      countCell(each.claimCount),
      fenCell(each.askedFen),
      countCell(each.violatingCount),
      countCell(each.suspectCount),
      fenCell(each.questionedFen),
    ]),
  };
}

export function ruleSheet({ summary }: ReconciliationRow): Sheet {
  return {
    name: "按规则 by rule",
    widths: [24, 18, 12, 10, 20, 70],
    head: ["规则 kind", "名称 name", "结论 verdict", "条 count", "不予支付（元） disallowed", "含义 meaning"],
    rows: summary.kinds.map(({ kind, verdict, count, disallowedFen }) => [
      textCell(kind),
      textCell(KIND_WORDS[kind].chinese),
      textCell(`${VERDICT_WORDS[verdict].chinese} ${verdict}`),
      countCell(count),
      fenCell(disallowedFen),
      textCell(KIND_WORDS[kind].meaning),
    ]),
  };
}

const FINDING_COLUMNS: readonly (readonly [head: string, width: number])[] = [
  ["claim_id", 16],
  ["行 row", 8],
  ["机构 institution", 16],
  ["日期 date", 12],
  ["规则 kind", 22],
  ["名称", 14],
  ["结论 verdict", 12],
  ["不予支付（元） disallowed", 16],
  ["申报（元） asked", 14],
  ["追溯码 trace code", 24],
  ["依据 because", 60],
  ["核查 check", 50],
  ["案件 case", 24],
  ["区块 block", 10],
  ["疑点摘要 findings digest", 20],
];

export function findingSheet(rows: readonly (readonly SheetCell[])[]): Sheet {
  return {
    name: "疑点 findings",
    widths: FINDING_COLUMNS.map(([, width]) => width),
    head: FINDING_COLUMNS.map(([head]) => head),
    rows,
  };
}

export function findingCells(
  finding: ToldFinding,
  { block, findingsDigest }: FindingsProvenance,
): readonly SheetCell[] {
  const { claimId, row, kind, verdict, disallowedFen, because, claim, caseNumber } = finding;
  return [
    textCell(claimId),
    countCell(row),
    textCell(claim?.institutionCode ?? null),
    textCell(claim?.claimedOn ?? null),
    textCell(kind),
    textCell(KIND_WORDS[kind].chinese),
    textCell(VERDICT_WORDS[verdict].chinese),
    fenCell(disallowedFen),
    fenCell(claim?.totalFen ?? null),
    textCell(claim?.traceCode ?? null),
    // Facts are plain JSON, which is all that canonicalJson asks for.
    textCell(canonicalJson(because as Json)),
    textCell(checkCommand(finding)),
    textCell(caseNumber),
    block === null ? null : countCell(block),
    textCell(findingsDigest),
  ];
}
