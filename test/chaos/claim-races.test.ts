import { expect, onTestFinished, test } from "vitest";
import { raceClaims } from "./claim-race-rounds.ts";
import { races, seed } from "./settings.ts";

/** A race takes far less; this only ends a run that hangs. */
const timeoutMs = 600_000 + races * 1_000;

test(
  "several ask for the same document at once: one effect on the ledger, one answer for the same body",
  async () => {
    const report = await raceClaims({ races, seed, atEnd: onTestFinished });
    const { violations, ...counts } = report;
    console.info(`races, seed ${seed}: ${JSON.stringify({ ...counts, violations: violations.length })}`);
    expect(violations.slice(0, 10)).toEqual([]);
    expect(report.races).toBeGreaterThanOrEqual(races);
    for (const [kind, count] of Object.entries(report.effects)) {
      expect(count, kind).toBeGreaterThan(0);
    }
  },
  timeoutMs,
);
