import { openLogSource } from "../../../server/chain/log-source.ts";
import type { ChainIdentity } from "../../../server/domain/intent-store.ts";
import type { LedgerReader, Log } from "../../../server/domain/ports.ts";
import { type Follower, followChain } from "../../../server/flows/follow-chain.ts";
import { openIndex } from "../../../server/store/open-index.ts";

export type TestIndex = {
  readonly reader: LedgerReader;
  readonly follower: Follower;
  readonly stop: () => Promise<void>;
};

/** The real index, following the chain in this process. */
export async function startIndex(
  url: string,
  identity: ChainIdentity,
  log: Log,
  directory: string,
): Promise<TestIndex> {
  const index = await openIndex(directory, {
    cacheBytes: 1_048_576,
    writeBufferBytes: 1_048_576,
  });
  const { accessManager: _, ...contractsOfLedger } = identity.contracts;
  const contracts = Object.values(contractsOfLedger);
  const source = openLogSource({
    url,
    contracts,
    limits: {
      fetchesAhead: 2,
      blocksPerFetchMax: 50,
      bytesPerFetch: 1_048_576,
      timeoutMs: 10_000,
      responseBytesMax: 64 * 1_048_576,
    },
  });
  const follower = followChain({
    source,
    store: index.store,
    limits: { eventsPerCommit: 1_000, commitsPerCheckpoint: 10 },
    log,
    clock: { nowMs: () => Date.now() },
    followLimits: { headPollMs: 20, retryMs: 100 },
  });
  return {
    reader: index.reader,
    follower,
    stop: async () => {
      await follower.stop();
      source.close();
      await index.close();
    },
  };
}
