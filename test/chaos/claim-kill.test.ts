import { expect, onTestFinished, test } from "vitest";
import { killClaims } from "./claim-kill-rounds.ts";
import { claimKills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 600_000 + claimKills * 60_000;

test(
  "kill -9 of the server at every step of a receipt with its claim: both stand or neither, no year differs",
  async () => {
    const report = await killClaims({ kills: claimKills, seed, atEnd: onTestFinished });
    console.info(`kill -9 of dispense and claim, seed ${seed}: ${JSON.stringify(report)}`);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(claimKills);
    expect(report.acknowledged).toBeGreaterThanOrEqual(claimKills);
    expect(report.awards).toBeGreaterThan(0);
  },
  timeoutMs,
);
