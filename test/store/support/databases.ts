import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { MemoryLevel } from "memory-level";
import { type Database, openDatabase } from "../../../server/store/database.ts";

export const TEST_LIMITS = { cacheBytes: 8 * 2 ** 20, writeBufferBytes: 4 * 2 ** 20 };

export type DatabaseKind = {
  readonly name: string;
  /** An empty database, and what takes it away again. */
  open(): Promise<{ readonly database: Database; discard(): Promise<void> }>;
};

/** The databases that every store test runs on: what holds in memory must hold on the disk. */
export const DATABASES: readonly DatabaseKind[] = [
  {
    name: "memory-level",
    open: async () => {
      const database = new MemoryLevel<Buffer, Buffer>({ keyEncoding: "buffer", valueEncoding: "buffer" });
      await database.open();
      return { database, discard: () => database.close() };
    },
  },
  {
    name: "LevelDB",
    open: async () => {
      const directory = await makeDirectory();
      const database = await openDatabase(directory, TEST_LIMITS);
      const discard = async (): Promise<void> => {
        await database.close();
        await rm(directory, { recursive: true });
      };
      return { database, discard };
    },
  },
];

export function makeDirectory(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), "caretrail-store-"));
}

/** Every key and value, in the order of keys. */
export async function dump(database: Database): Promise<string[]> {
  const rows: string[] = [];
  for await (const [key, value] of database.iterator({})) {
    rows.push(`${key.toString("hex")} ${value.toString("hex")}`);
  }
  return rows;
}
