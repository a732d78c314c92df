import { expect, onTestFinished, test } from "vitest";
import { killServer } from "./server-kill-rounds.ts";
import { kills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 60_000 + kills * 15_000;

test(
  "kill -9 of the server under load: nothing acknowledged lost, nothing twice, no nonce gap",
  async () => {
    const report = await killServer({ kills, seed, atEnd: onTestFinished });
    console.info(`kill -9 of the server: ${JSON.stringify(report)}`);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(kills);
    expect(report.killsUnderLoad / report.kills).toBeGreaterThanOrEqual(0.8);
  },
  timeoutMs,
);
