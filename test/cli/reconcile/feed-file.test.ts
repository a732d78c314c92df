import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { findFeed, openFeed } from "../../../cli/reconcile/feed-file.ts";

const folder = mkdtempSync(join(tmpdir(), "caretrail-feed-"));
const file = (name: string, content: string | Buffer = "x"): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

it.each([
  ["claims.csv", "claims-csv", "text/csv"],
  ["September.csv.gz", "claims-csv", "text/csv"],
  ["claims-2026.ndjson", "claims-ndjson", "application/x-ndjson"],
  ["sales-3505.ndjson.gz", "nhsa-3505", "application/x-ndjson"],
  ["returns-3506.ndjson", "nhsa-3506", "application/x-ndjson"],
  ["2102.request.json", "nhsa-2102", "application/json"],
  ["3201.request.json", "nhsa-3201", "application/json"],
  ["3202.detail.tsv", "nhsa-3202", "text/tab-separated-values"],
  ["3202.txt", "nhsa-3202", "text/tab-separated-values"],
])("%s is a %s by its name", async (name, format, contentType) => {
  expect(await findFeed(file(name), null)).toMatchObject({ format, contentType });
});

it("a format that is named wins over the name", async () => {
  expect(await findFeed(file("list.json"), "claims-ndjson")).toMatchObject({
    format: "claims-ndjson",
    contentType: "application/x-ndjson",
  });
});

it("a packed file is unpacked on its way", async () => {
  const feed = await findFeed(file("claims.csv.gz", gzipSync("claim_id\n")), null);
  expect(feed.name).toBe("claims.csv");
  expect(await text(openFeed(feed))).toBe("claim_id\n");
});

it.each([
  ["a name that says nothing", () => file("list.txt"), null],
  ["an unknown format", () => file("claims.csv"), "xml"],
  ["a folder", () => folder, null],
  ["no file", () => join(folder, "none.csv"), null],
])("%s is a complaint that says what to do", async (_, path, format) => {
  await expect(findFeed(path(), format)).rejects.toMatchObject({
    name: "Complaint",
    cure: expect.any(String),
  });
});
