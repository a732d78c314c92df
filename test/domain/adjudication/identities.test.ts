import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noUse } from "../../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import { identityFaults } from "../../../server/domain/adjudication/identities.ts";
import type { Awarded } from "../../../server/domain/adjudication/outcome.ts";
import type { Policy } from "../../../server/domain/adjudication/policy.ts";
import { sentenceOf } from "../../../server/domain/adjudication/steps.ts";
import {
  awardOf,
  CATALOGUE,
  ITEMS,
  line,
  plainLine,
  stay,
  usedBefore,
} from "../support/adjudication-cases.ts";
import { claimParts, tightPolicies } from "../support/random-claims.ts";

const CASE_COUNT = 10_000;
/** Claims of one person in a row, each on what the ones before it used. */
const rows = fc.tuple(tightPolicies, fc.array(claimParts, { minLength: 1, maxLength: 8 }));

/** Hands every award of a row of claims to `look`, with what the pool had paid before. */
function eachAward(look: (award: Awarded, policy: Policy) => void, leastCount = CASE_COUNT): void {
  let caseCount = 0;
  const property = fc.property(rows, ([{ policy }, claims]) => {
    let accumulators = noUse({ insuranceType: "310", year: 2026 });
    for (const parts of claims) {
      const outcome = adjudicate({ ...parts, catalogue: CATALOGUE, policy, accumulators });
      if (outcome.result !== "awarded") throw new Error(outcome.code);
      look(outcome, policy);
      accumulators = outcome.accumulatorsAfter;
      caseCount += 1;
    }
  });
  fc.assert(property, { numRuns: leastCount / 4, seed: 20_261_122 });
  expect(caseCount).toBeGreaterThanOrEqual(leastCount);
}

const sum = (values: readonly bigint[]): bigint => values.reduce((left, right) => left + right, 0n);

describe("every award", () => {
  test("keeps A1 to A6 of the settlement messages and I6 of the ledger", () => {
    eachAward((award) => {
      const { totals, lines, fundParts, approvedFen, personFen, hospitalFen } = award;
      const { accountFen, familyAccountFen, cashFen } = award;
      const cuts = lines.map((it) => [it.fulamtOwnpayFen, it.overlmtFen, it.preselfpayFen, it.inscpScpFen]);
      const cut = [totals.fulamtOwnpayFen, totals.overlmtFen, totals.preselfpayFen, totals.inscpScpFen];
      const poolFen = fundParts.find(({ fundPayType }) => fundPayType === "310101")?.fen ?? 0n;
      const truths = {
        A1: approvedFen + personFen + hospitalFen === totals.medfeeFen,
        A2: accountFen + cashFen + familyAccountFen === personFen,
        A3: sum(fundParts.map(({ fen }) => fen)) === approvedFen,
        A4: sum(lines.map(({ amountFen }) => amountFen)) === totals.medfeeFen,
        // One word of setlinfo for each fund, so that the words add up too.
        A5: new Set(fundParts.map(({ fundPayType }) => fundPayType)).size === fundParts.length,
        A6: sum(cut) === totals.medfeeFen && lines.every((it, at) => sum(cuts[at] ?? []) === it.amountFen),
        I6: approvedFen <= totals.inscpScpFen && approvedFen <= totals.medfeeFen,
        noDebt: [accountFen, familyAccountFen, cashFen, hospitalFen, ...cuts.flat()].every(
          (fen) => fen >= 0n,
        ),
        // The pool shares nothing of what the deductible took.
        deductible: poolFen <= totals.inscpScpFen - award.deductibleFen,
      };
      const broken = Object.entries(truths).flatMap(([name, isTrue]) => (isTrue ? [] : [name]));
      if (broken.length > 0) throw new Error(broken.join());
    });
  }, 120_000);

  test("leaves every cap unbroken", () => {
    eachAward(({ accumulatorsAfter: { funds, groups } }, policy) => {
      const insurance = policy.insurances.get("310");
      for (const { fundPayType, capFen } of insurance === undefined
        ? []
        : [insurance.pool, ...insurance.further]) {
        if (capFen !== null && (funds[fundPayType]?.paidFen ?? 0n) > capFen) throw new Error(fundPayType);
      }
      for (const { id, capFen } of insurance?.groups.values() ?? []) {
        if (capFen !== null && (groups[id]?.poolPaidFen ?? 0n) > capFen) throw new Error(id);
      }
    });
  }, 120_000);

  test("tells its steps in whole sentences", () => {
    eachAward(({ explanation }) => {
      for (const step of explanation) {
        const { chinese, english } = sentenceOf(step);
        if (/[{}]|undefined/.test(chinese + english)) throw new Error(english);
      }
    }, CASE_COUNT / 10);
  }, 120_000);
});

describe("an award that does not add up is named", () => {
  const service = { kind: "service", itemCode: ITEMS.surgery, lineNumber: 2 } as const;
  const award = awardOf({
    claim: stay({
      useAccount: "own",
      lines: [plainLine(300_000n), line({ ...service, amountFen: 220_000n })],
    }),
    accountBalanceFen: 1_000n,
    accumulators: usedBefore({ groupId: "inpatient", poolPaidFen: 39_900_000n }),
  });
  const [first, ...others] = award.lines;
  if (first === undefined) throw new Error("there is a line");

  test("the true one has no fault", () => expect(identityFaults(award)).toEqual([]));

  test.each<readonly [faults: readonly string[], change: Partial<Awarded>]>([
    [["A1"], { hospitalFen: award.hospitalFen + 1n }],
    [["A2"], { cashFen: award.cashFen - 1n }],
    [["A2"], { familyAccountFen: 1n }],
    [["A1", "A3"], { approvedFen: award.approvedFen + 1n }],
    [["A3"], { fundParts: award.fundParts.slice(1) }],
    [["A4", "A6"], { lines: [{ ...first, amountFen: first.amountFen + 1n }, ...others] }],
    [["A6"], { lines: [{ ...first, preselfpayFen: 1n }, ...others] }],
    [["A6"], { totals: { ...award.totals, overlmtFen: 0n } }],
    [["I6"], { cashFen: -1n, accountFen: award.accountFen + award.cashFen + 1n }],
    [["A3", "I6 of a fund"], { fundParts: award.fundParts.map((part) => ({ ...part, fen: 0n })) }],
  ])("%j", (faults, change) => {
    expect(identityFaults({ ...award, ...change })).toEqual(faults);
  });
});

test("steps are told with fen as yuan and ratios in percent", () => {
  const { explanation } = awardOf({
    claim: stay({ lines: [plainLine(100_100n)] }),
    filing: "transfer",
  });
  expect(explanation.map(({ step }) => step)).toEqual([
    "line-cut",
    "deductible",
    "band",
    "filing",
    "pool",
    "cash",
  ]);
  expect(explanation.map((step) => sentenceOf(step).english)).toEqual([
    `${ITEMS.amoxicillin}: 1001.00 yuan, 0.00 over limit, 0.00 (0.00%) first, 1001.00 in scope`,
    "deductible 1000.00 yuan, 0.00 used before, 1000.00 now",
    "1.00 yuan at 80.00%",
    "every fund ratio times 90.00% for this filing",
    "the pool 310101 pays 0.72 yuan",
    "the person pays 1000.28 yuan in cash",
  ]);
});
