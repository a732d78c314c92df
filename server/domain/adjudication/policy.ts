import type { Rounding } from "./rounding.ts";
import {
  type CareType,
  type Exclusion,
  type ExclusionIndex,
  type Filing,
  type InsuranceType,
  indexExclusions,
  type PlaceLevel,
  type ProviderKind,
  type RuleSetHead,
  type SetlinfoWord,
} from "./rule-words.ts";

/** Of amounts up to `uptoFen`, counted from the end of the band before; the last band has no end. */
export type Band = { readonly uptoFen: bigint | null; readonly bps: bigint };

export type Fund = {
  /** `fund_pay_type` of the NHSA. */
  readonly fundPayType: string;
  readonly name: string;
  readonly word: SetlinfoWord;
  /** Most that it pays for one person in a year; null: no limit. */
  readonly capFen: bigint | null;
};

/** What a fund after the pool is asked for. */
export const FURTHER_BASES = ["pool-cap", "self-pay"] as const;

/**
 * A fund that comes after the pool: 大额 bears what is in scope above the pool's annual cap, 大病 what the
 * person is left with of what is in scope. Bands and threshold count the year's base.
 */
export type FurtherFund = Fund & {
  readonly over: (typeof FURTHER_BASES)[number];
  readonly thresholdFen: bigint;
  readonly bands: readonly Band[];
};

export const ACCOUNT_SHARES = ["in-scope", "pre-self-pay", "over-ceiling", "own-pay"] as const;
export type AccountShare = (typeof ACCOUNT_SHARES)[number];

/** 个人账户: which of the person's shares it may pay, and whether family members' accounts may help 共济. */
export type AccountRule = {
  readonly own: "allowed" | "none";
  readonly family: "allowed" | "none";
  readonly careTypes: readonly CareType[];
  readonly covers: readonly AccountShare[];
};

/** 特药: its own ratio, outside the bands. */
export type SpecialRule = {
  readonly bps: bigint;
  readonly deductible: "applies" | "none";
  readonly withoutApproval: "own-pay" | "refuse";
};

export type LevelRule = { readonly deductibleFen: bigint; readonly bands: readonly Band[] };

/** Kinds of care that use up one deductible, one row of bands and one cap together. */
export type CareGroup = {
  readonly id: string;
  readonly careTypes: readonly CareType[];
  readonly requires: "nothing" | "chronic-approval";
  readonly deductiblePer: "year" | "admission";
  /** Of the second and later admissions of a year. */
  readonly laterAdmissionBps: bigint;
  readonly bandsOver: "year" | "claim";
  /** Most that the pool pays for this group in a year; what is above it is the person's. */
  readonly capFen: bigint | null;
  /** Where the insured may go; a level that is missing is not covered. */
  readonly levels: ReadonlyMap<PlaceLevel, LevelRule>;
};

export type InsuranceDocument = {
  readonly insuranceType: InsuranceType;
  readonly name: string;
  readonly preSelfPay: "charged" | "waived";
  readonly pool: Fund;
  readonly further: readonly FurtherFund[];
  readonly account: AccountRule | null;
  readonly special: SpecialRule | null;
  readonly groups: readonly CareGroup[];
};

export type Insurance = Omit<InsuranceDocument, "groups"> & {
  readonly groups: ReadonlyMap<CareType, CareGroup>;
};

type PolicyCommon = RuleSetHead & {
  readonly rounding: Rounding;
  /** Who bears what a price is above its ceiling. */
  readonly overCeiling: Readonly<Record<ProviderKind, "person" | "provider">>;
  /** What is left of a fund's ratio; null: not paid at all. */
  readonly filingBps: Readonly<Record<Filing, bigint | null>>;
};

export type PolicyDocument = PolicyCommon & {
  readonly exclusions: readonly Exclusion[];
  readonly insurances: readonly InsuranceDocument[];
};

/** The policy 待遇政策 of the insured region: who gets how much of what is in scope. */
export type Policy = PolicyCommon & {
  readonly exclusions: ExclusionIndex;
  readonly insurances: ReadonlyMap<InsuranceType, Insurance>;
};

export function indexPolicy(document: PolicyDocument): Policy {
  const { exclusions, insurances, ...rest } = document;
  return {
    ...rest,
    exclusions: indexExclusions(exclusions),
    insurances: new Map(insurances.map((insurance) => [insurance.insuranceType, indexGroups(insurance)])),
  };
}

function indexGroups(insurance: InsuranceDocument): Insurance {
  const byCare = insurance.groups.flatMap((group) =>
    group.careTypes.map((careType): [CareType, CareGroup] => [careType, group]),
  );
  return { ...insurance, groups: new Map(byCare) };
}
