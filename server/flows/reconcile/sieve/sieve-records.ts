/**
 * Records of the sieve, in 32-bit words by their places. `key` is the number by which a claim and its
 * dispenses are joined, `other` the number that must agree besides: of a direct claim its settlement and
 * its receipt, of a manual one the other way round. Sums are of the codes' hashes and of the amount.
 */
export const CLAIM = {
  width: 14,
  keyHigh: 0,
  keyLow: 1,
  place: 2,
  /** What the dispenses have not accounted for yet. */
  restHigh: 3,
  restLow: 4,
  otherHigh: 5,
  otherLow: 6,
  personHigh: 7,
  personLow: 8,
  area: 9,
  /** The day of the claim in the low half, that of the dispenses in the high one once it is known. */
  days: 10,
  /** Whose fund; NO_REGION where the ledger must not hold a claim of its own. */
  region: 11,
  institution: 12,
  /** Number of codes above STATE_BITS; below: dispenses found, and whether one of them differs. */
  state: 13,
} as const;

export const SALE = {
  width: 12,
  keyHigh: 0,
  keyLow: 1,
  /** The place of the dispense, twice, and one more where it is plain. */
  placeAndPlain: 2,
  sumHigh: 3,
  sumLow: 4,
  otherHigh: 5,
  otherLow: 6,
  personHigh: 7,
  personLow: 8,
  area: 9,
  day: 10,
  /** Whose fund the ledger's own claims ask; NO_REGION where there are none. */
  region: 11,
} as const;

export const WORD = { width: 3, high: 0, low: 1, place: 2 } as const;

export const PERSON = {
  width: 6,
  high: 0,
  low: 1,
  place: 2,
  claimDay: 3,
  /** When it was bought; NOWHERE where that is not known yet. */
  boughtDay: 4,
  codes: 5,
} as const;

/** In the place of a claim, where a word was said by none: an attempt that was refused. */
export const NOWHERE = -1;

export const NO_REGION = 0;

/** Low bits of a claim's state: whether a dispense differs, then how many were found. */
export const IS_OFF = 1;
export const FOUND_ONE = 2;
export const STATE_BITS = 8;
export const FOUND_MAX = (1 << (STATE_BITS - 1)) - 1;

/** Amounts above are looked at in full: sums of FOUND_MAX of them stay below 2^32. */
export const FEN_MAX = 2n ** 24n;
/** Days since 1970 fit in half a word. */
export const DAY_MAX = 0x7fff;
export const CODES_MAX = 1 << 16;
