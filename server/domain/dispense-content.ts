import type { Hex, Hex32, InstitutionId } from "./ids.ts";

/** The content of a dispense, in the order in which its EIP-712 hash takes it. */
export type DispenseContent = {
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly dispensedAtSec: number;
  readonly identification: number;
  readonly personCommitment: Hex32;
  readonly lines: readonly Hex[];
};

/** The content of a reversal, in the order in which its EIP-712 hash takes it. */
export type ReversalContent = {
  readonly institution: InstitutionId;
  readonly documentKey: Hex32;
  readonly dispense: Hex32;
  readonly reversedAtSec: number;
  readonly lines: readonly Hex[];
};
