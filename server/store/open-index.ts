import { rm } from "node:fs/promises";
import type { IndexStore } from "../domain/index-store.ts";
import type { LedgerReader } from "../domain/ports.ts";
import { type Database, type DatabaseLimits, openDatabase } from "./database.ts";
import { makeIndexStore } from "./index-store.ts";
import { makeLedgerReader } from "./ledger-reader.ts";

/**
 * The index in both of its directions: the indexer writes through `store`, everybody reads through `reader`.
 */
export type OpenIndex = {
  readonly store: IndexStore;
  readonly reader: LedgerReader;
  close(): Promise<void>;
};

export async function openIndex(directory: string, limits: DatabaseLimits): Promise<OpenIndex> {
  return indexOf(await openDatabase(directory, limits));
}

export function indexOf(database: Database): OpenIndex {
  const reader = makeLedgerReader(database);
  return {
    store: makeIndexStore(database, reader.moved),
    reader,
    close: async () => {
      await reader.close();
      await database.close();
    },
  };
}

/** Nothing is lost: the index is made again from the chain. It must not be open. */
export async function deleteIndex(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}
