import type { InstitutionId, RegionCode } from "../ids.ts";
import { fundsOf } from "../region-levels.ts";

export const VISIT_DEMANDS = ["never", "prescription-only", "always"] as const;

/** Before which purchases at a pharmacy a visit to a doctor is wanted. */
export type VisitDemand = (typeof VISIT_DEMANDS)[number];

/**
 * What a bureau sets for claims on its fund; money in fen. Each has its unit and the regulation or case that
 * it serves in THRESHOLD_WORDS.
 */
export type Thresholds = {
  /** Returns of one code at one institution that are still honest; one more is a cycle. */
  readonly returnsOfCodeMax: number;
  /** One purchase above it is looked at, unless its products are of high value and approved apart. */
  readonly purchaseFenMax: bigint;
  /** Packs of one product for one person within the window. */
  readonly packsOfProductMax: number;
  readonly purchasesOfProductMax: number;
  readonly windowDays: number;
  readonly claimsOfPersonPerDayMax: number;
  /** Of what was sold before the ledger: how long after the sale its message may be written. */
  readonly toldWithinHours: number;
  /** What may be taken above the unit price of the purchase, in hundredths of a percent of that. */
  readonly marginBpsMax: number;
  /** The same above the maker's own price, where that is all that is known: wholesalers earn of it too. */
  readonly procurementMarginBpsMax: number;
  readonly visitDemand: VisitDemand;
  /** How long before the purchase the visit may be. */
  readonly visitWithinDays: number;
  /** Stays of one person in one calendar year; one more is looked at. */
  readonly admissionsPerYearMax: number;
  /** Receipts that one counter can write within an hour of the clock. */
  readonly receiptsPerCounterHourMax: number;
};

/** What holds where a bureau set nothing. */
export const THRESHOLDS_DEFAULT: Thresholds = {
  returnsOfCodeMax: 3,
  purchaseFenMax: 500_000n,
  packsOfProductMax: 12,
  purchasesOfProductMax: 6,
  windowDays: 30,
  claimsOfPersonPerDayMax: 4,
  toldWithinHours: 24,
  marginBpsMax: 1_500,
  procurementMarginBpsMax: 10_000,
  visitDemand: "never",
  visitWithinDays: 84,
  admissionsPerYearMax: 6,
  receiptsPerCounterHourMax: 60,
};

/** What a bureau set, from a day on, until the day of its next row. */
export type ThresholdsRow = {
  readonly fromDay: string;
  readonly values: Thresholds;
  readonly setBy: InstitutionId;
  readonly setAtMs: number;
};

/** Those that held on a day: the last row that had begun. Rows are in the order of their days. */
export function thresholdsOn(rows: readonly ThresholdsRow[], day: string): Thresholds {
  return rows.findLast(({ fromDay }) => fromDay <= day)?.values ?? THRESHOLDS_DEFAULT;
}

/**
 * Whose thresholds hold for a claim: those of the fund that pays, because it is its money and its agreement.
 * Where the feed does not name it, those of the institution's own region. A feed may name the county where
 * the fund is the city's.
 */
export function regionsThatSet(of: {
  readonly insuredRegion: RegionCode | null;
  readonly institutionRegion: RegionCode | null;
}): readonly RegionCode[] {
  const region = of.insuredRegion ?? of.institutionRegion;
  return region === null ? [] : fundsOf(region);
}
