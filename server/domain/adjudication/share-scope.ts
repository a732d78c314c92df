import {
  type Accumulators,
  type FundUse,
  type GroupUse,
  NO_FUND_USE,
  NO_GROUP_USE,
  type YearUse,
} from "./accumulators.ts";
import type { ApplicableRules } from "./judge-claim.ts";
import type { FundPart } from "./outcome.ts";
import { cutIntoBands, payFromFund, type RatedPart } from "./pay-from-fund.ts";
import type { FurtherFund } from "./policy.ts";
import { leftOf, type Rounding, roundShare, smaller } from "./rounding.ts";
import { WHOLE_BPS } from "./rule-words.ts";
import type { Step } from "./steps.ts";

/** What of a claim is in scope: at the bands, and as special drugs at their own ratio. */
export type Scope = { readonly ordinaryFen: bigint; readonly specialFen: bigint };

export type ScopeShares = {
  readonly deductibleFen: bigint;
  readonly fundParts: readonly FundPart[];
  readonly use: YearUse;
  readonly steps: readonly Step[];
};

type Case = {
  readonly scope: Scope;
  readonly rules: ApplicableRules;
  readonly accumulators: Accumulators;
  readonly rounding: Rounding;
};

/** Who of the funds pays what of the scope: deductible first, then the pool, then the funds after it. */
export function shareScope(given: Case): ScopeShares {
  const { scope, rules, accumulators } = given;
  const { group, insurance, filingBps } = rules;
  const used = accumulators.groups[group.id] ?? NO_GROUP_USE;
  const steps: Step[] = [];
  const deductible = takeDeductible(given, used, steps);
  const parts = ratedParts(given, { used, deductible, steps });
  if (filingBps !== WHOLE_BPS) steps.push(step("filing", { bps: filingBps }));
  const pool = payFromPool(given, { used, parts, steps });
  const fundParts: FundPart[] = [];
  const funds: Record<string, FundUse> = {};
  const take = (fund: FurtherFund | typeof insurance.pool, baseFen: bigint, paidFen: bigint): void => {
    if (baseFen > 0n) funds[fund.fundPayType] = { paidFen, baseFen };
    const { fundPayType, name, word } = fund;
    if (paidFen > 0n) fundParts.push({ fundPayType, name, word, baseFen, fen: paidFen });
  };
  const scopeFen = scope.ordinaryFen + scope.specialFen;
  take(insurance.pool, scopeFen, pool.paidFen);
  let leftFen = scopeFen - pool.paidFen;
  for (const fund of insurance.further) {
    const baseFen = fund.over === "pool-cap" ? smaller(pool.overflowFen, leftFen) : leftFen;
    if (baseFen === 0n) continue;
    const paidFen = payFromFurther(given, fund, baseFen);
    steps.push(step("further-fund", { fundPayType: fund.fundPayType, baseFen, paidFen }));
    take(fund, baseFen, paidFen);
    leftFen -= paidFen;
  }
  const paidFen = deductible.ordinaryFen + deductible.specialFen;
  const groupUse: GroupUse = {
    deductibleUsedFen: paidFen,
    ratedFen: scope.ordinaryFen - deductible.ordinaryFen,
    poolPaidFen: pool.paidFen,
    admissionCount: 1,
  };
  return { deductibleFen: paidFen, fundParts, use: { groupId: group.id, group: groupUse, funds }, steps };
}

/** 起付线: of what has the bands first, then of special drugs where the policy says so. */
function takeDeductible(given: Case, used: GroupUse, steps: Step[]): Scope {
  const { scope } = given;
  const { group, level, insurance } = given.rules;
  const perAdmission = group.deductiblePer === "admission";
  const isLater = perAdmission && used.admissionCount > 0;
  const limitFen = isLater ? laterDeductible(given) : level.deductibleFen;
  const usedFen = perAdmission ? 0n : used.deductibleUsedFen;
  const dueFen = leftOf(limitFen, usedFen);
  const ordinaryFen = smaller(dueFen, scope.ordinaryFen);
  const specialFen =
    insurance.special?.deductible === "applies" ? smaller(dueFen - ordinaryFen, scope.specialFen) : 0n;
  if (limitFen > 0n) steps.push(step("deductible", { limitFen, usedFen, paidFen: ordinaryFen + specialFen }));
  return { ordinaryFen, specialFen };
}

function ratedParts(
  { scope, rules }: Case,
  at: { readonly used: GroupUse; readonly deductible: Scope; readonly steps: Step[] },
): RatedPart[] {
  const { group, level, insurance } = rules;
  const fromFen = group.bandsOver === "year" ? at.used.ratedFen : 0n;
  const parts = cutIntoBands(scope.ordinaryFen - at.deductible.ordinaryFen, fromFen, level.bands);
  for (const { partFen, bps } of parts) at.steps.push(step("band", { partFen, bps }));
  const specialFen = scope.specialFen - at.deductible.specialFen;
  if (specialFen > 0n && insurance.special !== null) {
    const { bps } = insurance.special;
    parts.push({ partFen: specialFen, bps });
    at.steps.push(step("special-drugs", { partFen: specialFen, bps }));
  }
  return parts;
}

/** The pool up to its cap; only what is above the pool's own cap is left for the funds after it. */
function payFromPool(
  { rules, accumulators, rounding }: Case,
  at: { readonly used: GroupUse; readonly parts: readonly RatedPart[]; readonly steps: Step[] },
): { readonly paidFen: bigint; readonly overflowFen: bigint } {
  const { group, insurance, filingBps } = rules;
  const { pool } = insurance;
  const poolUsed = accumulators.funds[pool.fundPayType] ?? NO_FUND_USE;
  const poolLeft = pool.capFen === null ? null : leftOf(pool.capFen, poolUsed.paidFen);
  const groupLeft = group.capFen === null ? null : leftOf(group.capFen, at.used.poolPaidFen);
  const isGroupNearer = groupLeft !== null && (poolLeft === null || groupLeft <= poolLeft);
  const limitFen = isGroupNearer ? groupLeft : poolLeft;
  const { paidFen, overflowFen } = payFromFund({ parts: at.parts, filingBps, limitFen, rounding });
  if (overflowFen > 0n) {
    const capFen = isGroupNearer ? group.capFen : pool.capFen;
    at.steps.push(step(isGroupNearer ? "group-cap" : "pool-cap", { capFen, overFen: overflowFen }));
  }
  at.steps.push(step("pool", { fundPayType: pool.fundPayType, paidFen }));
  return { paidFen, overflowFen: isGroupNearer ? 0n : overflowFen };
}

function payFromFurther(given: Case, fund: FurtherFund, baseFen: bigint): bigint {
  const used = given.accumulators.funds[fund.fundPayType] ?? NO_FUND_USE;
  // Below the threshold nothing is paid: the bands begin there, whatever they say of less.
  const skipFen = smaller(baseFen, leftOf(fund.thresholdFen, used.baseFen));
  return payFromFund({
    parts: cutIntoBands(baseFen - skipFen, used.baseFen + skipFen, fund.bands),
    filingBps: given.rules.filingBps,
    limitFen: fund.capFen === null ? null : leftOf(fund.capFen, used.paidFen),
    rounding: given.rounding,
  }).paidFen;
}

function laterDeductible({ rules, rounding }: Case): bigint {
  const numerator = rules.level.deductibleFen * rules.group.laterAdmissionBps;
  return roundShare({ numerator, denominator: WHOLE_BPS, paidBy: "person" }, rounding);
}

function step(code: Step["step"], values: Step["values"]): Step {
  return { step: code, lineNumber: null, values };
}
