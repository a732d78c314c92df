import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IntentStore } from "../../server/domain/intent-store.ts";
import { type Database, openDatabase } from "../../server/store/database.ts";
import { openIntentStore } from "../../server/store/intent-store.ts";
import { anyCommand, anyLane, anyRefusal } from "./support/any-intent.ts";
import { DATABASES, type DatabaseKind, dump, makeDirectory, TEST_LIMITS } from "./support/databases.ts";
import { hashOf } from "./support/index-story.ts";

const KEY = `0x${"11".repeat(20)}` as const;
const OTHER_KEY = `0x${"22".repeat(20)}` as const;
const FIRST = { limit: 200, after: null };

for (const kind of DATABASES) describeIntents(kind);

function describeIntents(kind: DatabaseKind): void {
  describe(`intent store on ${kind.name}`, () => {
    let database: Database;
    let store: IntentStore;
    let discard: () => Promise<void>;
    beforeEach(async () => {
      ({ database, discard } = await kind.open());
      store = await openIntentStore(database);
    });
    afterEach(() => discard());

    it("gives back a command by its id and by its document, and nothing of another institution", async () => {
      const command = anyCommand("one");
      await store.commit({ commands: [command] });
      expect(await store.command("one")).toEqual(command);
      expect(await store.commandByKey(5, "key of one")).toEqual(command);
      expect(await store.commandByKey(6, "key of one")).toBeNull();
      expect(await store.command("two")).toBeNull();
    });

    it("lists an institution's commands, the newest acceptance first, page by page", async () => {
      for (const id of ["a", "b", "c", "d"]) await store.commit({ commands: [anyCommand(id)] });
      await store.commit({ commands: [anyCommand("foreign", { institution: 6 })] });
      const first = await store.commandsOf(5, { limit: 3, after: null });
      expect(first.rows.map((row) => row.id)).toEqual(["d", "c", "b"]);
      const rest = await store.commandsOf(5, { limit: 3, after: first.next });
      expect(rest).toMatchObject({ rows: [{ id: "a" }], next: null });
    });

    it("keeps a command's place when it is put again, and ends it when it is mined or refused", async () => {
      await store.commit({ commands: [anyCommand("a"), anyCommand("b"), anyCommand("c")] });
      await store.commit({ commands: [anyCommand("a", { state: "submitted" })] });
      expect((await store.unfinishedCommands()).map((row) => [row.id, row.state])).toEqual([
        ["a", "submitted"],
        ["b", "accepted"],
        ["c", "accepted"],
      ]);
      await store.commit({
        commands: [anyCommand("b", { state: "refused" }), anyCommand("a", { state: "mined" })],
      });
      expect((await store.unfinishedCommands()).map((row) => row.id)).toEqual(["c"]);
      expect(store.unfinishedCount()).toBe(1);
      expect((await store.commandsOf(5, FIRST)).rows.map((row) => row.id)).toEqual(["c", "b", "a"]);
    });

    it("goes on counting where it stopped when it is opened again", async () => {
      await store.commit({ commands: [anyCommand("a")], refused: [anyRefusal("r1", [])] });
      const again = await openIntentStore(database);
      expect(again.unfinishedCount()).toBe(1);
      await again.commit({ commands: [anyCommand("b")], refused: [anyRefusal("r2", [])] });
      expect((await again.commandsOf(5, FIRST)).rows.map((row) => row.id)).toEqual(["b", "a"]);
      expect((await again.refusedAttempts(5, FIRST)).rows.map((row) => row.id)).toEqual(["r2", "r1"]);
    });

    it("gives one place to a command whose first commit is still under way", async () => {
      const first = store.commit({ commands: [anyCommand("a")] });
      const second = store.commit({ commands: [anyCommand("a")] });
      await Promise.all([first, second]);
      expect((await store.commandsOf(5, FIRST)).rows).toHaveLength(1);
      expect(store.unfinishedCount()).toBe(1);
    });

    it("keeps a key's signed transactions in the order of nonces until they are confirmed", async () => {
      expect(await store.nextNonce(KEY)).toBeNull();
      await store.commit({
        signed: [10, 2, 256, 255].map((nonce) => anyLane(KEY, nonce, "a")),
        nextNonces: [{ key: KEY, nextNonce: 257 }],
      });
      await store.commit({
        signed: [anyLane(OTHER_KEY, 0, null)],
        nextNonces: [{ key: OTHER_KEY, nextNonce: 1 }],
      });
      expect((await store.unconfirmed(KEY)).map((row) => row.nonce)).toEqual([2, 10, 255, 256]);
      await store.commit({ confirmed: [{ key: KEY, nonce: 10 }] });
      expect((await store.unconfirmed(KEY)).map((row) => row.nonce)).toEqual([2, 255, 256]);
      expect(await store.unconfirmed(OTHER_KEY)).toEqual([anyLane(OTHER_KEY, 0, null)]);
      expect(await store.nextNonce(KEY)).toBe(257);
      expect(await store.lanes()).toEqual([
        { key: KEY, nextNonce: 257 },
        { key: OTHER_KEY, nextNonce: 1 },
      ]);
    });

    it("writes all of a commit or nothing of it", async () => {
      await store.commit({ commands: [anyCommand("before")] });
      const before = await dump(database);
      const bad = anyLane(KEY, -1, "a");
      await expect(store.commit({ commands: [anyCommand("a")], signed: [bad] })).rejects.toThrow(RangeError);
      expect(await dump(database)).toEqual(before);
      expect(await store.command("a")).toBeNull();
    });

    it("finds refused attempts again by each pack they named", async () => {
      const packs = [
        { batch: "0x0000000000000001", index: 3 },
        { batch: "0x0000000000000001", index: 4 },
      ] as const;
      await store.commit({ refused: [anyRefusal("r1", packs), anyRefusal("r2", [packs[1]], 6)] });
      expect((await store.refusedAttemptsOf(packs[0])).map((row) => row.id)).toEqual(["r1"]);
      expect((await store.refusedAttemptsOf(packs[1])).map((row) => row.id)).toEqual(["r1", "r2"]);
      expect(await store.refusedAttemptsOf({ batch: packs[0].batch, index: 5 })).toEqual([]);
      expect((await store.refusedAttempts(6, FIRST)).rows).toEqual([anyRefusal("r2", [packs[1]], 6)]);
    });

    it("reads attempts from before their words were kept, and keeps the words of new ones", async () => {
      const old = anyRefusal("old", []);
      await store.commit({ refused: [old, { ...anyRefusal("new", []), words: "sealed" }] });
      const written = Buffer.from('"id":"old"').toString("hex");
      const row = (await dump(database)).find((each) => each.includes(written));
      const [key = "", value = ""] = row?.split(" ") ?? [];
      const before = Buffer.from(value, "hex").toString().replace(',"words":null', "");
      await database.batch().put(Buffer.from(key, "hex"), Buffer.from(before)).write({ sync: true });
      const { rows } = await store.refusedAttempts(5, FIRST);
      expect(rows.map(({ id, words }) => [id, words])).toEqual([
        ["new", "sealed"],
        ["old", null],
      ]);
    });

    it("keeps openings, API keys, the chain's identity and settings", async () => {
      const row = {
        hash: hashOf(9),
        name: "till",
        institution: 5,
        roles: ["pharmacy"],
        region: 330_500,
        createdAtMs: 1,
        revokedAtMs: null,
      };
      await store.putApiKey(row);
      await store.putApiKey({ ...row, revokedAtMs: 2 });
      expect(await store.apiKey(row.hash)).toEqual({ ...row, revokedAtMs: 2 });
      expect(await store.apiKeys()).toHaveLength(1);
      expect(await store.apiKey(hashOf(8))).toBeNull();

      await store.commit({ openings: [{ documentKey: hashOf(1), sealed: "sealed words" }] });
      expect(await store.opening(hashOf(1))).toBe("sealed words");
      expect(await store.opening(hashOf(2))).toBeNull();

      expect(await store.chainIdentity()).toBeNull();
      const identity = { chainId: 88_001, genesisHash: hashOf(0), contracts: { institutions: KEY } };
      await store.pinChainIdentity(identity);
      expect(await store.chainIdentity()).toEqual(identity);
      await store.putSetting("demo", "done");
      expect(await store.setting("demo")).toBe("done");
      expect(await store.setting("other")).toBeNull();
    });

    it("says that it could not look when a row is damaged", async () => {
      await store.commit({ commands: [anyCommand("a")] });
      for await (const [key, value] of database.iterator({})) {
        await database.batch().put(key, value.subarray(1)).write({ sync: false });
      }
      await expect(store.unfinishedCommands()).rejects.toMatchObject({ code: "could-not-look" });
    });

    it("forgets an erased person's key and no other", async () => {
      await store.putPersonKey(hashOf(1), "first");
      await store.putPersonKey(hashOf(2), "second");
      await store.erasePersonKey(hashOf(1));
      expect(await store.personKey(hashOf(1))).toBeNull();
      expect(await store.personKey(hashOf(2))).toBe("second");
    });
  });
}

