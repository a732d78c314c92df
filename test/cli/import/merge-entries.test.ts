import { expect, it } from "vitest";
import { mergeEntries } from "../../../cli/import/merge-entries.ts";
import type { EntryKind, ImportEntry } from "../../../server/domain/import/entry.ts";

async function* source(kind: EntryKind, times: readonly (string | null)[]): AsyncGenerator<ImportEntry> {
  for (const [at, time] of times.entries()) {
    const name = kind === "shipment" ? "time" : "sel_retn_time";
    const text = time === null ? "{torn" : JSON.stringify({ [name]: `2026-08-${time}` });
    yield { file: kind, line: at + 1, kind, text };
  }
}

async function merged(...sources: readonly AsyncIterable<ImportEntry>[]): Promise<readonly string[]> {
  const order: string[] = [];
  for await (const { kind, line } of mergeEntries(sources)) order.push(`${kind} ${line}`);
  return order;
}

it("files are merged by time, and at one instant goods move before they are sold", async () => {
  const goods = source("shipment", ["01 08:00:00", "02 08:00:00"]);
  const sales = source("sale", ["01 07:59:59", "02 08:00:00", "03 00:00:00"]);
  const back = source("return", ["02 08:00:00"]);
  expect(await merged(goods, sales, back)).toEqual([
    "sale 1",
    "shipment 1",
    "shipment 2",
    "sale 2",
    "return 1",
    "sale 3",
  ]);
});

it("a line without a readable time stays behind the line before it", async () => {
  const sales = source("sale", ["01 08:00:00", null, "03 08:00:00"]);
  expect(await merged(sales, source("shipment", ["02 08:00:00"]))).toEqual([
    "sale 1",
    "sale 2",
    "shipment 1",
    "sale 3",
  ]);
});

it("a line that stands a little late in its file is put in its place", async () => {
  const times = Array.from({ length: 200 }, (_, at) => `${String(1 + (at % 28)).padStart(2, "0")} 08:00:00`);
  const order = await merged(source("sale", times));
  const days = order.map((told) => times[Number(told.split(" ")[1]) - 1]);
  expect(days).toEqual([...days].sort());
});
