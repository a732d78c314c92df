import { describe, expect, test } from "vitest";
import {
  type Accumulators,
  addUse,
  noUse,
  type YearUse,
} from "../../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import { inputOf, plainLine, stay } from "../support/adjudication-cases.ts";

const KEY = { insuranceType: "310", year: 2026 } as const;
const use = (groupId: string, unit: bigint, fundPayType: string): YearUse => ({
  groupId,
  group: {
    deductibleUsedFen: unit,
    ratedFen: 2n * unit,
    poolPaidFen: 3n * unit,
    admissionCount: 1,
  },
  funds: { [fundPayType]: { paidFen: 4n * unit, baseFen: 5n * unit } },
});

describe("the year's use", () => {
  const uses = [
    use("outpatient", 1n, "310101"),
    use("inpatient", 10n, "310101"),
    use("inpatient", 100n, "330100"),
  ];
  const all: Accumulators = {
    ...KEY,
    groups: {
      outpatient: { deductibleUsedFen: 1n, ratedFen: 2n, poolPaidFen: 3n, admissionCount: 1 },
      inpatient: { deductibleUsedFen: 110n, ratedFen: 220n, poolPaidFen: 330n, admissionCount: 2 },
    },
    funds: { "310101": { paidFen: 44n, baseFen: 55n }, "330100": { paidFen: 400n, baseFen: 500n } },
  };

  test("adds up by group and fund", () => {
    expect(uses.reduce(addUse, noUse(KEY))).toEqual(all);
  });

  test("does not depend on the order", () => {
    expect(uses.toReversed().reduce(addUse, noUse(KEY))).toEqual(all);
  });
});

test("each stay of a year begins where the one before it ended", () => {
  let accumulators = noUse(KEY);
  const told: (readonly [bigint, bigint])[] = [];
  // In scope 21,000, 10,500 and 20,500 yuan: 1,000, 500 and 500 of them deductible.
  for (const amountFen of [2_100_000n, 1_050_000n, 2_050_000n]) {
    const outcome = adjudicate(inputOf({ claim: stay({ lines: [plainLine(amountFen)] }), accumulators }));
    if (outcome.result !== "awarded") throw new Error(outcome.code);
    told.push([outcome.deductibleFen, outcome.approvedFen]);
    accumulators = outcome.accumulatorsAfter;
  }
  expect(told).toEqual([
    [100_000n, 1_600_000n],
    [50_000n, 850_000n],
    [50_000n, 850_000n + 900_000n],
  ]);
  expect(accumulators.groups["inpatient"]).toEqual({
    deductibleUsedFen: 200_000n,
    ratedFen: 5_000_000n,
    poolPaidFen: 4_200_000n,
    admissionCount: 3,
  });
});
