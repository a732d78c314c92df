import type { RegionCode } from "../../ids.ts";
import { decimalOf, FEN_MAX } from "../../money.ts";

/** An area of the messages, six digits, as a region; null where none is stated. */
export function regionOf(area: string | null): RegionCode | null {
  return area !== null && /^[1-9][0-9]{5}$/.test(area) ? Number(area) : null;
}

/** An amount in yuan with at most two places as fen; null when it is none. */
export function fenOfYuan(text: string): bigint | null {
  const fen = decimalOf(text.trim(), 2);
  return fen === null || fen > FEN_MAX ? null : fen;
}
