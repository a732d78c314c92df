import { rm } from "node:fs/promises";
import type { BlockRef } from "../domain/ids.ts";
import type { IndexStore } from "../domain/index-store.ts";
import type { LedgerReader } from "../domain/ports.ts";
import { cursorCodec } from "./codecs/cursor-row.ts";
import { type Database, type DatabaseLimits, openDatabase } from "./database.ts";
import { indexDifferences, type RowDifference } from "./index-differences.ts";
import { cursorKey } from "./index-keys.ts";
import { makeIndexStore } from "./index-store.ts";
import { makeLedgerReader } from "./ledger-reader.ts";

/**
 * The index in both of its directions: the indexer writes through `store`, everybody reads through `reader`.
 */
export type OpenIndex = {
  readonly store: IndexStore;
  readonly reader: LedgerReader;
  /** Holds the index as it stands now, so that another one of this block can be held against it. */
  pin(): PinnedIndex;
  close(): Promise<void>;
};

export type PinnedIndex = {
  /** Null while nothing is indexed. */
  readonly asOf: BlockRef | null;
  /** Rows in which this index says other than `other` does. */
  differencesFrom(other: OpenIndex): AsyncIterable<RowDifference>;
  release(): Promise<void>;
};

export async function openIndex(directory: string, limits: DatabaseLimits): Promise<OpenIndex> {
  return indexOf(await openDatabase(directory, limits));
}

export function indexOf(database: Database): OpenIndex {
  const reader = makeLedgerReader(database);
  const store = makeIndexStore(database, reader.moved);
  const index: OpenIndex = {
    store,
    reader,
    pin: () => pinOf(database),
    close: async () => {
      await reader.close();
      await database.close();
    },
  };
  databases.set(index, database);
  return index;
}

/** What an index is an index over: nobody outside this room touches a database. */
const databases = new WeakMap<OpenIndex, Database>();

function pinOf(database: Database): PinnedIndex {
  const snapshot = database.snapshot();
  const bytes = database.getSync(cursorKey(), { snapshot, keyEncoding: "buffer", valueEncoding: "buffer" });
  const cursor = bytes === undefined ? null : cursorCodec.decode(bytes);
  return {
    asOf: cursor === null ? null : { block: cursor.block, blockHash: cursor.blockHash },
    differencesFrom: (other) => {
      const should = databases.get(other);
      if (should === undefined) throw new Error("an index that was not opened here");
      return indexDifferences({ is: { database, snapshot }, should: { database: should } });
    },
    release: () => snapshot.close(),
  };
}

/** Nothing is lost: the index is made again from the chain. It must not be open. */
export async function deleteIndex(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}
