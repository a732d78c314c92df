import { describe, expect, it } from "vitest";
import type { ToldReconciliation } from "../../../cli/reconcile/reconcile-client.ts";
import { exitCodeOf, wordsOf } from "../../../cli/reconcile/tell-reconciliation.ts";

const CLEAN: ToldReconciliation = {
  id: "ab".repeat(16),
  stage: "done",
  rowCount: 10,
  itemCount: 10,
  faultCount: 0,
  passedOverCount: 0,
  judgedRow: 10,
  judgedCount: 10,
  findingCount: 0,
  asOf: { block: 603, blockHash: `0x${"6d".repeat(32)}` },
  failure: null,
  summary: {
    askedFen: "123456",
    questionedFen: "0",
    violatingCount: 0,
    suspectCount: 0,
    cleanCount: 10,
    institutionCount: 2,
    kinds: [],
    couldNotLook: {},
    statements: [],
  },
  digest: null,
  anchor: null,
  others: [],
};
const summary = (change: object) => ({ summary: { ...CLEAN.summary, ...change } });

const DIGEST = { findings: `0x${"d1".repeat(32)}` };
const ANCHOR = { state: "anchored", block: 604, findingsDigest: DIGEST.findings, reason: null } as const;
const OTHER = {
  name: "审计",
  code: "A00000000801",
  block: 610,
  scopeRegion: 0,
  isSameRules: true,
  isSameAttempts: false,
  isSameFindings: null,
} as const;

describe("what is said of the anchor", () => {
  const told = (change: Partial<ToldReconciliation>): string =>
    wordsOf({ ...CLEAN, digest: DIGEST, ...change }, { name: "f", directory: "d", seconds: 0 }).join("\n");

  it("is its digest, its block, and who else said what", () => {
    const words = told({
      anchor: ANCHOR,
      others: [OTHER, { ...OTHER, scopeRegion: 330_500, isSameFindings: false }],
    });
    expect(words).toContain(`at block 603: ${DIGEST.findings}`);
    expect(words).toContain("anchored in block 604");
    expect(words).toContain("审计 A00000000801, every fund, block 610: findings 不可比 not comparable");
    expect(words).toContain("fund 330500, block 610: findings 不一致 different, rules 一致 same");
  });

  it("is why there is none", () => {
    const reason = { code: "operator-unknown", title: "The signing key is not known to the ledger" };
    const none = { ...ANCHOR, state: "none", block: null, findingsDigest: null, reason } as const;
    expect(told({ anchor: none })).toContain(
      "未上链 not anchored: The signing key is not known to the ledger [operator-unknown]",
    );
    expect(told({ digest: null, anchor: null })).not.toContain("on the ledger");
  });
});

describe("the exit code", () => {
  it.each([
    ["clean", {}, 0],
    ["an empty feed", { judgedCount: 0, itemCount: 0, rowCount: 0 }, 0],
    ["cash sales passed over", { passedOverCount: 5 }, 0],
    ["a finding", { findingCount: 1 }, 1],
    ["a finding beside rows that could not be read", { findingCount: 1, faultCount: 3 }, 1],
    ["no finding, but rows that could not be read", { faultCount: 1 }, 2],
    ["nothing that could be read", { faultCount: 9, judgedCount: 0, findingCount: 1 }, 2],
    ["no finding, but persons that could not be opened", summary({ couldNotLook: { person: 1 } }), 2],
    ["a run that failed", { stage: "failed" as const }, 2],
  ])("of %s", (_, change, code) => {
    expect(exitCodeOf({ ...CLEAN, ...change })).toBe(code);
  });
});

it("whoever is on duty reads counts, money, where the report is and what to do", () => {
  const kinds = [
    { kind: "no_sale", verdict: "violation", count: 20, disallowedFen: "92500" },
    { kind: "time_zone", verdict: "suspect", count: 3, disallowedFen: "0" },
  ] as const;
  const state = {
    ...CLEAN,
    findingCount: 23,
    faultCount: 2,
    ...summary({ kinds, questionedFen: "92500", violatingCount: 20, couldNotLook: { person: 4 } }),
  };
  const words = wordsOf(state, { name: "claims.csv", directory: "/out", seconds: 12 }).join("\n");
  for (const part of [
    "at block 603",
    "1,234.56 yuan asked for, 925.00 in question",
    "20  空卖空报 no sale  925.00 yuan disallowed",
    "3  时区差错 time zone",
    "2 faults",
    "4 could not be looked at wholly: who bought it",
    "/out/report.html",
    "npm run caretrail -- trace CODE",
  ])
    expect(words).toContain(part);
});

it("totals are told beside the ledger's, equal or not", () => {
  const told = { settlementCount: 2, totalFen: "3700", fundFen: "2461", accountFen: "0" };
  const ledger = { ...told, settlementCount: 1, fundFen: null };
  const period = { institutionCode: "P1", fromDay: "2026-08-01", toDay: "2026-08-31" };
  const statements = [{ ...period, result: "000102" as const, told, ledger }];
  const words = wordsOf(
    { ...CLEAN, ...summary({ statements }) },
    { name: "x", directory: "/out", seconds: 0 },
  );
  expect(words.join("\n")).toContain("P1 2026-08-01 – 2026-08-31: 000102 机构多");
  expect(words.join("\n")).toContain("ledger  1 settlements, 37.00 yuan, fund –, account 0.00");
});

it("what was not wholly looked at is not called clean", () => {
  const words = wordsOf({ ...CLEAN, faultCount: 1 }, { name: "x", directory: "/out", seconds: 0 }).join("\n");
  expect(words).toContain("This is no clean result: not everything could be looked at.");
  expect(words).not.toContain("everything was looked at");
});
