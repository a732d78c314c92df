import { isFailure } from "../domain/failure.ts";
import type { FailureCode } from "../domain/failure-catalogue.ts";
import type { BlockRef } from "../domain/ids.ts";
import type { Ledger, LedgerReader } from "../domain/ports.ts";

/** Who makes the blocks: one operator on this machine, or the institutions together. */
export type NodeKind = "embedded" | "consortium";

export type StatusAnswer = {
  readonly version: string;
  readonly chain: {
    readonly head: (BlockRef & { readonly timeSec: number }) | null;
    /** Why the head could not be read; null when it was. */
    readonly failure: FailureCode | null;
    readonly nodeKind: NodeKind;
    readonly chainId: number;
  };
  readonly index: {
    readonly head: BlockRef | null;
    readonly lagBlocks: number | null;
    /** The indexer stands still for good: what is read is true of an old block, and nothing new will show. */
    readonly isHalted: boolean;
  };
  readonly unfinishedCommands: number;
};

export type StatusDoors = {
  readonly ledger: Pick<Ledger, "head">;
  readonly reader: Pick<LedgerReader, "head">;
  readonly isIndexHalted: () => boolean;
  readonly unfinishedCount: () => number;
  readonly nodeKind: NodeKind;
  readonly chainId: number;
  readonly version: string;
};

/** How the server stands. An absent chain is part of the answer and no failure of it. */
export async function readStatus(doors: StatusDoors): Promise<StatusAnswer> {
  const { head, failure } = await chainHead(doors.ledger);
  const indexHead = doors.reader.head();
  const lagBlocks = head === null ? null : Math.max(0, head.block - (indexHead?.block ?? -1));
  return {
    version: doors.version,
    chain: { head, failure, nodeKind: doors.nodeKind, chainId: doors.chainId },
    index: { head: indexHead, lagBlocks, isHalted: doors.isIndexHalted() },
    unfinishedCommands: doors.unfinishedCount(),
  };
}

type Head = Pick<StatusAnswer["chain"], "head" | "failure">;

async function chainHead(ledger: Pick<Ledger, "head">): Promise<Head> {
  try {
    return { head: await ledger.head(), failure: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { head: null, failure: error.code };
  }
}
