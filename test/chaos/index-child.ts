import { openLogSource } from "../../server/chain/log-source.ts";
import { indexChain } from "../../server/flows/index-chain.ts";
import { type Database, openDatabase, type Reading, type Writes } from "../../server/store/database.ts";
import { cursorKey } from "../../server/store/index-keys.ts";
import { indexOf } from "../../server/store/open-index.ts";
import { CONTRACTS } from "../support/contracts.ts";

/**
 * An indexer that is there to be killed: `index-child.ts URL DIRECTORY atomic|apart`. It commits every block,
 * so that a kill has many moments to hit. "apart" writes the cursor before the rows and not with them: the
 * control.
 */
const [url = "", directory = "", mode = ""] = process.argv.slice(2);
const database = await openDatabase(directory, { cacheBytes: 2 ** 20, writeBufferBytes: 2 ** 16 });
const index = indexOf(mode === "apart" ? cursorApart(database) : database);
const source = openLogSource({
  url,
  contracts: Object.values(CONTRACTS),
  limits: {
    fetchesAhead: 3,
    blocksPerFetchMax: 2,
    bytesPerFetch: 20_000,
    timeoutMs: 10_000,
    responseBytesMax: 2 ** 24,
  },
});
const head = await source.headBlock();
process.send?.("indexing");
const limits = { eventsPerCommit: 1, commitsPerCheckpoint: 8 };
await indexChain({ source, store: index.store, limits }, head);
await index.close();
source.close();
process.disconnect?.();

/** Tears every commit in two: first the cursor's row, a moment later all others. */
function cursorApart(whole: Database): Database {
  return {
    open: () => whole.open(),
    close: () => whole.close(),
    getSync: (key: Buffer, reading?: Reading) =>
      reading === undefined ? whole.getSync(key) : whole.getSync(key, reading),
    iterator: (range) => whole.iterator(range),
    keys: (range) => whole.keys(range),
    snapshot: () => whole.snapshot(),
    batch: () => {
      const cursor = whole.batch();
      const rows = whole.batch();
      const torn: Writes = {
        get length() {
          return cursor.length + rows.length;
        },
        put: (key, value) => {
          (key.equals(cursorKey()) ? cursor : rows).put(key, value);
          return torn;
        },
        del: (key) => {
          rows.del(key);
          return torn;
        },
        write: async (options) => {
          await cursor.write(options);
          await new Promise((resolve) => setTimeout(resolve, 1));
          await rows.write(options);
        },
      };
      return torn;
    },
  };
}
