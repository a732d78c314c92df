import { expect, it } from "vitest";
import type { ToldFinding } from "../../../server/domain/reconcile/report/told-finding.ts";
import { NO_SUMMARY } from "../../../server/domain/reconcile/summary.ts";
import { FINDINGS_IN_SHEET_MAX, findingsWorkbook } from "../../../server/flows/reconcile/tell-workbook.ts";
import { anyFinding, anyReconciliation, anyTally } from "../../store/support/any-reconciliation.ts";

const ROW = anyReconciliation({
  stage: "done",
  asOf: { block: 603, blockHash: `0x${"6d".repeat(32)}` },
  summary: {
    ...NO_SUMMARY,
    kinds: [{ kind: "no_sale", verdict: "violation", count: 3, disallowedFen: 925n }],
    couldNotLook: { person: 2 },
  },
  digests: {
    findings: `0x${"5e".repeat(32)}`,
    keyEpoch: 1,
    rules: `0x${"5f".repeat(32)}`,
    attempts: `0x${"60".repeat(32)}`,
    attemptCount: 0,
  },
});

async function* tallies() {
  yield anyTally;
}

function whole(findingCount: number, read: { count: number }) {
  async function* findings(): AsyncGenerator<ToldFinding> {
    for (let ordinal = 0; ordinal < findingCount; ordinal += 1) {
      read.count += 1;
      const claimId = ordinal === 0 ? "=cmd" : `C${ordinal}`;
      yield { ...anyFinding({ claimId, row: ordinal + 1 }), ordinal, caseNumber: "AJ-330500-2026-000001" };
    }
  }
  const anchors = { digest: null, anchor: null, others: [] };
  return { row: { ...ROW, findingCount }, anchors, tallies, findings };
}

it("a workbook has its four sheets, and each finding with its case, block and digest", async () => {
  const { sheets } = await findingsWorkbook(whole(2, { count: 0 }));
  const [summary, institutions, rules, findings] = sheets;
  expect(sheets.map(({ name }) => name)).toEqual([
    "概况 summary",
    "按机构 by institution",
    "按规则 by rule",
    "疑点 findings",
  ]);
  expect(summary?.rows).toContainEqual([
    { is: "text", text: "其余见 findings.csv · the rest stand there" },
    { is: "count", count: 0 },
  ]);
  expect(summary?.rows).toContainEqual([
    { is: "text", text: "未能核查 could not be looked at: person" },
    { is: "count", count: 2 },
  ]);
  expect(institutions?.rows).toMatchObject([[{ text: "P33050000001" }, {}, { fen: 1_850n }, {}, {}, {}]]);
  expect(rules?.rows).toMatchObject([[{ text: "no_sale" }, {}, {}, { count: 3 }, {}, {}]]);
  expect(findings?.rows[0]).toMatchObject([
    { is: "text", text: "=cmd" },
    { is: "count", count: 1 },
    { text: "P33050000001" },
    { text: "2026-08-01" },
    { text: "no_sale" },
    { text: "空卖空报" },
    { text: "违规" },
    { is: "fen", fen: 925n },
    { is: "fen", fen: 925n },
    { is: "text", text: "82638371254806120000" },
    { text: '{"receiptNumber":"R-1","saleCount":0}' },
    { text: "npm run caretrail -- trace 82638371254806120000" },
    { text: "AJ-330500-2026-000001" },
    { is: "count", count: 603 },
    { text: ROW.digests?.findings },
  ]);
  for (const { head, widths, rows } of sheets) {
    expect(widths).toHaveLength(head.length);
    for (const row of rows) expect(row).toHaveLength(head.length);
  }
});

it("of 100,000 findings it shows the first, tells how many it leaves out, and reads no more", async () => {
  const read = { count: 0 };
  const { sheets } = await findingsWorkbook(whole(100_000, read));
  expect(sheets[3]?.rows).toHaveLength(FINDINGS_IN_SHEET_MAX);
  expect(read.count).toBe(FINDINGS_IN_SHEET_MAX + 1);
  expect(sheets[0]?.rows).toContainEqual([
    { is: "text", text: "其余见 findings.csv · the rest stand there" },
    { is: "count", count: 100_000 - FINDINGS_IN_SHEET_MAX },
  ]);
});
