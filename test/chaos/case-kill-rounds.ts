import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { caseNumber } from "../../server/domain/cases/case-number.ts";
import { openCaseRecords } from "../../server/store/case-store.ts";
import { openDatabase } from "../../server/store/database.ts";
import { newDirectory } from "../node/support/test-node.ts";
import { RUN_ID } from "../store/support/any-reconciliation.ts";
import type { CaseOrders } from "./case-child.ts";
import { randomFrom } from "./random.ts";

export type CaseReport = { kills: number; acknowledged: number; readonly violations: string[] };

const FINDINGS_PER_ROUND = 12;
const COMMITS_BEFORE_DEATH_MAX = 14;
const CHILD = fileURLToPath(new URL("case-child.ts", import.meta.url));
const WHEN = ["before", "during", "after"] as const;

/** Kills the opening of cases again and again on one store, lets it finish, and looks at what is there. */
export async function killCases(options: {
  readonly kills: number;
  readonly seed: number;
  readonly commits: CaseOrders["commits"];
}): Promise<CaseReport> {
  const report: CaseReport = { kills: 0, acknowledged: 0, violations: [] };
  const random = randomFrom(options.seed);
  const directory = newDirectory();
  const acknowledged = new Map<number, string>();
  let unanswered: number[] = [];
  const { commits } = options;
  for (let round = 0; round <= options.kills; round += 1) {
    const fresh = Array.from({ length: FINDINGS_PER_ROUND }, (_, at) => round * FINDINGS_PER_ROUND + at);
    const findings = [...unanswered, ...fresh];
    const call = 1 + Math.floor(random() * COMMITS_BEFORE_DEATH_MAX);
    const when = WHEN[Math.floor(random() * WHEN.length)] ?? "before";
    const dieAt = round === options.kills ? null : { call, when };
    const wasKilled = await runChild({ directory, findings, dieAt, commits }, acknowledged);
    if (wasKilled) report.kills += 1;
    unanswered = findings.filter((finding) => !acknowledged.has(finding));
  }
  report.acknowledged = acknowledged.size;
  report.violations.push(...(await violationsOf(directory, acknowledged)));
  return report;
}

async function runChild(orders: CaseOrders, acknowledged: Map<number, string>): Promise<boolean> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const { finding, number }: { finding: number; number: string } = JSON.parse(line);
    acknowledged.set(finding, number);
  }
  const [code, signal] = await exited;
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`the child ended by itself with ${code}`);
  return signal === "SIGKILL";
}

/** Numbers without a gap; each finding in one case; what was acknowledged is there, whole. */
async function violationsOf(
  directory: string,
  acknowledged: ReadonlyMap<number, string>,
): Promise<readonly string[]> {
  const limits = { cacheBytes: 1_048_576, writeBufferBytes: 1_048_576 };
  const database = await openDatabase(directory, limits);
  const records = openCaseRecords(database);
  const violations: string[] = [];
  const caseOf = new Map<number, string>();
  const last = (await records.nextOrdinal(330_500, 2026)) - 1;
  for (let ordinal = 1; ordinal <= last; ordinal += 1) {
    const id = { region: 330_500, year: 2026, ordinal };
    const number = caseNumber(id);
    if ((await records.auditCase(id)) === null) violations.push(`${number}: a gap`);
    if ((await records.steps(id)).length !== 1) violations.push(`${number}: not its one step`);
    const findings = await records.findings(id);
    if (findings.length !== 1) violations.push(`${number}: ${findings.length} findings`);
    for (const finding of findings) {
      if (caseOf.has(finding.ordinal)) violations.push(`${number}: finding ${finding.ordinal} twice`);
      caseOf.set(finding.ordinal, number);
    }
  }
  for (const [finding, number] of acknowledged) {
    if (caseOf.get(finding) !== number) violations.push(`finding ${finding}: acknowledged as ${number}`);
    const kept = await records.caseOfFinding(RUN_ID, finding);
    if (kept === null || caseNumber(kept) !== number) violations.push(`finding ${finding}: not found`);
  }
  if (caseOf.size !== acknowledged.size)
    violations.push(`${caseOf.size} cases, ${acknowledged.size} answers`);
  await database.close();
  return violations;
}
