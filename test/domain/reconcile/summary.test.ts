import { expect, it } from "vitest";
import type { Finding } from "../../../server/domain/reconcile/finding.ts";
import {
  type JudgedItem,
  NO_SUMMARY,
  noTally,
  sumUp,
  tallyInstitutions,
} from "../../../server/domain/reconcile/summary.ts";

const item = (row: number, change: Partial<JudgedItem> = {}): JudgedItem => ({
  row,
  institutionCode: "P1",
  claimedOn: "2026-08-01",
  totalFen: 1_000n,
  fundFen: 700n,
  traceCode: null,
  ...change,
});
const finding = (row: number, change: Partial<Finding> = {}): Finding => ({
  claimId: `C${row}`,
  row,
  kind: "no_sale",
  verdict: "violation",
  disallowedFen: 1_000n,
  because: {},
  ...change,
});
const ITEMS = [item(1), item(2), item(3, { institutionCode: "P2", fundFen: null })];
const FINDINGS = [
  finding(1),
  finding(1, { kind: "never_received", disallowedFen: 400n }),
  finding(2, { kind: "time_zone", verdict: "suspect", disallowedFen: 0n }),
];

it("of a claim with two findings the most is in question, not the sum", () => {
  expect(sumUp(NO_SUMMARY, ITEMS, FINDINGS)).toEqual({
    askedFen: 3_000n,
    fundFen: 1_400n,
    questionedFen: 1_000n,
    violatingCount: 1,
    suspectCount: 1,
    cleanCount: 1,
    institutionCount: 0,
    kinds: [
      { kind: "no_sale", verdict: "violation", count: 1, disallowedFen: 1_000n },
      { kind: "never_received", verdict: "violation", count: 1, disallowedFen: 400n },
      { kind: "time_zone", verdict: "suspect", count: 1, disallowedFen: 0n },
    ],
    couldNotLook: {},
    statements: [],
  });
});

it("parts add up to what the whole comes to", () => {
  const parts = ITEMS.reduce((sum, each) => {
    const own = FINDINGS.filter(({ row }) => row === each.row);
    return sumUp(sum, [each], own);
  }, NO_SUMMARY);
  expect(parts).toEqual(sumUp(NO_SUMMARY, ITEMS, FINDINGS));
});

it("a suspect beside a violation leaves the claim one violation", () => {
  const both = [finding(1, { verdict: "suspect" }), finding(1)];
  expect(sumUp(NO_SUMMARY, [item(1)], both)).toMatchObject({
    violatingCount: 1,
    suspectCount: 0,
    cleanCount: 0,
  });
});

it("what is found of the feed as a whole takes no claim out of the clean ones", () => {
  const whole = finding(9, { kind: "index_differs", disallowedFen: 0n });
  expect(sumUp(NO_SUMMARY, [item(1)], [whole])).toMatchObject({ violatingCount: 0, cleanCount: 1 });
});

it("each institution has its own tally, on top of what it had", () => {
  const before = { ...noTally("P1"), claimCount: 5, askedFen: 10n, suspectCount: 2 };
  const tallies = tallyInstitutions(ITEMS, FINDINGS, (code) => (code === "P1" ? before : noTally(code)));
  expect(tallies).toEqual([
    {
      institutionCode: "P1",
      claimCount: 7,
      askedFen: 2_010n,
      questionedFen: 1_000n,
      violatingCount: 1,
      suspectCount: 3,
    },
    { ...noTally("P2"), claimCount: 1, askedFen: 1_000n },
  ]);
});
