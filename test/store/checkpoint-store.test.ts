import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCheckpointStore } from "../../server/store/checkpoint-store.ts";
import type { Database } from "../../server/store/database.ts";
import { anyCheckpoint } from "./support/any-checkpoint.ts";
import { DATABASES } from "./support/databases.ts";

describe.each(DATABASES)("checkpoints, in $name", ({ open }) => {
  let database: Database;
  let discard: () => Promise<void>;
  beforeEach(async () => {
    ({ database, discard } = await open());
  });
  afterEach(() => discard());

  const at = (block: number, institution: number) => ({ ...anyCheckpoint, block, institution });

  test("a checkpoint comes back whole, by its block and institution", async () => {
    const store = openCheckpointStore(database);
    await store.putCheckpoint(at(7, 5));
    expect(await store.checkpoint(7, 5)).toEqual(at(7, 5));
    expect(await store.checkpoint(7, 6)).toBe(null);
    expect(await store.checkpoint(8, 5)).toBe(null);
  });

  test("they are listed with the newest block first, page by page", async () => {
    const store = openCheckpointStore(database);
    for (const block of [300, 2, 70_000]) await store.putCheckpoint(at(block, 5));
    const first = await store.checkpoints({ limit: 2, after: null });
    expect(first.rows.map(({ block }) => block)).toEqual([70_000, 300]);
    const rest = await store.checkpoints({ limit: 2, after: first.next });
    expect([rest.rows.map(({ block }) => block), rest.next]).toEqual([[2], null]);
  });

  test("the next one from a block on is the lowest that another than the operator signed", async () => {
    const store = openCheckpointStore(database);
    for (const [block, institution] of [
      [10, 1],
      [20, 1],
      [20, 2],
      [30, 3],
    ] as const) {
      await store.putCheckpoint(at(block, institution));
    }
    expect((await store.checkpointFrom(5, 1))?.block).toBe(20);
    expect((await store.checkpointFrom(5, 9))?.block).toBe(10);
    expect((await store.checkpointFrom(20, 2))?.institution).toBe(1);
    expect((await store.checkpointFrom(21, 1))?.institution).toBe(3);
    expect(await store.checkpointFrom(31, 1)).toBe(null);
  });
});
