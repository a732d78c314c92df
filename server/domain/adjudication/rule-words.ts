/** 险种 `insutype`: employee, resident, retired cadre. */
export const INSURANCE_TYPES = ["310", "390", "340"] as const;
export type InsuranceType = (typeof INSURANCE_TYPES)[number];

/** 医疗类别 `med_type`: outpatient, pharmacy, chronic disease 门慢特, inpatient. */
export const CARE_TYPES = ["11", "41", "14", "21"] as const;
export type CareType = (typeof CARE_TYPES)[number];

/** Level of a hospital, or a retail pharmacy. */
export const PLACE_LEVELS = ["1", "2", "3", "pharmacy"] as const;
export type PlaceLevel = (typeof PLACE_LEVELS)[number];

export const PROVIDER_KINDS = ["hospital", "pharmacy"] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** How the place of care stands to the insured region: at home, or which filing 备案 there is. */
export const FILINGS = ["local", "filed", "transfer", "emergency", "unfiled"] as const;
export type Filing = (typeof FILINGS)[number];

/** The member of `setlinfo` in which a fund's part is told; their sum is `fund_pay_sumamt` (A5). */
export const SETLINFO_WORDS = [
  "hifp_pay",
  "cvlserv_pay",
  "hifes_pay",
  "hifmi_pay",
  "hifob_pay",
  "maf_pay",
  "oth_pay",
  "hifdm_pay",
] as const;
export type SetlinfoWord = (typeof SETLINFO_WORDS)[number];

/** A ratio of 1 in basis points. */
export const WHOLE_BPS = 10_000n;

/** What both documents of a rule set say about themselves. */
export type RuleSetHead = {
  /** Whose rules: six digits of GB/T 2260. */
  readonly region: number;
  readonly version: string;
  /** Care of this day and later, to the last day included. */
  readonly effectiveFrom: string;
  readonly effectiveUntil: string | null;
};

/** What is never paid, of some kinds of care or, where none is named, of all. */
export type Exclusion = {
  readonly codes: readonly string[];
  readonly careTypes: readonly CareType[];
  readonly reason: string;
};

/** Exclusions by item. */
export type ExclusionIndex = ReadonlyMap<string, readonly Exclusion[]>;

export function indexExclusions(exclusions: readonly Exclusion[]): ExclusionIndex {
  const index = new Map<string, Exclusion[]>();
  for (const exclusion of exclusions) {
    for (const code of exclusion.codes) {
      const ofCode = index.get(code);
      if (ofCode === undefined) index.set(code, [exclusion]);
      else ofCode.push(exclusion);
    }
  }
  return index;
}

export function exclusionOf(index: ExclusionIndex, code: string, careType: CareType): Exclusion | undefined {
  return index.get(code)?.find(({ careTypes }) => careTypes.length === 0 || careTypes.includes(careType));
}

/** Days compare as text. */
export function isInForce(head: RuleSetHead, day: string): boolean {
  return head.effectiveFrom <= day && (head.effectiveUntil === null || day <= head.effectiveUntil);
}
