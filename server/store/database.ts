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
 * Takes a row out of the files, not only out of sight. A database in memory keeps no files.
 *
 * Three things about LevelDB make it long. Its compaction rewrites only files that have something above them:
 * a value and its deletion that came into one file together would stay there, so it is deleted twice, and the
 * second deletion lies above. And a compaction is answered while the one background thread may still be
 * taking away the files that it replaced: one more is answered after that.
 */
export async function eraseRow(database: Database, key: Buffer): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await database.batch().del(key).write({ sync: true });
    if (isOnDisk(database)) await database.compactRange(key, key);
  }
  if (isOnDisk(database)) await database.compactRange(key, key);
}

type OnDisk = Database & { compactRange(from: Buffer, to: Buffer): Promise<void> };

function isOnDisk(database: Database): database is OnDisk {
  return "compactRange" in database;
}
