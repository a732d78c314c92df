/** What one call of the contracts may carry; mirrors contracts/libraries/Limits.sol. */
export const KEYS_PER_CHUNK_MAX = 4_000;
export const RUNS_PER_CONSIGNMENT_MAX = 200;
export const DISPENSES_PER_CALL_MAX = 200;
export const LINES_PER_DISPENSE_MAX = 100;

/** Lines of all dispenses of one call together: each costs some 9,000 gas, and a call stays under 16 M. */
export const LINES_PER_CALL_MAX = 1_000;

/** Trace codes of one consignment or receipt: about as many as a body of 1 MiB can name. */
export const CODES_PER_REQUEST_MAX = 50_000;

/** Bad lines of a manifest that are told one by one; the others are only counted. */
export const BAD_LINES_TOLD_MAX = 100;
