import fc from "fast-check";
import { expect, test } from "vitest";
import {
  adjudicateNaively,
  type WrittenCatalogue,
  type WrittenPolicy,
} from "../../../bench/reference/naive-adjudication.ts";
import { noUse } from "../../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import type { AdjudicationInput } from "../../../server/domain/adjudication/adjudication-input.ts";
import { judgeSpecialDrug } from "../../../server/domain/adjudication/judge-approval.ts";
import { CATALOGUE, readRuleSet } from "../support/adjudication-cases.ts";
import { claimParts, tightPolicies } from "../support/random-claims.ts";

// The schemas read these very files in other tests.
const WRITTEN_CATALOGUE = readRuleSet("330500-catalogue-2026.json") as WrittenCatalogue;

/** What a plain reading of the written documents gives, in the same words. */
function naively(written: WrittenPolicy, input: AdjudicationInput): ReturnType<typeof adjudicateNaively> {
  const { claim, approvals } = input;
  return adjudicateNaively({
    ...input,
    catalogue: WRITTEN_CATALOGUE,
    policy: written,
    isApproved: claim.lines.map((line) => judgeSpecialDrug({ line, claim, approvals }) === null),
    used: input.accumulators,
  });
}

test("every award is, to the fen, what a plain reading of the documents gives", () => {
  let cappedCount = 0;
  const rows = fc.tuple(tightPolicies, fc.array(claimParts, { minLength: 1, maxLength: 6 }));
  const property = fc.property(rows, ([{ written, policy }, claims]) => {
    let accumulators = noUse({ insuranceType: "310", year: 2026 });
    for (const parts of claims) {
      const input = { ...parts, catalogue: CATALOGUE, policy, accumulators };
      const ours = adjudicate(input);
      if (ours.result !== "awarded") throw new Error(ours.code);
      expect({
        deductibleFen: ours.deductibleFen,
        funds: Object.fromEntries(ours.fundParts.map(({ fundPayType, fen }) => [fundPayType, fen])),
        hospitalFen: ours.hospitalFen,
        accountFen: ours.accountFen,
        familyAccountFen: ours.familyAccountFen,
        cashFen: ours.cashFen,
      }).toEqual(naively(written, input));
      if (ours.explanation.some(({ step }) => step === "pool-cap" || step === "group-cap")) cappedCount += 1;
      accumulators = ours.accumulatorsAfter;
    }
  });
  fc.assert(property, { numRuns: 1_500, seed: 310_101 });
  // It says something about caps only where many claims reach one.
  expect(cappedCount).toBeGreaterThan(250);
}, 120_000);
