import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { LabelDocument } from "../../server/domain/kept-records.ts";
import type { Database } from "../../server/store/database.ts";
import { openKeptRecords } from "../../server/store/kept-records.ts";
import { DATABASES } from "./support/databases.ts";

const ALL = { limit: 200, after: null };
const hash = (digit: string) => `0x${digit.repeat(64)}` as const;
const document: LabelDocument = {
  hash: hash("a"),
  batch: "0x00000000000000aa",
  cases: [
    { code: "cn:83003850000000131888", level: 3, from: 0, to: 20 },
    { code: "sscc:106141412345678908", level: 2, from: 0, to: 10 },
  ],
};

describe.each(DATABASES)("records kept beside the chain, in $name", ({ open }) => {
  let database: Database;
  let discard: () => Promise<void>;
  beforeEach(async () => {
    ({ database, discard } = await open());
  });
  afterEach(() => discard());

  test("a label document comes back whole, and its cases by their codes", async () => {
    const records = openKeptRecords(database);
    await records.putLabels(document);
    expect(await records.labels(document.hash)).toEqual(document);
    expect(await records.labels(hash("b"))).toBe(null);
    expect(await records.casesNamed("sscc:106141412345678908")).toEqual([
      { batch: document.batch, from: 0, to: 10, level: 2, labelsHash: document.hash },
    ]);
    expect(await records.casesNamed("sscc:106141412345678900")).toEqual([]);
  });

  test("a case that two documents name is told of both", async () => {
    const records = openKeptRecords(database);
    await records.putLabels(document);
    await records.putLabels({ ...document, hash: hash("b"), batch: "0x00000000000000bb" });
    const found = await records.casesNamed("cn:83003850000000131888");
    expect(found.map(({ batch }) => batch)).toEqual(["0x00000000000000aa", "0x00000000000000bb"]);
  });

  test("a mapping takes the place of the one before, of this institution alone", async () => {
    const records = openKeptRecords(database);
    await records.replaceSkus(7, [
      { sku: "A-1", product: 1 },
      { sku: "A-2", product: 2 },
    ]);
    await records.replaceSkus(8, [{ sku: "A-1", product: 9 }]);
    await records.replaceSkus(7, [{ sku: "A-2", product: 3 }]);
    expect(await records.skuProduct(7, "A-1")).toBe(null);
    expect(await records.skuProduct(7, "A-2")).toBe(3);
    expect(await records.skuProduct(8, "A-1")).toBe(9);
    expect((await records.skusOf(7, ALL)).rows).toEqual([{ sku: "A-2", product: 3 }]);
  });

  test("a mapping is listed page by page, each number once", async () => {
    const records = openKeptRecords(database);
    const rows = Array.from({ length: 25 }, (_, nth) => ({ sku: `S-${nth}`, product: nth + 1 }));
    await records.replaceSkus(7, rows);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof records.skusOf>> = await records.skusOf(7, { limit: 10, after });
      seen.push(...page.rows.map(({ sku }) => sku));
      after = page.next;
    } while (after !== null);
    expect(seen.sort()).toEqual(rows.map(({ sku }) => sku).sort());
  });

  test("what a person answered is kept", async () => {
    const records = openKeptRecords(database);
    expect(await records.receiptAnswer(hash("c"))).toBe(null);
    await records.putReceiptAnswer(hash("c"), { answer: "denied", atMs: 5 });
    expect(await records.receiptAnswer(hash("c"))).toEqual({ answer: "denied", atMs: 5 });
  });
});
