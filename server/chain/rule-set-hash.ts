import { id } from "ethers";
import type { Hex32 } from "../domain/ids.ts";

/** keccak256 of the text in UTF-8: what the ledger pins of a rule set's canonical JSON. */
export function ruleSetHash(text: string): Hex32 {
  // ethers writes a hash as `0x` and 64 lower-case digits.
  return id(text) as Hex32;
}
