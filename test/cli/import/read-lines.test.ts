import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { LINE_BYTES_MAX, readLines } from "../../../cli/import/read-lines.ts";
import type { EntryKind, ImportEntry } from "../../../server/domain/import/entry.ts";

async function read(
  name: string,
  kind: EntryKind,
  content: Buffer | string,
): Promise<readonly ImportEntry[]> {
  const path = join(mkdtempSync(join(tmpdir(), "caretrail-lines-")), name);
  writeFileSync(path, content);
  const entries: ImportEntry[] = [];
  for await (const entry of readLines({ path, name, kind, sha256: "" })) entries.push(entry);
  return entries;
}

it("lines are numbered as an editor counts, without marks, line ends and empty lines", async () => {
  const place = { file: "a.ndjson", kind: "sale" };
  expect(await read("a.ndjson", "sale", '\uFEFF{"a":1}\r\n\n{"b":2}')).toEqual([
    { ...place, line: 1, text: '{"a":1}' },
    { ...place, line: 3, text: '{"b":2}' },
  ]);
});

it("packed files give the same lines", async () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `{"at":${at}}`).join("\n");
  const lines = await read("a.ndjson.gz", "sale", gzipSync(text));
  expect(lines.length).toBe(5_000);
  expect(lines.at(-1)).toMatchObject({ line: 5_000, text: '{"at":4999}' });
});

it("a line in another encoding is told with its length, and stops no other", async () => {
  const gbk = Buffer.from([0x7b, 0xba, 0xfe, 0xd6, 0xdd, 0x7d, 0x0a, 0x7b, 0x7d, 0x0a]);
  expect(await read("a.ndjson", "sale", gbk)).toEqual([
    { file: "a.ndjson", line: 1, kind: "sale", fault: "not-utf-8", bytes: 6 },
    { file: "a.ndjson", line: 2, kind: "sale", text: "{}" },
  ]);
});

it("a line that is too long is told with its length alone", async () => {
  const long = `${"x".repeat(LINE_BYTES_MAX + 1)}\n{}\n`;
  expect(await read("a.ndjson", "sale", long)).toEqual([
    { file: "a.ndjson", line: 1, kind: "sale", fault: "too-long", bytes: LINE_BYTES_MAX + 1 },
    { file: "a.ndjson", line: 2, kind: "sale", text: "{}" },
  ]);
});

it("rows of a table become objects by the names of its first row", async () => {
  const rows = await read("p.csv", "product", 'code,name\r\nA,"with, comma"\r\nB\r\n');
  expect(rows.map((row) => ("text" in row ? [row.line, JSON.parse(row.text)] : row))).toEqual([
    [2, { code: "A", name: "with, comma" }],
    [3, { code: "B", name: "" }],
  ]);
});
