import { describe, expect, it } from "vitest";
import { FINDING_KINDS } from "../../../../server/domain/reconcile/finding.ts";
import { KIND_WORDS } from "../../../../server/domain/reconcile/report/finding-words.ts";
import { CSV_HEAD, csvRow, jsonRow } from "../../../../server/domain/reconcile/report/findings-csv.ts";
import {
  reportFinding,
  reportHead,
  reportTail,
} from "../../../../server/domain/reconcile/report/report-html.ts";
import { checkCommand, factText, yuanText } from "../../../../server/domain/reconcile/report/report-text.ts";
import type { ToldFinding } from "../../../../server/domain/reconcile/report/told-finding.ts";
import { noTally } from "../../../../server/domain/reconcile/summary.ts";
import type { ToldAnchors, ToldOther } from "../../../../server/domain/reconcile/told-anchors.ts";
import { anyFinding, anyReconciliation, anyTally } from "../../../store/support/any-reconciliation.ts";

const ROW = anyReconciliation({
  stage: "done",
  name: "claims.csv",
  judgedCount: 2,
  findingCount: 2,
  asOf: { block: 603, blockHash: `0x${"6d".repeat(32)}` },
  endedAtMs: 1_795_305_600_000,
  summary: {
    askedFen: 1_234_567n,
    fundFen: 1_000n,
    questionedFen: 925n,
    violatingCount: 1,
    suspectCount: 1,
    cleanCount: 0,
    institutionCount: 1,
    kinds: [
      { kind: "no_sale", verdict: "violation", count: 1, disallowedFen: 925n },
      { kind: "time_zone", verdict: "suspect", count: 1, disallowedFen: 0n },
    ],
    couldNotLook: { person: 1 },
    statements: [
      {
        row: 1,
        institutionCode: "P33050000001",
        fromDay: "2026-08-01",
        toDay: "2026-08-31",
        isRefund: false,
        result: "000103",
        told: { settlementCount: 2, totalFen: 3_700n, fundFen: 1n, accountFen: 0n },
        ledger: { settlementCount: 2, totalFen: 3_701n, fundFen: null, accountFen: null },
      },
    ],
  },
});
const PROVENANCE = { block: 603, findingsDigest: null };
const OTHER: ToldOther = {
  institution: 9,
  code: "A00000000801",
  name: "示范飞行检查组",
  block: 605,
  anchoredAtSec: 1_795_305_700,
  scopeRegion: 330_500,
  isSameBlock: true,
  isSameScope: true,
  isSameRules: true,
  isSameAttempts: true,
  isSameFindings: true,
  findingCount: 2,
  violationCount: 1,
  questionedFen: 925n,
};
const ANCHORS: ToldAnchors = {
  digest: {
    findings: `0x${"d1".repeat(32)}`,
    feedSalt: `0x${"5a".repeat(32)}`,
    rules: `0x${"d2".repeat(32)}`,
    attempts: `0x${"d3".repeat(32)}`,
    attemptCount: 3,
  },
  anchor: {
    state: "anchored",
    block: 604,
    transactionHash: `0x${"e1".repeat(32)}`,
    findingsDigest: `0x${"d1".repeat(32)}`,
    reason: null,
  },
  others: [
    OTHER,
    { ...OTHER, isSameRules: false, isSameFindings: false },
    { ...OTHER, isSameFindings: null },
  ],
};
const NO_ANCHORS: ToldAnchors = { digest: null, anchor: null, others: [] };
const hostileAnchors = (text: string): ToldAnchors => ({
  ...ANCHORS,
  others: [{ ...OTHER, name: text, code: text }],
});
const FINDINGS = [
  told({ caseNumber: "AJ-330500-2026-000001" }),
  told({
    claimId: "C000000002",
    row: 2,
    kind: "time_zone",
    verdict: "suspect",
    disallowedFen: 0n,
    because: { codes: ["cn:82638371254806120000"], soldAt: "2026-08-01T16:30:00Z" },
  }),
];

function told(change: Partial<ToldFinding> = {}): ToldFinding {
  return { ...anyFinding(), ordinal: 0, caseNumber: null, ...change };
}

function page(findings = FINDINGS, row = ROW): string {
  const told = { findingCount: row.findingCount, leftOut: 0 };
  return [
    reportHead(row, { institutions: [anyTally], anchors: ANCHORS }, "aGFzaA=="),
    ...findings.map(reportFinding),
    reportTail(told),
  ].join("");
}

