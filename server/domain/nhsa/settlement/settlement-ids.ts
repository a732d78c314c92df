import type { Hex32 } from "../../ids.ts";

/**
 * setl_id and mdtrt_id of a claim: the care area and 24 digits of the claim's id, of its lower and its upper
 * half. They say nothing of a person, and the same claim always has the same.
 */
export function settlementIdsOf(
  claim: Hex32,
  careArea: string,
): { readonly settlementId: string; readonly visitId: string } {
  const bits = BigInt(claim);
  const digitsOf = (half: bigint): string => (half % 10n ** DIGITS).toString().padStart(Number(DIGITS), "0");
  return {
    settlementId: `${careArea}${digitsOf(bits & HALF)}`,
    visitId: `${careArea}${digitsOf(bits >> HALF_BITS)}`,
  };
}

const DIGITS = 24n;
const HALF_BITS = 128n;
const HALF = (1n << HALF_BITS) - 1n;
