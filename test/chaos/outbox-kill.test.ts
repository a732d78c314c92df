import { expect, onTestFinished, test } from "vitest";
import { killOutbox } from "./outbox-kill-rounds.ts";
import { partKills as kills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 60_000 + kills * 10_000;

test(
  "kill -9 of the outbox between its steps: nothing acknowledged lost, nothing twice, no nonce gap",
  async () => {
    const report = await killOutbox({ kills, seed, commits: "atomic", atEnd: onTestFinished });
    console.info(`kill -9 of the outbox: ${JSON.stringify(report)}`);
    expect(report.violations).toEqual([]);
    // A child that has done all its documents before its call comes ends by itself.
    expect(report.kills).toBeGreaterThanOrEqual(kills * 0.8);
    expect(report.acknowledged).toBeGreaterThan(kills);
  },
  timeoutMs,
);

test(
  "the control, an outbox that keeps nonce, bytes and command in commits of their own, is found out",
  async () => {
    const report = await killOutbox({ kills: CONTROL_KILLS, seed, commits: "parts", atEnd: onTestFinished });
    console.info(`kill -9 of the control: ${JSON.stringify(report)}`);
    expect(report.violations).not.toEqual([]);
  },
  timeoutMs,
);

/** At ten the control got away with it now and then: where it dies depends on the machine too. */
const CONTROL_KILLS = 25;
