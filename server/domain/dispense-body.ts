import type { Identification } from "./drug-rows.ts";
import type { Hex32, PackRef } from "./ids.ts";

/** One receipt as a command holds it. */
export type DispenseBody = {
  readonly documentKey: Hex32;
  readonly dispensedAtSec: number;
  readonly identification: Identification;
  readonly personCommitment: Hex32;
  /** `priceFen` is a decimal string, as everything that is stored. */
  readonly lines: readonly (PackRef & { readonly units: number; readonly priceFen: string })[];
};
