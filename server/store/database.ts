import { Level } from "level";

/**
 * The part of an ordered key-value database that this room uses; LevelDB and the one in memory both have it.
 */
export type Database = {
  open(): Promise<void>;
  close(): Promise<void>;
  getSync(key: Buffer): Buffer | undefined;
  getSync(key: Buffer, options: Reading): Buffer | undefined;
  batch(): Writes;
  iterator(options: Range): Rows;
  keys(options: Range): KeyRows;
  snapshot(): Snapshot;
};

export type Snapshot = { close(): Promise<void>; ref(): void; unref(): void };

/** Writes that become visible, and survive a crash, all together or not at all. */
export type Writes = {
  readonly length: number;
  put(key: Buffer, value: Buffer): Writes;
  del(key: Buffer): Writes;
  write(options: { readonly sync: boolean }): Promise<void>;
};

export type Rows = AsyncIterable<[Buffer, Buffer]>;
export type KeyRows = AsyncIterable<Buffer>;

export type Reading = { snapshot: Snapshot; keyEncoding: "buffer"; valueEncoding: "buffer" };

export type Range = {
  gte?: Buffer;
  gt?: Buffer;
  lt?: Buffer;
  lte?: Buffer;
  reverse?: boolean;
  limit?: number;
  snapshot?: Snapshot;
};

/** Opens LevelDB in a directory, made when it is absent. Only one process at a time can have it open. */
export async function openDatabase(directory: string, limits: DatabaseLimits): Promise<Database> {
  const level = new Level<Buffer, Buffer>(directory, {
    keyEncoding: "buffer",
    valueEncoding: "buffer",
    cacheSize: limits.cacheBytes,
    writeBufferSize: limits.writeBufferBytes,
  });
  await level.open();
  return level;
}

export type DatabaseLimits = { readonly cacheBytes: number; readonly writeBufferBytes: number };

/**
 * Rewrites a range of keys, so that what was deleted in it is gone from the files and not only hidden. A database in
 * memory keeps no files and has nothing to rewrite.
 */
export async function compactRange(database: Database, from: Buffer, to: Buffer): Promise<void> {
  if (!isOnDisk(database)) return;
  await database.compactRange(from, to);
  // LevelDB answers the first call while its one background thread may still be deleting the files that it replaced;
  // a second one is answered by the same thread after that.
  await database.compactRange(from, to);
}

type OnDisk = Database & { compactRange(from: Buffer, to: Buffer): Promise<void> };

function isOnDisk(database: Database): database is OnDisk {
  return "compactRange" in database;
}
