import { canonicalJson, type Json } from "./canonical-json.ts";
import type { Address, BlockRef, Hex, Hex32, InstitutionId } from "./ids.ts";

/**
 * One JSON that proves what happened to one claim, to somebody who trusts neither this server nor its node.
 * Whatever is in it is covered by a check of `caretrail verify`; it is written as canonical JSON and a line
 * end.
 */
export type Bundle = {
  readonly format: "caretrail-bundle/1";
  readonly chain: BundleChain;
  readonly subject: { readonly kind: "claim"; readonly id: Hex32 };
  /** For whom it was made: it holds the openings that this institution may see. */
  readonly reader: InstitutionId;
  readonly openings: readonly BundleOpening[];
  /** In the order of the chain, each once. */
  readonly events: readonly BundleEvent[];
  /** Of every transaction that an event stands in, and of no other. */
  readonly receipts: readonly BundleReceipt[];
  /** Runs of headers without a gap, each ending at a block that somebody may have signed. */
  readonly headers: readonly (readonly Hex[])[];
  readonly ruleSets: { readonly catalogue: Json; readonly policy: Json };
  /** Null: nothing is decided yet, or this reader may not see what was decided upon. */
  readonly adjudication: BundleAdjudication | null;
  /** The last block of the last run. */
  readonly head: BlockRef;
  /** sha256 of the canonical JSON of everything else: tells a damaged file, not a forged one. */
  readonly seal: Hex32;
};

export type BundleChain = {
  readonly chainId: number;
  readonly genesisHash: Hex32;
  readonly contracts: { readonly [name: string]: Address };
  /** Who runs the node that this came from; 0: not said. A checkpoint of theirs proves nothing. */
  readonly operator: InstitutionId;
};

/**
 * The words behind a commitment on the ledger. `person`: scheme and value. `line`: the words that a line's
 * commitment is of.
 */
export type BundleOpening = {
  readonly kind: "person" | "line";
  readonly commitment: Hex32;
  readonly words: readonly string[];
  readonly salt: Hex32;
};

export type EventPlace = {
  readonly block: number;
  readonly transactionIndex: number;
  /** Its place among the logs of its transaction, from 0. */
  readonly logIndex: number;
};

/** `name` is the event's name in the contract's ABI. */
export type BundleEvent = EventPlace & { readonly name: string };

export type BundleReceipt = {
  readonly block: number;
  readonly transactionIndex: number;
  /** Nodes of the receipts trie, from the root to the leaf. */
  readonly proof: readonly Hex[];
};

/** `basis` is on the ledger; it commits to `basisText`. */
export type BundleAdjudication = {
  readonly inputs: Json;
  /** What the person had used up in the year before this claim. */
  readonly accumulators: Json;
  readonly salt: Hex32;
  readonly basis: Hex32;
};

/** What the basis of a decision commits to, behind a salt: the rule sets by hash and all they were given. */
export function basisText(of: {
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly inputs: Json;
  readonly accumulators: Json;
}): string {
  const { catalogue, policy, inputs, accumulators } = of;
  return canonicalJson({ accumulators, catalogue, inputs, policy });
}

/** Proofs of blocks, as the chain room makes them; refuses with a Failure rather than prove half. */
export type BlockProofs = {
  header(block: number): Promise<BlockRef & { readonly rlp: Hex }>;
  /** Of logs by their places in the block, as the index knows them: each one's place in its receipt. */
  events(block: number, logIndexes: readonly number[]): Promise<ProvenEvents>;
};

export type ProvenEvents = {
  readonly places: readonly EventPlace[];
  readonly receipts: readonly BundleReceipt[];
};
