import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../server/store/database.ts";
import { indexDifferences, type RowDifference } from "../../server/store/index-differences.ts";
import { KEYSPACES } from "../../server/store/keyspaces.ts";
import { DATABASES } from "./support/databases.ts";

type Rows = Readonly<Record<string, string>>;

for (const kind of DATABASES) {
  describe(`two indexes on ${kind.name}`, () => {
    let is: Database;
    let should: Database;
    const discards: (() => Promise<void>)[] = [];
    beforeEach(async () => {
      for (const keep of [(made: Database) => (is = made), (made: Database) => (should = made)]) {
        const { database, discard } = await kind.open();
        keep(database);
        discards.push(discard);
      }
    });
    afterEach(async () => {
      for (const discard of discards.splice(0)) await discard();
    });

    const fill = async (database: Database, rows: Rows): Promise<void> => {
      const writes = database.batch();
      for (const [key, value] of Object.entries(rows))
        writes.put(Buffer.from(key, "hex"), Buffer.from(value));
      await writes.write({ sync: false });
    };
    const compared = async (): Promise<readonly string[]> => {
      const told: RowDifference[] = [];
      for await (const each of indexDifferences({ is: { database: is }, should: { database: should } }))
        told.push(each);
      return told.map((each) => `${each.is} ${each.keyspace} ${each.keyHex}`);
    };

    it.each<[string, Rows, Rows, readonly string[]]>([
      ["nothing where both are empty", {}, {}, []],
      ["nothing where they say the same", { "1001": "a", "2002": "b" }, { "1001": "a", "2002": "b" }, []],
      ["a row with another value", { "1001": "a" }, { "1001": "b" }, ["altered institutions 1001"]],
      ["a row too few", { "1001": "a" }, { "1001": "a", "4201": "b" }, ["missing packs 4201"]],
      ["a row too many", { "1001": "a", "44ff": "b" }, { "1001": "a" }, ["added aftermaths 44ff"]],
      [
        "everything of an empty index",
        {},
        { "01": "a", "60": "b" },
        ["missing cursor 01", "missing claims 60"],
      ],
      ["a row of no table", { ff01: "a" }, {}, ["added unknown ff01"]],
      [
        "each where they part and meet again",
        { "1001": "a", "1002": "b", "1005": "e" },
        { "1001": "a", "1003": "c", "1005": "f" },
        ["added institutions 1002", "missing institutions 1003", "altered institutions 1005"],
      ],
    ])("differ in %s", async (_, left, right, expected) => {
      await fill(is, left);
      await fill(should, right);
      expect(await compared()).toEqual(expected);
    });
  });
}

it("names every table of the index", () => {
  const ids = Object.values(KEYSPACES).filter(({ database }) => database === "index");
  expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length);
});
