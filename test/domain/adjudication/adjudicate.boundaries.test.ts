import { describe, expect, test } from "vitest";
import {
  awardOf,
  checkAward,
  claim,
  type ExpectedAward,
  type Given,
  ITEMS,
  inpatient,
  line,
  paidUp,
  plainLine,
  sale,
  stay,
  stayOf,
  usedBefore,
} from "../support/adjudication-cases.ts";

type Row = readonly [title: string, given: Given, expected: ExpectedAward];

describe("the year's deductible", () => {
  test.each<Row>([
    [
      "all of it, to the last fen",
      { claim: sale(30_000n) },
      { deductible: 30_000n, funds: {}, cash: 30_000n },
    ],
    [
      "one fen above it",
      { claim: sale(30_001n) },
      { deductible: 30_000n, funds: { 310101: 1n }, cash: 30_000n },
    ],
    [
      "one fen left of it",
      { claim: sale(100n), accumulators: usedBefore({ deductibleUsedFen: 29_999n }) },
      { deductible: 1n, funds: { 310101: 69n }, cash: 31n },
    ],
    [
      "nothing left of it",
      { claim: sale(100n), accumulators: paidUp },
      { deductible: 0n, funds: { 310101: 70n }, cash: 30n },
    ],
    [
      "used up further by a dearer level than this one's",
      { claim: sale(100n), accumulators: usedBefore({ deductibleUsedFen: 80_000n }) },
      { deductible: 0n, funds: { 310101: 70n }, cash: 30n },
    ],
  ])("%s", (_, given, expected) => checkAward(given, expected));
});

describe("an admission's deductible", () => {
  test.each<Row>([
    [
      "whole at the first stay of the year",
      { claim: stay({ lines: [plainLine(100_100n)] }) },
      { deductible: 100_000n, funds: { 310101: 80n }, cash: 100_020n },
    ],
    [
      "half at the second",
      { claim: stayOf(100n), accumulators: inpatient({}) },
      { deductible: 50_000n, funds: { 310101: 80n }, cash: 50_020n },
    ],
    [
      "not of a year that only pharmacies saw",
      { claim: stay({ lines: [plainLine(100_100n)] }), accumulators: usedBefore({ admissionCount: 3 }) },
      { deductible: 100_000n, funds: { 310101: 80n }, cash: 100_020n },
    ],
  ])("%s", (_, given, expected) => checkAward(given, expected));
});

describe("bands count what the year has seen", () => {
  test.each<readonly [title: string, ratedBefore: bigint, rated: bigint, paid: bigint]>([
    ["up to the edge", 1_999_900n, 100n, 80n],
    ["across the edge", 1_999_900n, 200n, 165n],
    ["the fen below the edge", 1_999_999n, 1n, 1n],
    ["from the edge on", 2_000_000n, 100n, 85n],
    ["across the second edge", 3_999_900n, 200n, 175n],
    ["in the last band", 4_000_000n, 100n, 90n],
    ["across all", 0n, 6_000_000n, 1_600_000n + 1_700_000n + 1_800_000n],
  ])("%s", (_, ratedFen, rated, paid) => {
    checkAward(
      { claim: stayOf(rated), accumulators: inpatient({ ratedFen }) },
      { deductible: 50_000n, funds: { 310101: paid }, cash: 50_000n + rated - paid },
    );
  });
});

describe("caps", () => {
  const groupPaid = (groupPaidFen: bigint): Given["accumulators"] & object =>
    usedBefore({ deductibleUsedFen: 30_000n, groupPaidFen });
  test.each<Row>([
    [
      "the last fen of the group's",
      { claim: sale(100n), accumulators: groupPaid(999_930n) },
      { funds: { 310101: 70n }, cash: 30n },
    ],
    [
      "one fen short of what it would pay: the rest is the person's, no further fund's",
      { claim: sale(100n), accumulators: groupPaid(999_931n) },
      { funds: { 310101: 69n }, cash: 31n },
    ],
    [
      "the group's used up",
      { claim: sale(100n), accumulators: groupPaid(1_000_000n) },
      { funds: {}, cash: 100n },
    ],
    [
      "the last fen of the pool's",
      { claim: stayOf(1000n), accumulators: inpatient({ poolPaidFen: 39_999_200n }) },
      { funds: { 310101: 800n }, cash: 50_200n },
    ],
    [
      "the pool has one fen: the large-amount fund shares what is above",
      { claim: stayOf(1000n), accumulators: inpatient({ poolPaidFen: 39_999_999n }) },
      { funds: { 310101: 1n, 330100: 899n }, cash: 50_100n },
    ],
    [
      "the pool has nothing",
      { claim: stayOf(1000n), accumulators: inpatient({ poolPaidFen: 40_000_000n }) },
      { funds: { 330100: 900n }, cash: 50_100n },
    ],
    [
      "the last fen of the large-amount fund's",
      {
        claim: stayOf(1000n),
        accumulators: inpatient({ poolPaidFen: 40_000_000n, largePaidFen: 29_999_999n }),
      },
      { funds: { 330100: 1n }, cash: 50_999n },
    ],
    [
      "all used up",
      {
        claim: stayOf(1000n),
        accumulators: inpatient({ poolPaidFen: 40_000_000n, largePaidFen: 30_000_000n }),
      },
      { funds: {}, cash: 51_000n },
    ],
  ])("%s", (_, given, expected) => checkAward(given, expected));
});

describe("price ceilings", () => {
  const metformin = (amountFen: bigint, quantityE4 = 10_000n): Given => ({
    claim: claim({ lines: [line({ itemCode: ITEMS.metformin, amountFen, quantityE4 })] }),
  });
  test.each<readonly [title: string, amountFen: bigint, quantityE4: bigint, over: bigint]>([
    ["at it", 1850n, 10_000n, 0n],
    ["one fen above", 1851n, 10_000n, 1n],
    ["of half a pack", 926n, 5_000n, 1n],
    ["of a part that is no whole fen, 616.605", 617n, 3_333n, 0n],
    ["one fen above that", 618n, 3_333n, 1n],
  ])("%s", (_, amountFen, quantityE4, over) => {
    expect(awardOf(metformin(amountFen, quantityE4)).lines[0]?.overlmtFen).toBe(over);
  });

  test("a pharmacy's excess is the person's, a hospital's its own", () => {
    const service = { kind: "service", itemCode: ITEMS.surgery } as const;
    checkAward(metformin(1950n), { hospital: 0n, funds: {}, cash: 1950n });
    const surgery = stay({ lines: [line({ ...service, amountFen: 220_000n })] });
    // 5 % of 2,150 yuan first, 1,000 yuan deductible, 80 % of the rest.
    checkAward(
      { claim: surgery },
      { hospital: 5_000n, deductible: 100_000n, funds: { 310101: 83_400n }, cash: 131_600n },
    );
  });

  test("follow the level of the hospital", () => {
    const days = (institutionLevel: "1" | "2" | "3"): bigint | undefined =>
      awardOf({
        claim: stay({
          institutionLevel,
          lines: [line({ itemCode: ITEMS.bed, kind: "service", amountFen: 5_000n })],
        }),
      }).lines[0]?.overlmtFen;
    expect([days("1"), days("2"), days("3")]).toEqual([1_500n, 500n, 0n]);
  });
});
