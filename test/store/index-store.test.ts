import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../server/domain/failure.ts";
import type { BatchId } from "../../server/domain/ids.ts";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";
import type { LedgerView } from "../../server/domain/ledger-view.ts";
import { projectEvent } from "../../server/domain/project/project-event.ts";
import type { Database } from "../../server/store/database.ts";
import { makeLedgerReader } from "../../server/store/ledger-reader.ts";
import { indexOf } from "../../server/store/open-index.ts";
import { CONTESTED_KEY, tellStory } from "../support/ledger-story.ts";
import { tellWholeStory } from "../support/whole-story.ts";
import { DATABASES, type DatabaseKind, dump } from "./support/databases.ts";
import { cursorAt, indexStory } from "./support/index-story.ts";

const STORY = tellStory({ seed: 7, batchCount: 3, packsPerBatch: 80, dispenseCount: 23 });
const LAST = STORY.length - 1;
const FIRST_BATCH = firstBatch();

for (const kind of DATABASES) describeIndexStore(kind);

function describeIndexStore(kind: DatabaseKind): void {
  describe(`index store on ${kind.name}`, () => {
    let database: Database;
    let discard: () => Promise<void>;
    beforeEach(async () => {
      ({ database, discard } = await kind.open());
    });
    afterEach(() => discard());

    it("begins without a cursor, and has the last commit's cursor when it is opened again", async () => {
      const first = indexOf(database);
      expect(first.store.cursor()).toBeNull();
      await indexStory(first.store, STORY);
      expect(indexOf(database).store.cursor()).toEqual(cursorAt(LAST));
    });

    it("holds the same bytes whatever the sizes of commits (I15)", async () => {
      await indexStory(indexOf(database).store, STORY, [1]);
      const expected = await dump(database);
      expect(expected.length).toBeGreaterThan(300);
      for (const sizes of [[LAST + 1], [2], [3, 1, 5], [7, 2]]) {
        const other = await kind.open();
        await indexStory(indexOf(other.database).store, STORY, sizes);
        expect(await dump(other.database)).toEqual(expected);
        await other.discard();
      }
    });

    it("holds the same bytes also after everything that may befall packs (I15)", async () => {
      const { blocks } = tellWholeStory(6, 300);
      await indexStory(indexOf(database).store, blocks, [1]);
      const expected = await dump(database);
      for (const sizes of [[blocks.length], [2], [5, 1, 9]]) {
        const other = await kind.open();
        await indexStory(indexOf(other.database).store, blocks, sizes);
        expect(await dump(other.database)).toEqual(expected);
        await other.discard();
      }
    });

    it("lets a commit be filled from one on its way that joined parcels and freed keys", async () => {
      const { blocks } = tellWholeStory(6, 300);
      const { store } = indexOf(database);
      let underWay = Promise.resolve();
      for (const [block, events] of blocks.entries()) {
        const commit = store.begin();
        applyAll(commit.current, commit.apply, events);
        await underWay;
        underWay = commit.write(cursorAt(block), "later");
      }
      await underWay;
      const other = await kind.open();
      const whole = indexOf(other.database).store.begin();
      applyAll(whole.current, whole.apply, blocks.flat());
      await whole.write(cursorAt(blocks.length - 1), "later");
      expect(await dump(database)).toEqual(await dump(other.database));
      await other.discard();
    });

    it("lets the next commit be filled from one that is on its way", async () => {
      const { store } = indexOf(database);
      const before = store.begin();
      applyAll(before.current, before.apply, STORY.slice(0, 8).flat());
      const writing = before.write(cursorAt(7), "later");
      const next = store.begin();
      applyAll(next.current, next.apply, STORY.slice(8).flat());
      await writing;
      await next.write(cursorAt(LAST), "checkpoint");

      const other = await kind.open();
      const rebuilt = indexOf(other.database).store;
      const whole = rebuilt.begin();
      applyAll(whole.current, whole.apply, STORY.flat());
      await whole.write(cursorAt(LAST), "later");
      expect(await dump(database)).toEqual(await dump(other.database));
      await other.discard();
    });

    it("shows nothing of a commit before it is written, and all of it with its cursor after", async () => {
      const { store, reader } = indexOf(database);
      const commit = store.begin();
      applyAll(commit.current, commit.apply, STORY.flat());
      expect(reader.head()).toBeNull();
      expect(await dump(database)).toEqual([]);
      await expect(reader.view(async () => 0)).rejects.toMatchObject({ code: "not-ready" });
      await commit.write(cursorAt(LAST), "later");
      expect(reader.head()).toEqual({ block: LAST, blockHash: cursorAt(LAST).blockHash });
      expect(await reader.view((view) => view.institution(5))).toMatchObject({ id: 5, kind: "pharmacy" });
    });

    it("refuses to write one commit before the one before it has ended", async () => {
      const { store } = indexOf(database);
      const writing = store.begin().write(cursorAt(1), "later");
      await expect(store.begin().write(cursorAt(2), "later")).rejects.toThrow(Error);
      await writing;
    });

    it("says that it could not look when a row is not what its table writes", async () => {
      await indexStory(indexOf(database).store, STORY);
      const reader = makeLedgerReader(database);
      for await (const [key, value] of database.iterator({})) {
        await database
          .batch()
          .put(key, value.subarray(0, value.length - 1))
          .write({ sync: false });
      }
      expect(() => indexOf(database)).toThrow(Failure);
      // The reader's snapshot was taken before the damage.
      expect(await reader.view((view) => view.institution(5))).toMatchObject({ id: 5 });
      reader.moved(cursorAt(LAST));
      const reads: ((view: LedgerView) => Promise<unknown>)[] = [
        (view) => view.institution(5),
        (view) => view.product(1),
        (view) => view.pack({ batch: FIRST_BATCH, index: 0 }),
        (view) => view.parcelAt({ batch: FIRST_BATCH, index: 0 }),
        (view) => view.packsByKey(CONTESTED_KEY),
        (view) => view.dispensesOf(5, { limit: 1, after: null }),
      ];
      for (const read of reads) {
        await expect(reader.view(read)).rejects.toMatchObject({ code: "could-not-look" });
      }
    });
  });
}

function applyAll(
  current: Parameters<typeof projectEvent>[1],
  apply: (changes: ReturnType<typeof projectEvent>) => void,
  events: readonly LedgerEvent[],
): void {
  for (const event of events) apply(projectEvent(event, current));
}

function firstBatch(): BatchId {
  for (const event of STORY.flat()) if (event.name === "BatchOpened") return event.batch;
  throw new Error("a story without a batch");
}
