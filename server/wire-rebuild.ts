import { pino } from "pino";
import type { Config } from "./config.ts";
import type { IndexCursor } from "./domain/index-store.ts";
import { rebuildIndex } from "./flows/rebuild-index.ts";
import { deleteIndex } from "./store/open-index.ts";
import { openData, openIndexAt } from "./wire-data.ts";
import { contractsOf, openSource, startNode } from "./wire-ledger.ts";

const COMMITS_PER_CHECKPOINT = 16;

export type LedgerOnly = {
  headBlock(): Promise<number>;
  rebuild(onBlock: (block: number) => void): Promise<IndexCursor | null>;
  close(): Promise<void>;
};

/**
 * The chain and the index without the API, for an operator's work on the index; null where no ledger was
 * begun.
 */
export async function openLedgerOnly(config: Config): Promise<LedgerOnly | null> {
  const data = await openData(config);
  const identity = await data.intents.chainIdentity();
  if (identity === null) {
    await data.close();
    return null;
  }
  const log = pino({ level: "error" }, pino.destination({ dest: 2, sync: true }));
  const beginning = { pastTimes: "none", genesisTimeSec: 0 } as const;
  const node = await startNode(config, data, { log, logFile: 2, beginning });
  await node?.ready;
  const source = openSource(config, node?.url ?? config.rpcUrl, contractsOf(identity));
  return {
    headBlock: () => source.headBlock(),
    async rebuild(onBlock) {
      await data.index.close();
      return rebuildIndex({
        source,
        limits: {
          eventsPerCommit: config.indexEventsPerCommit,
          commitsPerCheckpoint: COMMITS_PER_CHECKPOINT,
        },
        onCommit: ({ block }) => onBlock(block),
        openEmpty: async () => {
          await deleteIndex(data.indexDir);
          return openIndexAt(data.indexDir);
        },
      });
    },
    async close() {
      source.close();
      await node?.stop();
      await data.closeIntents();
    },
  };
}
