import type { Address, BlockRef, Hex, Hex32, InstitutionId } from "./ids.ts";
import type { Page, PageRequest } from "./ledger-view.ts";

/**
 * What an institution says of the chain it sees: this block has this hash. Signed with an operator key, so
 * that a reader of evidence need not believe the server that the evidence came from.
 */
export type CheckpointContent = {
  readonly chainId: number;
  readonly genesisHash: Hex32;
  /** keccak256 of the canonical JSON of the contracts by name: which contracts are the ledger. */
  readonly contractsHash: Hex32;
  readonly block: number;
  readonly blockHash: Hex32;
  readonly institution: InstitutionId;
  readonly code: string;
  readonly operator: Address;
  readonly signedAtSec: number;
};

export type Checkpoint = CheckpointContent & {
  readonly format: "caretrail-checkpoint/1";
  /** 65 bytes: r, s, v of the EIP-712 digest. */
  readonly signature: Hex;
};

/** Signs with the key named as operator; the key stays where it is. */
export type CheckpointSigner = {
  sign(content: CheckpointContent): Promise<Checkpoint>;
  contractsHash(contracts: { readonly [name: string]: Address }): Hex32;
};

export type Checkpoints = {
  /** Signs the head of the index for the institution; the same block again gives the one that is kept. */
  publish(institution: InstitutionId): Promise<Checkpoint>;
  /** Newest block first. */
  list(page: PageRequest): Promise<Page<Checkpoint> & { readonly asOf: BlockRef }>;
};

export type CheckpointStore = {
  putCheckpoint(checkpoint: Checkpoint): Promise<void>;
  checkpoint(block: number, institution: InstitutionId): Promise<Checkpoint | null>;
  /** Newest block first. */
  checkpoints(page: PageRequest): Promise<Page<Checkpoint>>;
  /** The lowest one at or above the block that another institution than `except` signed. */
  checkpointFrom(block: number, except: InstitutionId): Promise<Checkpoint | null>;
};
