import { expect, onTestFinished, test } from "vitest";
import { killImport } from "./import-kill-rounds.ts";
import { importKills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 600_000 + importKills * 40_000;

test(
  "kill -9 of command, server and node during an import: the ledger equals that of an undisturbed one",
  async () => {
    const report = await killImport({ kills: importKills, seed, atEnd: onTestFinished });
    const { undisturbed, disturbed, ...counts } = report;
    console.info(
      `kill -9 during an import: ${JSON.stringify({ ...counts, events: disturbed.events.length })}`,
    );
    expect(report.kills).toBe(importKills);
    expect(report.killsUnderWay / report.kills).toBeGreaterThanOrEqual(0.8);
    expect(undisturbed.events.length).toBeGreaterThan(300);
    expect(undisturbed.refused.length).toBeGreaterThan(5);
    expect(disturbed.refused).toEqual(undisturbed.refused);
    expect(disturbed.events).toEqual(undisturbed.events);
    expect(disturbed.byInstitution).toEqual(undisturbed.byInstitution);
  },
  timeoutMs,
);
