import type { InsuranceType } from "./rule-words.ts";

/** What one group of care has used in a year. */
export type GroupUse = {
  readonly deductibleUsedFen: bigint;
  /** In scope after deductible: where the bands stand. */
  readonly ratedFen: bigint;
  readonly poolPaidFen: bigint;
  readonly admissionCount: number;
};

/** What a fund has paid in a year, and of which base its bands and threshold have been used. */
export type FundUse = { readonly paidFen: bigint; readonly baseFen: bigint };

/**
 * 年度累计: what one person has used of one insurance type in one year. Groups are named by the policy, funds
 * by `fund_pay_type`; what is missing is zero.
 */
export type Accumulators = {
  readonly insuranceType: InsuranceType;
  readonly year: number;
  readonly groups: Readonly<Record<string, GroupUse>>;
  readonly funds: Readonly<Record<string, FundUse>>;
};

/** What one award uses up. */
export type YearUse = {
  readonly groupId: string;
  readonly group: GroupUse;
  readonly funds: Readonly<Record<string, FundUse>>;
};

export type AccumulatorKey = Pick<Accumulators, "insuranceType" | "year">;

export const NO_GROUP_USE: GroupUse = {
  deductibleUsedFen: 0n,
  ratedFen: 0n,
  poolPaidFen: 0n,
  admissionCount: 0,
};
export const NO_FUND_USE: FundUse = { paidFen: 0n, baseFen: 0n };

export function noUse({ insuranceType, year }: AccumulatorKey): Accumulators {
  return { insuranceType, year, groups: {}, funds: {} };
}

/** Adding commutes, so that accumulators do not depend on the order in which awards are told. */
export function addUse(accumulators: Accumulators, use: YearUse): Accumulators {
  const before = accumulators.groups[use.groupId] ?? NO_GROUP_USE;
  const group: GroupUse = {
    deductibleUsedFen: before.deductibleUsedFen + use.group.deductibleUsedFen,
    ratedFen: before.ratedFen + use.group.ratedFen,
    poolPaidFen: before.poolPaidFen + use.group.poolPaidFen,
    admissionCount: before.admissionCount + use.group.admissionCount,
  };
  const funds = { ...accumulators.funds };
  for (const [fundPayType, added] of Object.entries(use.funds)) {
    const fund = funds[fundPayType] ?? NO_FUND_USE;
    funds[fundPayType] = {
      paidFen: fund.paidFen + added.paidFen,
      baseFen: fund.baseFen + added.baseFen,
    };
  }
  return { ...accumulators, groups: { ...accumulators.groups, [use.groupId]: group }, funds };
}

/** A day 'YYYY-MM-DD' lies in the year whose accumulators it uses. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
