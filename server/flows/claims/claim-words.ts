import type { ClaimTerms } from "../../domain/claims/claim-requests.ts";

/**
 * The plain words of a claim, sealed beside the ledger: its number, its invoice, and what the rules are
 * given.
 */
export type ClaimDocument = {
  readonly number: string;
  readonly till: string;
  /** As nullifiers name the provider. */
  readonly providerCode: string;
  readonly terms: ClaimTerms;
  /** Of the uncoded lines, in their order. */
  readonly uncodedItems: readonly UncodedItem[];
};

export type UncodedItem = {
  readonly itemCode: string | null;
  readonly name: string;
  readonly quantityE4: string;
};

/** What a decision was made upon: kept under its basis, and opened to the parties in the evidence bundle. */
export type BasisDocument = {
  readonly text: string;
  readonly salt: `0x${string}`;
  /** Why, in words: what a person said, and the steps of the rules are found by replaying them. */
  readonly note: string | null;
};
