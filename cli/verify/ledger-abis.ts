import type { InterfaceAbi } from "ethers";
import * as GENERATED from "../../server/chain/generated/abis.ts";

/** Each contract's ABI under the name that bundles give it: CLAIM_LEDGER_ABI is claimLedger. */
export const LEDGER_ABIS: Readonly<Record<string, InterfaceAbi>> = Object.fromEntries(
  Object.entries(GENERATED).map(([constant, abi]) => [contractName(constant), abi]),
);

function contractName(constant: string): string {
  return constant
    .replace(/_ABI$/, "")
    .toLowerCase()
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
