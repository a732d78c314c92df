import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { MAIN } from "../node/support/forked-node.ts";
import { killRounds } from "./node-kill-rounds.ts";
import { kills, seed } from "./settings.ts";

/** A round takes far less; this only ends a run that hangs. */
const timeoutMs = 60_000 + kills * 6_000;

test(
  "kill -9 under load: nothing acknowledged lost, nothing twice, the same block at every height",
  async () => {
    const report = await killRounds({ program: MAIN, kills, seed });
    console.info(`kill -9 of the node: ${JSON.stringify(report)}`);
    expect(report.violations).toEqual([]);
    expect(report.kills).toBe(kills);
    expect(report.killsUnderLoad / report.kills).toBeGreaterThanOrEqual(0.8);
  },
  timeoutMs,
);

test(
  "the control, a node that acknowledges before it writes, is found out",
  async () => {
    const program = fileURLToPath(new URL("forgetful-node.ts", import.meta.url));
    const report = await killRounds({ program, kills: 5, seed });
    console.info(`kill -9 of the forgetful control: ${report.violations.length} violations`);
    expect(report.violations.some((violation) => violation.startsWith("lost"))).toBe(true);
  },
  timeoutMs,
);
