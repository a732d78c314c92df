import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FeedFormat } from "../../../../server/domain/reconcile/feeds/feed-format.ts";
import { readFeedLine } from "../../../../server/domain/reconcile/feeds/read-feed-line.ts";

const SAMPLES = new URL("../../../../../shared/data/china/yb-interface/", import.meta.url);

const ROWS: readonly (readonly [file: string, format: FeedFormat, items: readonly string[]])[] = [
  ["3505.request.json", "nhsa-3505", ["claim 3700 codes 2"]],
  ["3505A.request.json", "nhsa-3505", ["claim 3700 codes 2"]],
  ["3506.request.json", "nhsa-3506", ["return"]],
  ["2102.request.json", "nhsa-2102", ["claim 3700 codes 2"]],
  ["2102.request.cross-region.json", "nhsa-2102", ["claim 3700 codes 0"]],
  ["3201.request.json", "nhsa-3201", ["totals"]],
];

describe.skipIf(!existsSync(SAMPLES))("the sample messages", () => {
  it.each(ROWS)("%s", (file, format, expected) => {
    const text = readFileSync(new URL(file, SAMPLES), "utf8");
    const reading = readFeedLine({ row: 1, text }, { format, institutionCode: null });
    const told = reading.items.map((item) =>
      item.is === "claim" ? `claim ${item.claim.totalFen} codes ${item.claim.traceCodes.length}` : item.is,
    );
    expect([told, reading.faults, reading.passedOver]).toEqual([expected, [], 0]);
  });
});
