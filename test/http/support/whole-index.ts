import { openLogSource } from "../../../server/chain/log-source.ts";
import type { LedgerEvent } from "../../../server/domain/ledger-event.ts";
import type { LedgerReader, Log } from "../../../server/domain/ports.ts";
import { type Follower, followChain } from "../../../server/flows/follow-chain.ts";
import type { Doors } from "../../../server/http/doors.ts";
import { openIndex } from "../../../server/store/open-index.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";
import type { AtEnd, TestLedger } from "../../chain/support/test-ledger.ts";

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export const DATABASE_LIMITS = { cacheBytes: 4_194_304, writeBufferBytes: 4_194_304 };

/** The real index of this node, followed to its head. */
export async function startIndex(test: TestLedger, directory: string, atEnd: AtEnd): Promise<Indexing> {
  const index = await openIndex(`${directory}/index`, DATABASE_LIMITS);
  atEnd(() => index.close());
  const contracts = Object.values(contractsOf(test.identity));
  const limits = {
    timeoutMs: 35_000,
    responseBytesMax: 67_108_864,
    fetchesAhead: 2,
    blocksPerFetchMax: 50,
    bytesPerFetch: 1_048_576,
  };
  const source = openLogSource({ url: test.url, contracts, limits });
  atEnd(async () => source.close());
  const follower = followChain({
    source,
    store: index.store,
    limits: { eventsPerCommit: 1_000, commitsPerCheckpoint: 16 },
    log: SILENT,
    clock: { nowMs: () => Date.now() },
    followLimits: { headPollMs: 5, retryMs: 20 },
  });
  atEnd(() => follower.stop());
  const { block } = await test.ledger.head();
  if (!(await index.reader.reached(block, 20_000))) throw new Error("the index did not reach the head");
  const eventsAt = async (at: number): Promise<readonly LedgerEvent[]> => {
    for await (const [found] of source.blocks(at, at)) return found?.events ?? [];
    throw new Error(`no block ${at}`);
  };
  return { reader: index.reader, follower, eventsAt };
}

export type Indexing = {
  readonly reader: LedgerReader;
  readonly follower: Follower;
  readonly eventsAt: Doors["bundlePorts"]["eventsAt"];
};
