import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Accumulators, addUse, noUse } from "../../../server/domain/adjudication/accumulators.ts";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import type { Awarded } from "../../../server/domain/adjudication/outcome.ts";
import {
  type AwardOrder,
  accumulatorsOf,
  type ClaimBasis,
  type DecidedClaim,
  readjudicate,
  type StatedClaim,
} from "../../../server/domain/adjudication/readjudicate.ts";
import { CATALOGUE, claim, inputOf, POLICY, plainLine } from "../support/adjudication-cases.ts";
import { type ClaimParts, claimParts, tightPolicies } from "../support/random-claims.ts";

const KEY = { insuranceType: "310", year: 2026 } as const;
const RUNS = { numRuns: 800, seed: 4_040 };

function award(basis: ClaimBasis, accumulators: Accumulators): Awarded {
  const outcome = adjudicate({ ...basis, accumulators });
  if (outcome.result !== "awarded") throw new Error(outcome.code);
  return outcome;
}

/** Claims decided in an order, some reversed on the way: each on what is live when its turn comes. */
function play(
  bases: readonly ClaimBasis[],
  order: readonly number[],
  reversals: ReadonlyMap<number, number>,
): readonly DecidedClaim[] {
  let live: DecidedClaim[] = [];
  order.forEach((nth, turn) => {
    const basis = bases[nth];
    if (basis === undefined) throw new Error("an order names the claims there are");
    const decided = award(basis, accumulatorsOf(live, KEY));
    live.push({ id: nameOf(nth), sequence: turn, basis, award: decided });
    live = live.filter(({ id }) => ![...reversals].some(([gone, at]) => at === turn && id === nameOf(gone)));
  });
  // What was to be reversed before its decision is reversed at the end.
  return live.filter(({ id }) => ![...reversals.keys()].some((gone) => id === nameOf(gone)));
}

/** As people would do it: exactly the named claims come to their new award. */
function redecide(live: readonly DecidedClaim[], order: AwardOrder): readonly DecidedClaim[] {
  const named = new Map(readjudicate(live, { reversed: [], order }).map(({ id, after }) => [id, after]));
  return live.map((each) => {
    const after = named.get(each.id);
    return after?.result === "awarded" ? { ...each, award: after } : each;
  });
}

function totals(live: readonly DecidedClaim[]): Record<string, bigint> {
  const sums: Record<string, bigint> = {};
  for (const { fundPayType, fen } of live.flatMap((each) => each.award.fundParts)) {
    sums[fundPayType] = (sums[fundPayType] ?? 0n) + fen;
  }
  return sums;
}

/** Decided one after the other from nothing. */
function fromScratch(live: readonly DecidedClaim[]): readonly DecidedClaim[] {
  let accumulators = noUse(KEY);
  return live.map((each) => {
    const decided = award(each.basis, accumulators);
    accumulators = addUse(accumulators, decided.use);
    return { ...each, award: decided };
  });
}

const nameOf = (nth: number): string => `claim-${nth}`;
const byCare = (a: DecidedClaim, b: DecidedClaim): number =>
  `${a.basis.claim.occurredOn} ${a.id}` < `${b.basis.claim.occurredOn} ${b.id}` ? -1 : 1;

/** One person's claims under a tight policy, two orders of deciding them, and which are reversed when. */
const histories = fc
  .tuple(tightPolicies, fc.array(claimParts, { minLength: 2, maxLength: 7 }))
  .chain(([{ policy }, claims]) => {
    const turns = claims.map((_, nth) => nth);
    return fc.record({
      bases: fc.constant(
        claims.map((parts: ClaimParts): ClaimBasis => ({ ...parts, catalogue: CATALOGUE, policy })),
      ),
      first: fc.shuffledSubarray(turns, { minLength: turns.length }),
      second: fc.shuffledSubarray(turns, { minLength: turns.length }),
      reversed: fc.subarray(turns, { maxLength: turns.length - 1 }),
      whenFirst: fc.array(fc.nat(6), { minLength: turns.length, maxLength: turns.length }),
      whenSecond: fc.array(fc.nat(6), { minLength: turns.length, maxLength: turns.length }),
    });
  });

const timesOf = (reversed: readonly number[], when: readonly number[]): Map<number, number> =>
  new Map(reversed.map((nth) => [nth, when[nth] ?? 0]));

