import type { Band } from "./policy.ts";
import { type Rounding, roundShare } from "./rounding.ts";
import { WHOLE_BPS } from "./rule-words.ts";

/** An amount in scope and the ratio that is paid of it. */
export type RatedPart = { readonly partFen: bigint; readonly bps: bigint };

export type FundPayment = {
  readonly paidFen: bigint;
  /** What of the parts the fund would have shared, had its limit been higher. */
  readonly overflowFen: bigint;
};

/** A ratio in basis points times what a filing leaves of it. */
const RATIO_SCALE = WHOLE_BPS * WHOLE_BPS;

/**
 * What a fund pays of parts in their order: rounded once, of the sum. At its limit it pays the limit to the
 * last fen; a fen that it could share only in part counts as overflow, which favours the person.
 */
export function payFromFund(asked: {
  readonly parts: readonly RatedPart[];
  readonly filingBps: bigint;
  readonly limitFen: bigint | null;
  readonly rounding: Rounding;
}): FundPayment {
  const { parts, filingBps, limitFen, rounding } = asked;
  let exact = 0n;
  let overflowFen = 0n;
  const limit = limitFen === null ? null : limitFen * RATIO_SCALE;
  for (const { partFen, bps } of parts) {
    const ratio = bps * filingBps;
    if (ratio === 0n) continue;
    const wanted = partFen * ratio;
    if (limit === null || exact + wanted <= limit) {
      exact += wanted;
      continue;
    }
    overflowFen += partFen - (limit - exact) / ratio;
    exact = limit;
  }
  const paidFen = roundShare({ numerator: exact, denominator: RATIO_SCALE, paidBy: "fund" }, rounding);
  return { paidFen, overflowFen };
}

/** An amount cut along bands that count from `fromFen`; empty parts are left out. */
export function cutIntoBands(amountFen: bigint, fromFen: bigint, bands: readonly Band[]): RatedPart[] {
  const parts: RatedPart[] = [];
  const endFen = fromFen + amountFen;
  let atFen = fromFen;
  for (const { uptoFen, bps } of bands) {
    if (atFen >= endFen) break;
    const stopFen = uptoFen === null || uptoFen > endFen ? endFen : uptoFen;
    if (stopFen <= atFen) continue;
    parts.push({ partFen: stopFen - atFen, bps });
    atFen = stopFen;
  }
  return parts;
}
