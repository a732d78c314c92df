import { expect, test } from "vitest";
import { killCases } from "./case-kill-rounds.ts";
import { partKills as kills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 60_000 + kills * 6_000;

test(
  "kill -9 while cases are opened: no number twice, none left out, nothing acknowledged lost",
  async () => {
    const report = await killCases({ kills, seed, commits: "atomic" });
    console.info(`kill -9 of cases: ${JSON.stringify(report)}`);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBeGreaterThanOrEqual(kills * 0.6);
    expect(report.acknowledged).toBeGreaterThan(kills);
  },
  timeoutMs,
);

test(
  "the control, a case that is written before its findings and its request, is found out",
  async () => {
    const report = await killCases({ kills: CONTROL_KILLS, seed, commits: "parts" });
    console.info(`kill -9 of the control: ${report.violations.length} violations in ${report.kills} kills`);
    expect(report.violations).not.toEqual([]);
  },
  timeoutMs,
);

const CONTROL_KILLS = 10;