describe("deciding and reversing", () => {
  test("in any order ends at one total per fund, once the named claims are decided anew", () => {
    let namedCount = 0;
    fc.assert(
      fc.property(histories, ({ bases, first, second, reversed, whenFirst, whenSecond }) => {
        const one = play(bases, first, timesOf(reversed, whenFirst));
        const two = play(bases, second, timesOf(reversed, whenSecond));
        const isNamed = [one, two].some((it) => readjudicate(it, { reversed: [], order: "care" }).length > 0);
        if (isNamed) namedCount += 1;
        // Nothing named means that nothing differs already.
        else expect(totals(one)).toEqual(totals(two));
        expect(totals(redecide(one, "care"))).toEqual(totals(redecide(two, "care")));
        expect(totals(redecide(one, "care"))).toEqual(totals(fromScratch([...one].sort(byCare))));
      }),
      RUNS,
    );
    // The property is worth something only where both kinds of history occur.
    expect(namedCount).toBeGreaterThan(RUNS.numRuns / 10);
    expect(namedCount).toBeLessThan(RUNS.numRuns);
  }, 120_000);

  test("in the order of decision, the named claims come to what they would be without the reversed", () => {
    fc.assert(
      fc.property(histories, ({ bases, first, reversed }) => {
        const all = play(bases, first, new Map());
        const gone = reversed.map(nameOf);
        const survivors = all.filter(({ id }) => !gone.includes(id));
        const named = readjudicate(all, { reversed: gone, order: "decision" });
        const owed = fromScratch(survivors);
        const anew = redecide(survivors, "decision");
        expect(totals(anew)).toEqual(totals(owed));
        expect(accumulatorsOf(anew, KEY)).toEqual(accumulatorsOf(owed, KEY));
        const differing = survivors.filter((it, at) => totalsDiffer(it, owed[at])).map(({ id }) => id);
        expect(named.map(({ id }) => id)).toEqual(expect.arrayContaining(differing));
      }),
      RUNS,
    );
  }, 120_000);

  test("without reversals nothing is named in the order of decision", () => {
    fc.assert(
      fc.property(histories, ({ bases, first }) => {
        const live = play(bases, first, new Map());
        expect(readjudicate(live, { reversed: [], order: "decision" })).toEqual([]);
      }),
      { ...RUNS, numRuns: 300 },
    );
  });
});

function totalsDiffer(one: DecidedClaim, other: DecidedClaim | undefined): boolean {
  const words = (it: DecidedClaim): string =>
    it.award.fundParts.map((p) => `${p.fundPayType}:${p.fen}`).join();
  return other === undefined || words(one) !== words(other);
}

/** The group's cap of 10,000 yuan is 100 fen away, the deductible is paid. */
const BEFORE: ClaimBasis = basisOf(1_458_429n);
const A = basisOf(100n);
const B = basisOf(120n);

function basisOf(amountFen: bigint): ClaimBasis {
  const { accumulators: _none, ...basis } = inputOf({
    claim: claim({ lines: [plainLine(amountFen)] }),
    policy: POLICY,
  });
  return basis;
}

describe("two claims race for the last fen of a cap", () => {
  const bases = [BEFORE, A, B];

  test("whoever is first, the pool pays the cap and no fen more", () => {
    const paid = (order: readonly number[]): bigint[] =>
      play(bases, order, new Map()).map((it) => it.award.approvedFen);
    expect(paid([0, 1, 2])).toEqual([999_900n, 70n, 30n]);
    expect(paid([0, 2, 1])).toEqual([999_900n, 84n, 16n]);
  });

  test("the first is reversed: the second is named with what it is owed now", () => {
    const live = play(bases, [0, 1, 2], new Map());
    const named = readjudicate(live, { reversed: ["claim-1"], order: "decision" });
    expect(named).toHaveLength(1);
    expect(named[0]).toMatchObject({
      id: "claim-2",
      funds: [{ fundPayType: "310101", beforeFen: 30n, afterFen: 84n }],
    });
  });

  test("the second is reversed: the first stands", () => {
    const live = play(bases, [0, 1, 2], new Map());
    expect(readjudicate(live, { reversed: ["claim-2"], order: "decision" })).toEqual([]);
  });

  test("what a person stated stands, and those after it start from what it used", () => {
    const [before, ...after] = play(bases, [0, 1, 2], new Map());
    if (before === undefined) throw new Error("nothing was decided");
    const { id, sequence, award: decided } = before;
    const stated: StatedClaim = { id, sequence, care: before.basis.claim, use: decided.use };
    const history = [...after, stated];
    expect(accumulatorsOf(history, KEY)).toEqual(accumulatorsOf([before, ...after], KEY));
    expect(readjudicate(history, { reversed: [], order: "decision" })).toEqual([]);
    const named = readjudicate(history, { reversed: ["claim-1"], order: "decision" });
    expect(named).toMatchObject([{ id: "claim-2", funds: [{ beforeFen: 30n, afterFen: 84n }] }]);
    expect(readjudicate(history, { reversed: [id], order: "decision" }).map((each) => each.id)).toEqual([
      "claim-1",
      "claim-2",
    ]);
  });

  test("years and insurances do not touch each other", () => {
    const live = play(bases, [0, 1, 2], new Map());
    expect(accumulatorsOf(live, { ...KEY, year: 2025 })).toEqual(noUse({ ...KEY, year: 2025 }));
    expect(accumulatorsOf(live, KEY).groups["outpatient"]?.poolPaidFen).toBe(1_000_000n);
  });
});