describe("erasure on the disk", () => {
  // Whatever lies around it decides into which file of which level a row comes, and whether its deletion does
  // too.
  it.each([0, 1, 50, 2_000])(
    "leaves no byte of an erased key in any file, among %i others",
    async (otherCount) => {
      const directory = await makeDirectory();
      const database = await openDatabase(directory, TEST_LIMITS);
      const store = await openIntentStore(database);
      for (let nth = 0; nth < otherCount; nth += 1) {
        await database
          .batch()
          .put(hashBytes(nth), Buffer.from(`other ${nth}`))
          .write({ sync: false });
      }
      for (let round = 0; round < 5; round += 1) {
        const sealed = randomBytes(48).toString("base64url");
        await store.putPersonKey(hashOf(round), sealed);
        // The second time round it lies in a table file, where the first time it was in the log only.
        if (round % 2 === 1) await store.erasePersonKey(hashOf(100 + round));
        expect(await filesWith(directory, sealed)).not.toEqual([]);
        await store.erasePersonKey(hashOf(round));
        expect(await filesWith(directory, sealed)).toEqual([]);
        await store.putPersonKey(hashOf(1_000 + round), "another");
      }
      expect(await store.personKey(hashOf(1_002))).toBe("another");
      await database.close();
    },
  );
});

function hashBytes(nth: number): Buffer {
  return Buffer.from(hashOf(nth).slice(2), "hex");
}

/**
 * The files that hold any 12 characters of a text in one piece. Not the text whole: a table's block is
 * compressed, and where four of its characters happen to have stood before, the compressor cuts it in two.
 */
async function filesWith(directory: string, text: string): Promise<string[]> {
  const names = await readdir(directory);
  const contents = await Promise.all(names.map((name) => readFile(path.join(directory, name), "latin1")));
  const pieces = Array.from({ length: text.length - 11 }, (_, start) => text.slice(start, start + 12));
  return names.filter((_, nth) => pieces.some((piece) => contents[nth]?.includes(piece)));
}
