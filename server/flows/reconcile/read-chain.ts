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
 * against their blocks, up to where the server's index stands. That one is believed in nothing.
 */
export function createChainReader<Scratch extends ScratchIndex>(
  parts: ChainParts<Scratch>,
): ReconcilePorts["chain"] {
  return async (use) => {
    const pinned = parts.pinIndex();
    try {
      const { asOf } = pinned;
      if (asOf === null) return fail("not-ready", { missing: "index" });
      const scratch = await parts.openScratch();
      try {
        await project(parts, scratch, asOf);
        return await scratch.reader.view((view) => {
          const reading: ChainReading = { view, differences: () => pinned.differencesFrom(scratch) };
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
  { block }: BlockRef,
): Promise<void> {
  await indexChain({ source, store, limits, isStopping }, block);
  if (isStopping() || store.cursor()?.block !== block) fail("not-ready", { missing: "server" });
}
