import { hash } from "node:crypto";
import { fail, isFailure } from "../domain/failure.ts";
import type { Hex32 } from "../domain/ids.ts";
import type { IndexCommit, IndexCursor, IndexStore, LedgerBlock, LogSource } from "../domain/index-store.ts";
import { projectEvent } from "../domain/project/project-event.ts";

export type IndexingLimits = {
  /** Events that a commit waits for while the index is behind; blocks are never divided. */
  readonly eventsPerCommit: number;
  /** Every so many commits one is synced: what a power cut may cost, and the chain gives back. */
  readonly commitsPerCheckpoint: number;
};

export type IndexingParts = {
  readonly source: LogSource;
  readonly store: IndexStore;
  readonly limits: IndexingLimits;
  /** Told after each commit that is visible. */
  readonly onCommit?: (cursor: IndexCursor) => void;
  /** Asked between commits; the loop ends at the next whole commit. */
  readonly isStopping?: () => boolean;
};

/**
 * Brings the index up to block `to`. The last commit is synced. While one commit is written the next one is
 * filled, and the ranges after that are on their way.
 */
export async function indexChain(parts: IndexingParts, to: number): Promise<void> {
  await checkStandsOn(parts.store.cursor(), parts.source);
  const writer = new Writer(parts);
  try {
    await fillAndWrite(parts, writer, to);
  } finally {
    // Also after a fault: the database must not be closed under a commit that is on its way.
    await writer.settled();
  }
}

async function fillAndWrite(parts: IndexingParts, writer: Writer, to: number): Promise<void> {
  const { source, store, limits } = parts;
  let cursor = store.cursor();
  let filling = new Filling(store.begin());
  for await (const blocks of source.blocks(cursor === null ? 0 : cursor.block + 1, to)) {
    for (const block of blocks) {
      if (cursor !== null && block.parentHash !== cursor.blockHash) await refuseParent(block, cursor, source);
      filling.add(block);
      cursor = cursorAfter(cursor, block);
    }
    if (cursor !== null && filling.eventCount >= limits.eventsPerCommit && cursor.block < to) {
      await writer.write(filling.commit, cursor, "later");
      filling = new Filling(store.begin());
    }
    if (parts.isStopping?.() === true) break;
  }
  if (cursor !== null && filling.blockCount > 0) await writer.write(filling.commit, cursor, "checkpoint");
}

/** The hash that the cursor's chain has: a chain that begins otherwise never agrees with it again. */
export const GENESIS_ACC: Hex32 = `0x${"0".repeat(64)}`;

/** One commit while it is filled. */
class Filling {
  readonly commit: IndexCommit;
  eventCount = 0;
  blockCount = 0;

  constructor(commit: IndexCommit) {
    this.commit = commit;
  }

  add(block: LedgerBlock): void {
    for (const event of block.events) this.commit.apply(projectEvent(event, this.commit.current));
    const { block: number, blockHash, timeSec, digest, events } = block;
    this.commit.markBlock({ block: number, blockHash, timeSec, digest, eventCount: events.length });
    this.eventCount += events.length;
    this.blockCount += 1;
  }
}

/** Keeps at most one commit under way, so that the next may be filled from it and is written after it. */
class Writer {
  readonly #parts: IndexingParts;
  #underWay: Promise<void> = Promise.resolve();
  #sinceCheckpoint = 0;

  constructor(parts: IndexingParts) {
    this.#parts = parts;
  }

  async write(commit: IndexCommit, cursor: IndexCursor, durability: "checkpoint" | "later"): Promise<void> {
    await this.#underWay;
    this.#sinceCheckpoint += 1;
    const isDue = this.#sinceCheckpoint >= this.#parts.limits.commitsPerCheckpoint;
    const chosen = isDue ? "checkpoint" : durability;
    if (chosen === "checkpoint") this.#sinceCheckpoint = 0;
    this.#underWay = commit.write(cursor, chosen).then(() => this.#parts.onCommit?.(cursor));
    this.#underWay.catch(leaveToWriter);
  }

  async settled(): Promise<void> {
    await this.#underWay;
  }
}

function leaveToWriter(): void {
  // Thrown on at the next write or at the end; until then it must not count as nobody's.
}

function cursorAfter(before: IndexCursor | null, block: LedgerBlock): IndexCursor {
  const acc = before?.chainAcc ?? GENESIS_ACC;
  const content = `${acc}${block.blockHash}${block.digest}`;
  return {
    block: block.block,
    blockHash: block.blockHash,
    timeSec: block.timeSec,
    chainAcc: `0x${hash("sha256", content, "hex")}`,
    eventCount: (before?.eventCount ?? 0) + block.events.length,
  };
}

/**
 * The block that the index stands on must still be the chain's. A node that has not come so far is waited
 * for.
 */
async function checkStandsOn(cursor: IndexCursor | null, source: LogSource): Promise<void> {
  if (cursor === null) return;
  const served = await source.blockHash(cursor.block);
  if (served === null) fail("chain-unreachable", { reason: "node-behind", block: cursor.block });
  if (served !== cursor.blockHash) replaced(cursor, served);
}

/**
 * A block that does not go on from ours: when the node's own block of our height is ours still, it
 * contradicted itself and is asked again; else it serves another chain.
 */
async function refuseParent(block: LedgerBlock, cursor: IndexCursor, source: LogSource): Promise<never> {
  const served = await source.blockHash(cursor.block);
  if (served !== null && served !== cursor.blockHash) replaced(cursor, served);
  return fail("chain-unreachable", { reason: "answers-contradict", what: "parent", block: block.block });
}

function replaced(cursor: IndexCursor, served: Hex32): never {
  return fail("chain-replaced", { block: cursor.block, saved: cursor.blockHash, served });
}

/** Whether asking the node again may help; everything else stops the indexer. */
export function isPassing(error: unknown): boolean {
  return isFailure(error) && error.code === "chain-unreachable";
}
