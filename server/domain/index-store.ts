import type { BlockRef, Hex32 } from "./ids.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import type { Change, Current } from "./project/current.ts";

/**
 * Up to where the index stands. `chainAcc` runs over every block's hash and events, so two indexes that agree
 * in it were made from the same chain.
 */
export type IndexCursor = BlockRef & {
  readonly timeSec: number;
  readonly chainAcc: Hex32;
  readonly eventCount: number;
};

/** A block as the chain served it: its place in the chain checked, its events decoded. */
export type LedgerBlock = BlockRef & {
  readonly parentHash: Hex32;
  readonly timeSec: number;
  readonly events: readonly LedgerEvent[];
  /** sha256 over the block's logs of our contracts, as they stand. */
  readonly digest: Hex32;
};

export type BlockMark = BlockRef & {
  readonly timeSec: number;
  readonly digest: Hex32;
  readonly eventCount: number;
};

/**
 * One commit: changes pile up, and reads through `current` see them; `write` makes them visible with the
 * cursor.
 */
export type IndexCommit = {
  readonly current: Current;
  apply(changes: readonly Change[]): void;
  markBlock(block: BlockMark): void;
  /**
   * Changes and cursor in one batch. "checkpoint" is on the disk when it resolves, "later" survives kill -9
   * only.
   */
  write(cursor: IndexCursor, durability: "checkpoint" | "later"): Promise<void>;
};

/**
 * Where the indexer writes. One commit may be under way while the next one is filled: that sees the first's
 * rows.
 */
export type IndexStore = {
  cursor(): IndexCursor | null;
  begin(): IndexCommit;
};

/** Where the indexer reads. Every answer has been held against the others before it is given. */
export type LogSource = {
  headBlock(): Promise<number>;
  /** Null: the node has no such block (yet). */
  blockHash(block: number): Promise<Hex32 | null>;
  /** The blocks [from, to] in order, some at a time, the next ones already on their way. */
  blocks(from: number, to: number): AsyncIterable<readonly LedgerBlock[]>;
};
