/** In whose favour a fraction of a fen goes; the `nearest-…` ones ask it only of an exact half. */
export const ROUNDINGS = ["person", "fund", "nearest-person", "nearest-fund"] as const;
export type Rounding = (typeof ROUNDINGS)[number];

/** An exact amount as a fraction of fen, and who pays it: that decides which way is whose favour. */
export type Share = {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly paidBy: "person" | "fund";
};

/**
 * Whole fen of a share: the one place where adjudication rounds. Whoever is favoured pays less, or is paid
 * for more.
 */
export function roundShare(share: Share, rounding: Rounding): bigint {
  const down = share.numerator / share.denominator;
  const rest = share.numerator % share.denominator;
  if (rest === 0n) return down;
  const favoured = rounding === "person" || rounding === "nearest-person" ? "person" : "fund";
  const toPayersFavour = favoured === share.paidBy ? down : down + 1n;
  if (rounding === "person" || rounding === "fund") return toPayersFavour;
  const twice = rest * 2n;
  if (twice === share.denominator) return toPayersFavour;
  return twice > share.denominator ? down + 1n : down;
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** What is left of a limit; never below zero. */
export function leftOf(limitFen: bigint, usedFen: bigint): bigint {
  return limitFen > usedFen ? limitFen - usedFen : 0n;
}
