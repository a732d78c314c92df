import {
  type AccumulatorKey,
  type Accumulators,
  addUse,
  noUse,
  type YearUse,
  yearOf,
} from "./accumulators.ts";
import { adjudicate } from "./adjudicate.ts";
import type { AdjudicationInput } from "./adjudication-input.ts";
import type { Awarded, Outcome } from "./outcome.ts";

/** What decided a claim, but for the accumulators: they follow from the claims before it. */
export type ClaimBasis = Omit<AdjudicationInput, "accumulators">;

/**
 * A live award of one person. `sequence` is its place in the order of decision, and stays when it is decided
 * anew.
 */
export type DecidedClaim = {
  readonly id: string;
  readonly sequence: number;
  readonly basis: ClaimBasis;
  readonly award: Awarded;
};

/** A live award that a person stated: it stands as it is, and those after it start from what it used up. */
export type StatedClaim = {
  readonly id: string;
  readonly sequence: number;
  readonly care: Pick<ClaimBasis["claim"], "insuranceType" | "occurredOn">;
  readonly use: YearUse;
};

export type StandingClaim = DecidedClaim | StatedClaim;

/** In which order awards are owed: as they were decided, or by day of care whatever came first. */
export type AwardOrder = "decision" | "care";

/** A claim that would now come to another award. */
export type Readjudication = {
  readonly id: string;
  readonly before: Awarded;
  readonly after: Outcome;
  /** By `fund_pay_type`, with 0 where a fund paid nothing; only what differs. */
  readonly funds: readonly {
    readonly fundPayType: string;
    readonly beforeFen: bigint;
    readonly afterFen: bigint;
  }[];
};

/** The year's use of one insurance type: all live awards of the person, in the order of decision. */
export function accumulatorsOf(history: readonly StandingClaim[], key: AccumulatorKey): Accumulators {
  let accumulators = noUse(key);
  for (const each of inOrder(history, "decision")) {
    if (isOfKey(each, key)) accumulators = addUse(accumulators, useOf(each));
  }
  return accumulators;
}

/**
 * Decides a person's live claims anew as if the reversed ones had never been, and names those that come to
 * another award. Re-deciding exactly these, each in its place, gives the history that is owed.
 */
export function readjudicate(
  history: readonly StandingClaim[],
  changes: { readonly reversed: readonly string[]; readonly order: AwardOrder },
): Readjudication[] {
  const reversed = new Set(changes.reversed);
  const live = inOrder(
    history.filter(({ id }) => !reversed.has(id)),
    changes.order,
  );
  const years = new Map<string, Accumulators>();
  const changed: Readjudication[] = [];
  for (const each of live) {
    const key = keyOf(each);
    const name = `${key.insuranceType}/${key.year}`;
    const accumulators = years.get(name) ?? noUse(key);
    if ("use" in each) {
      years.set(name, addUse(accumulators, each.use));
      continue;
    }
    const { id, basis, award } = each;
    const after = adjudicate({ ...basis, accumulators });
    years.set(name, after.result === "awarded" ? after.accumulatorsAfter : accumulators);
    if (differs(award, after))
      changed.push({ id, before: award, after, funds: fundsThatDiffer(award, after) });
  }
  return changed;
}

function inOrder(history: readonly StandingClaim[], order: AwardOrder): StandingClaim[] {
  const ranked = [...history];
  if (order === "decision") return ranked.sort((a, b) => a.sequence - b.sequence);
  return ranked.sort((a, b) => compare(careOrder(a), careOrder(b)));
}

/** Day of care, then id: nothing that a race could change. */
function careOrder(each: StandingClaim): string {
  return `${careOf(each).occurredOn} ${each.id}`;
}

function careOf(each: StandingClaim): StatedClaim["care"] {
  return "use" in each ? each.care : each.basis.claim;
}

function useOf(each: StandingClaim): YearUse {
  return "use" in each ? each.use : each.award.use;
}

function keyOf(each: StandingClaim): AccumulatorKey {
  const { insuranceType, occurredOn } = careOf(each);
  return { insuranceType, year: yearOf(occurredOn) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isOfKey(each: StandingClaim, key: AccumulatorKey): boolean {
  const { insuranceType, year } = keyOf(each);
  return insuranceType === key.insuranceType && year === key.year;
}

/** Another use of the year counts too: the next claim's award would follow it. */
function differs(before: Awarded, after: Outcome): boolean {
  if (after.result === "refused") return true;
  return (
    before.accountFen !== after.accountFen ||
    before.familyAccountFen !== after.familyAccountFen ||
    before.cashFen !== after.cashFen ||
    before.hospitalFen !== after.hospitalFen ||
    fundsThatDiffer(before, after).length > 0 ||
    useText(before.use) !== useText(after.use)
  );
}

function fundsThatDiffer(before: Awarded, after: Outcome): Readjudication["funds"] {
  const was = paidBy(before);
  const is = paidBy(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort(compare)
    .map((fundPayType) => ({
      fundPayType,
      beforeFen: was.get(fundPayType) ?? 0n,
      afterFen: is.get(fundPayType) ?? 0n,
    }))
    .filter(({ beforeFen, afterFen }) => beforeFen !== afterFen);
}

function paidBy(outcome: Outcome): Map<string, bigint> {
  if (outcome.result === "refused") return new Map();
  return new Map(outcome.fundParts.map(({ fundPayType, fen }) => [fundPayType, fen]));
}

function useText({ groupId, group, funds }: YearUse): string {
  const { deductibleUsedFen, ratedFen, poolPaidFen, admissionCount } = group;
  const ofFunds = Object.entries(funds)
    .sort(([a], [b]) => compare(a, b))
    .map(([fundPayType, { paidFen, baseFen }]) => `${fundPayType}:${paidFen}:${baseFen}`);
  return [groupId, deductibleUsedFen, ratedFen, poolPaidFen, admissionCount, ...ofFunds].join(" ");
}
