/** What a bureau may set, with the day from which it holds; money in fen. */
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
};

export type ThresholdsRow = Thresholds & { readonly fromDay: string };

/** What holds where nobody set anything. */
export const THRESHOLDS_DEFAULT: ThresholdsRow = {
  fromDay: "0001-01-01",
  returnsOfCodeMax: 3,
  purchaseFenMax: 500_000n,
  packsOfProductMax: 12,
  purchasesOfProductMax: 6,
  windowDays: 30,
  claimsOfPersonPerDayMax: 4,
  toldWithinHours: 24,
};

/** Those that held on a day: the last row that had begun. */
export function thresholdsOn(rows: readonly ThresholdsRow[], day: string): Thresholds {
  return rows.findLast(({ fromDay }) => fromDay <= day) ?? THRESHOLDS_DEFAULT;
}
