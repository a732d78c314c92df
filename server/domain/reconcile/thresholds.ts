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
  /**
   * What may be taken above the unit price of the purchase, in hundredths of a percent of that. Null: the
   * region states no margin, and prices are not looked at.
   */
  readonly marginBpsMax: number | null;
  /** The same above the maker's own price, where that is all that is known: wholesalers earn of it too. */
  readonly procurementMarginBpsMax: number | null;
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
  marginBpsMax: null,
  procurementMarginBpsMax: null,
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

/** What may be taken above a price of this origin; null where the region states no margin for it. */
export function marginAbove(
  { marginBpsMax, procurementMarginBpsMax }: Thresholds,
  origin: "purchase" | "procurement",
): number | null {
  return origin === "purchase" ? marginBpsMax : procurementMarginBpsMax;
}

/** Whether prices are looked at: where they are not, one that is hidden hides nothing. */
export function asksPrices({ marginBpsMax, procurementMarginBpsMax }: Thresholds): boolean {
  return marginBpsMax !== null || procurementMarginBpsMax !== null;
}

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

/** What these let pass unasked, every day of the rows lets pass. */
export function strictestThresholds(rows: readonly Pick<ThresholdsRow, "values">[]): Thresholds {
  const all = [THRESHOLDS_DEFAULT, ...rows.map(({ values }) => values)];
  const least = (of: (values: Thresholds) => number): number => Math.min(...all.map(of));
  const most = (of: (values: Thresholds) => number): number => Math.max(...all.map(of));
  return {
    returnsOfCodeMax: least((values) => values.returnsOfCodeMax),
    purchaseFenMax: leastFen(all.map(({ purchaseFenMax }) => purchaseFenMax)),
    packsOfProductMax: least((values) => values.packsOfProductMax),
    purchasesOfProductMax: least((values) => values.purchasesOfProductMax),
    windowDays: most((values) => values.windowDays),
    claimsOfPersonPerDayMax: least((values) => values.claimsOfPersonPerDayMax),
    toldWithinHours: least((values) => values.toldWithinHours),
    marginBpsMax: leastStated(all.map(({ marginBpsMax }) => marginBpsMax)),
    procurementMarginBpsMax: leastStated(all.map((values) => values.procurementMarginBpsMax)),
    visitDemand: VISIT_DEMANDS[most(({ visitDemand }) => VISIT_DEMANDS.indexOf(visitDemand))] ?? "always",
    visitWithinDays: least((values) => values.visitWithinDays),
    admissionsPerYearMax: least((values) => values.admissionsPerYearMax),
    receiptsPerCounterHourMax: least((values) => values.receiptsPerCounterHourMax),
  };
}

/** A margin that is not stated lets everything pass. */
function leastStated(margins: readonly (number | null)[]): number | null {
  const stated = margins.filter((margin) => margin !== null);
  return stated.length === 0 ? null : Math.min(...stated);
}

/** Math.min takes no bigints. */
function leastFen(amounts: readonly bigint[]): bigint {
  const [least = 0n] = amounts.toSorted((a, b) => Number(a - b));
  return least;
}
