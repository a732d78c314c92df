import type { Facts } from "../failure.ts";
import type { JudgedCode } from "./read-claim.ts";

/** A finding names so many codes and counts the others: it is read by people, and kept for each claim. */
const CODES_TOLD_MAX = 10;

/** Trace codes that decided a finding, in their order. */
export function tellCodes(codes: readonly string[]): Facts {
  const sorted = [...new Set(codes)].sort();
  const told = sorted.slice(0, CODES_TOLD_MAX);
  return sorted.length === told.length ? { codes: told } : { codes: told, codeCount: sorted.length };
}

export function tellPacks(codes: readonly JudgedCode[]): Facts {
  return tellCodes(codes.map(({ pack }) => pack.code));
}
