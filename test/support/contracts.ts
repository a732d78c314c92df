import type { Address } from "../../server/domain/ids.ts";

/** Where the contracts of a recorded chain stand. */
export const CONTRACTS = {
  institutions: `0x${"a1".repeat(20)}`,
  drugCatalogue: `0x${"a2".repeat(20)}`,
  drugLedger: `0x${"a3".repeat(20)}`,
  regionRules: `0x${"a4".repeat(20)}`,
  drugCustody: `0x${"a5".repeat(20)}`,
  spenders: `0x${"a6".repeat(20)}`,
  nullifiers: `0x${"a7".repeat(20)}`,
  encounterLedger: `0x${"a8".repeat(20)}`,
  claimRules: `0x${"a9".repeat(20)}`,
  claimLedger: `0x${"aa".repeat(20)}`,
  reconciliationLedger: `0x${"ab".repeat(20)}`,
} as const satisfies Record<string, Address>;

/** A contract that is none of ours: the authority tells of its own things in the same blocks. */
export const OTHER_CONTRACT: Address = `0x${"b0".repeat(20)}`;
