import { beforeEach, describe, expect, it } from "vitest";
import type { LedgerFact } from "../../../server/domain/ledger-event.ts";
import { BUREAU, OPERATOR, PAYER_REGION, wordOf } from "../../support/claim-facts.ts";
import { RowsInMemory } from "../../support/rows-in-memory.ts";

const COULD_NOT_LOOK = expect.objectContaining({ code: "could-not-look" });
const by = { region: PAYER_REGION, bureau: BUREAU, operator: OPERATOR } as const;
const LIMITS = {
  decisionSec: 600,
  manualDays: 20,
  appealDays: 15,
  appealDecisionDays: 20,
  disputeDays: 60,
  automaticFenMax: 500_000n,
  fourEyesFromFen: 5_000_000n,
  provisionalFenPerDay: 2_000_000n,
  uncodedFenPerDay: 10_000_000n,
};
const limitsSet: LedgerFact = { name: "ClaimLimitsSet", limits: LIMITS, ...by };
const published = (hash: number, kind = 1): LedgerFact => ({
  name: "RuleSetPublished",
  ruleSet: wordOf(hash),
  kind,
  fromSec: 1_788_000_000 + hash,
  ...by,
});
const turned = (...dayNumbers: readonly number[]): LedgerFact => ({
  name: "BusinessDaysTurned",
  dayNumbers,
  ...by,
});

describe("what a bureau set for claims", () => {
  let rows: RowsInMemory;
  beforeEach(() => {
    rows = new RowsInMemory();
  });

  it("is nothing before it set something", () => {
    expect(rows.claimRules(PAYER_REGION)).toBeNull();
  });

  it("is limits, rule sets and days, each beside the others", () => {
    for (const fact of [published(1), limitsSet, turned(20_700), published(2, 2)]) rows.tell(fact);
    expect(rows.claimRules(PAYER_REGION)).toMatchObject({
      region: PAYER_REGION,
      limits: LIMITS,
      ruleSets: [
        { hash: wordOf(1), kind: "catalogue", fromSec: 1_788_000_001, origin: { logIndex: 1 } },
        { hash: wordOf(2), kind: "policy", fromSec: 1_788_000_002, origin: { logIndex: 4 } },
      ],
      turnedDays: [20_700],
    });
  });

  it("is the limits that were set last", () => {
    rows.tell(limitsSet);
    rows.tell({ name: "ClaimLimitsSet", limits: { ...LIMITS, decisionSec: 60 }, ...by });
    expect(rows.claimRules(PAYER_REGION)?.limits).toEqual({ ...LIMITS, decisionSec: 60 });
  });

  it("has in order the days that were turned an odd number of times, also within one call", () => {
    rows.tell(turned(30, 10, 20));
    expect(rows.claimRules(PAYER_REGION)?.turnedDays).toEqual([10, 20, 30]);
    rows.tell(turned(20, 5, 40, 40));
    expect(rows.claimRules(PAYER_REGION)?.turnedDays).toEqual([5, 10, 30]);
    rows.tell(turned(20));
    expect(rows.claimRules(PAYER_REGION)?.turnedDays).toEqual([5, 10, 20, 30]);
  });

  it("is of its region alone", () => {
    rows.tell(limitsSet);
    rows.tell({ name: "BusinessDaysTurned", ...by, region: 330_100, dayNumbers: [1] });
    expect(rows.claimRules(330_100)).toEqual({
      region: 330_100,
      limits: null,
      ruleSets: [],
      turnedDays: [1],
    });
  });

  it("stops the reader at a kind of rule set that this server does not know", () => {
    expect(() => rows.tell(published(1, 3))).toThrow(COULD_NOT_LOOK);
  });
});

describe("what the consortium appointed and opened", () => {
  const first = `0x${"51".repeat(20)}` as const;
  const next = `0x${"52".repeat(20)}` as const;
  let rows: RowsInMemory;
  beforeEach(() => {
    rows = new RowsInMemory();
  });

  it("is the spender of now", () => {
    rows.tell({ name: "SpenderAppointed", spender: first, previous: `0x${"0".repeat(40)}` });
    rows.tell({ name: "SpenderAppointed", spender: next, previous: first });
    expect(rows.consortium()).toEqual({ spender: next, nullifierEpochCount: 0 });
  });

  it("is the keys of invoices, one after the other", () => {
    for (const epoch of [1, 2]) rows.tell({ name: "NullifierEpochOpened", epoch });
    expect(rows.consortium()).toEqual({ spender: null, nullifierEpochCount: 2 });
    expect(() => rows.tell({ name: "NullifierEpochOpened", epoch: 2 })).toThrow(COULD_NOT_LOOK);
    expect(() => rows.tell({ name: "NullifierEpochOpened", epoch: 4 })).toThrow(COULD_NOT_LOOK);
  });
});
