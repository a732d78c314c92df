import type { Config } from "../server/config.ts";
import { chainChecks } from "./doctor/chain-checks.ts";
import type { Check, Finding } from "./doctor/check.ts";
import { machineChecks } from "./doctor/machine-checks.ts";
import { serverChecks } from "./doctor/server-checks.ts";
import type { Output } from "./output.ts";

const MARKS = { ok: "ok  ", warn: "WARN", bad: "BAD " } as const;

/**
 * Runs every check, says what each found and what to do. Exit code 0 when nothing is bad, 1 when something
 * is.
 */
export async function doctor(config: Config, output: Output): Promise<number> {
  const checks: readonly Check[] = [
    ...machineChecks(config),
    ...chainChecks(config),
    ...serverChecks(config),
  ];
  const findings: Finding[] = [];
  for (const check of checks) {
    const finding = { check: check.name, ...(await check.run()) };
    findings.push(finding);
    if (output === "words") print(finding);
  }
  const bad = findings.filter((finding) => finding.verdict === "bad").length;
  if (output === "json") process.stdout.write(`${JSON.stringify({ bad, findings }, null, 2)}\n`);
  else
    process.stdout.write(bad === 0 ? "Nothing is bad.\n" : `${bad} of ${findings.length} checks are bad.\n`);
  return bad === 0 ? 0 : 1;
}

function print({ verdict, check, found, cure }: Finding): void {
  process.stdout.write(`${MARKS[verdict]} ${check}: ${found}\n`);
  if (verdict !== "ok") process.stdout.write(`     what to do: ${cure}\n`);
}
