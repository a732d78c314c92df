import { expect, test } from "vitest";
import { killIndexer } from "./index-kill-rounds.ts";
import { kills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 60_000 + kills * 6_000;

test(
  "kill -9 while indexing: rows and cursor are what a rebuild up to that block makes",
  async () => {
    const report = await killIndexer({ mode: "atomic", kills, seed });
    console.info(`kill -9 of the indexer: ${JSON.stringify(report)}`);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(kills);
    expect(report.killsUnderWay / report.kills).toBeGreaterThanOrEqual(0.5);
  },
  timeoutMs,
);

test(
  "the control, an indexer whose cursor is written apart from its rows, is found out",
  async () => {
    const report = await killIndexer({ mode: "apart", kills: 12, seed });
    console.info(`kill -9 of the control: ${report.violations.length} violations in ${report.kills} kills`);
    expect(report.violations).not.toEqual([]);
  },
  timeoutMs,
);
