import { fail } from "../../domain/failure.ts";
import type { BlockRef } from "../../domain/ids.ts";
import type { IndexStore, LogSource } from "../../domain/index-store.ts";
import type { LedgerReader } from "../../domain/ports.ts";
import { type IndexingLimits, indexChain } from "../index-chain.ts";
import type { ChainReading, IndexDifference, ReconcilePorts } from "./reconcile-ports.ts";

/** An index made for one reading, and thrown away after it. */
export type ScratchIndex = {
  readonly store: IndexStore;
  readonly reader: LedgerReader;
  /** Closes it and takes its files away. */
  discard(): Promise<void>;
};

export type ChainParts<Scratch extends ScratchIndex> = {
  /** Every block of it is held against its receipts root. */
  readonly source: LogSource;
  readonly openScratch: () => Promise<Scratch>;
  /** The server's own index as it stands now. */
  readonly pinIndex: () => {
    readonly asOf: BlockRef | null;
    differencesFrom(scratch: Scratch): AsyncIterable<IndexDifference>;
    release(): Promise<void>;
  };
  readonly limits: IndexingLimits;
  readonly isStopping: () => boolean;
};

/**
 * Reads the ledger from the chain itself: an index of its own, made of nothing but logs that were held
 * against their blocks, up to the block that is asked for. The server's index is believed in nothing; it is
 * held against the chain where it stands, which may be further on.
 */
export function createChainReader<Scratch extends ScratchIndex>(
  parts: ChainParts<Scratch>,
): ReconcilePorts["chain"] {
  return async (use, asked) => {
    const pinned = parts.pinIndex();
    try {
      const { asOf } = pinned;
      if (asOf === null) return fail("not-ready", { missing: "index" });
      const block = asked ?? asOf.block;
      if (block > asOf.block) {
        return fail("block-not-reached", { asOfBlock: block, currentBlock: asOf.block });
      }
      const scratch = await parts.openScratch();
      try {
        await project(parts, scratch, block);
        const nextBlockSec = block === asOf.block ? null : await timeOf(parts.source, block + 1);
        return await scratch.reader.view((view) => {
          const reading: ChainReading = {
            view,
            nextBlockSec,
            differences: async function* () {
              // The view is of its block still: it is a snapshot.
              await project(parts, scratch, asOf.block);
              yield* pinned.differencesFrom(scratch);
            },
          };
          return use(reading);
        });
      } finally {
        await scratch.discard();
      }
    } finally {
      await pinned.release();
    }
  };
}

async function project(
  { source, limits, isStopping }: Omit<ChainParts<ScratchIndex>, "openScratch" | "pinIndex">,
  { store }: ScratchIndex,
  block: number,
): Promise<void> {
  if (store.cursor()?.block === block) return;
  await indexChain({ source, store, limits, isStopping }, block);
  if (isStopping() || store.cursor()?.block !== block) fail("not-ready", { missing: "server" });
}

async function timeOf(source: LogSource, block: number): Promise<number> {
  for await (const [found] of source.blocks(block, block)) if (found !== undefined) return found.timeSec;
  return fail("chain-unreachable", { reason: "node-behind", block });
}