describe("the report", () => {
  it("is one page, as it was", async () => {
    await expect(page()).toMatchFileSnapshot("./support/report.html");
  });

  it("asks nothing of anybody: no script, no address, no style but its own", () => {
    const html = page();
    expect(html).not.toMatch(
      /<script|<link|<img|<iframe|<object|<form|javascript:|https?:|url\(|@import|srcset/i,
    );
    expect(html).not.toMatch(/ (src|href|on[a-z]+|style)=/i);
    expect(html).toContain("default-src &#39;none&#39;");
  });

  it("shows text of a feed as text, wherever it stands", () => {
    const hostile = `"><script>alert('x')</script>&`;
    const found = told({
      claimId: hostile,
      caseNumber: hostile,
      because: { [hostile]: hostile, list: [hostile], inner: { [hostile]: hostile } },
      claim: { institutionCode: hostile, claimedOn: hostile, totalFen: 1n, traceCode: hostile },
    });
    const tally = { ...noTally(hostile), violatingCount: 1, questionedFen: 1n };
    const row = { ...ROW, name: hostile, summary: { ...ROW.summary, couldNotLook: { [hostile]: 1 } } };
    const html =
      reportHead(row, { institutions: [tally], anchors: hostileAnchors(hostile) }, "aGFzaA==") +
      reportFinding(found);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("alert('x')");
    expect(html.split("&lt;script&gt;").length).toBeGreaterThan(8);
  });

  it("draws a bar for each rule, and none where nothing was found", () => {
    expect(page().match(/<rect /g)).toHaveLength(3);
    const nothing = { ...ROW, findingCount: 0, summary: { ...ROW.summary, kinds: [] } };
    const html =
      reportHead(nothing, { institutions: [], anchors: NO_ANCHORS }, "aGFzaA==") +
      reportTail({ findingCount: 0, leftOut: 0 });
    expect(html).not.toContain("<svg");
    expect(html).toContain("没有疑点");
  });

  it("says how many findings it leaves out", () => {
    expect(reportTail({ findingCount: 7_000, leftOut: 2_000 })).toContain("2,000 more stand in findings.csv");
  });
});

describe("a finding", () => {
  it("says how to check it, by a code that is safe to paste", () => {
    expect(checkCommand(anyFinding())).toBe("npm run caretrail -- trace 82638371254806120000");
    const because = { codes: ["cn:83003850000000131888"] };
    expect(checkCommand(anyFinding({ because }))).toBe("npm run caretrail -- trace 83003850000000131888");
    expect(checkCommand(anyFinding({ because: { codes: ["x; rm -r ~"] } }))).toBeNull();
    expect(checkCommand(anyFinding({ claim: null }))).toBeNull();
  });

  it("is a row of a table that a spreadsheet neither rounds nor runs", () => {
    const row = csvRow(
      told({ claimId: "@SUM(A1)", row: 12, caseNumber: "AJ-330500-2026-000001" }),
      PROVENANCE,
    );
    expect(CSV_HEAD.startsWith("\uFEFFclaim_id,row,")).toBe(true);
    expect(row).toBe(
      `'@SUM(A1),12,P33050000001,2026-08-01,no_sale,空卖空报,violation,违规,925,925,"\t82638371254806120000",` +
        `"{""receiptNumber"":""R-1"",""saleCount"":0}",npm run caretrail -- trace 82638371254806120000,` +
        `AJ-330500-2026-000001,603,\r\n`,
    );
    for (const sign of ["=", "+", "-", "@", "\t", "\r"]) {
      expect(csvRow(told({ claimId: `${sign}1+1` }), PROVENANCE).replace(/^"/, "")[0]).toBe("'");
    }
    expect(csvRow(told({ claimId: 'a,"b"\n' }), PROVENANCE).startsWith('"a,""b""\n",')).toBe(true);
  });

  it("is nine members for a program, with fen as text", () => {
    expect(JSON.parse(jsonRow(told(), PROVENANCE))).toEqual({
      claimId: "C000000001",
      row: 1,
      kind: "no_sale",
      verdict: "violation",
      disallowedFen: "925",
      because: { receiptNumber: "R-1", saleCount: 0 },
      caseNumber: null,
      block: 603,
      findingsDigest: null,
    });
  });
});

it.each([
  [0n, "0.00"],
  [5n, "0.05"],
  [123_456n, "1,234.56"],
  [100_000_000n, "1,000,000.00"],
])("%s fen are %s yuan", (fen, text) => {
  expect(yuanText(fen)).toBe(text);
});

it("values are told in a line", () => {
  expect(factText({ a: [1, null], b: { c: true } })).toBe("a: 1, –; b: c: true");
});

it("every kind has a name of its own in both languages", () => {
  const chinese = FINDING_KINDS.map((kind) => KIND_WORDS[kind].chinese);
  const english = FINDING_KINDS.map((kind) => KIND_WORDS[kind].english);
  expect(new Set(chinese).size).toBe(FINDING_KINDS.length);
  expect(new Set(english).size).toBe(FINDING_KINDS.length);
});
