import { concat, keccak256 } from "ethers";
import type { Hex, Hex32 } from "../domain/ids.ts";

/** keccak256(previous, keccak256(packKeys)): the running hash of a manifest, as DrugCatalogue keeps it. */
export function manifestHashAfter(previous: Hex32, packKeys: Hex): Hex32 {
  // ethers writes a hash as `0x` and 64 lower-case digits.
  return keccak256(concat([previous, keccak256(packKeys)])) as Hex32;
}
