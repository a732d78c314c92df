import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { addCounts, type Count, judge, NOTHING, ONE_FAILED, ONE_PASSED } from "./count.ts";
import { countVitest } from "./count-vitest.ts";
import { runCommand } from "./run-command.ts";
import type { Check, Stage } from "./stages.ts";

/** Runs every check of a stage, whatever the earlier ones found, and adds up what they counted. */
export async function runStage(stage: Stage): Promise<Count> {
  const counts: Count[] = [];
  for (const check of stage.checks) counts.push(await runCheck(check, stage.timeoutMs));
  return addCounts(counts);
}

async function runCheck(check: Check, timeoutMs: number): Promise<Count> {
  if (check.kind === "command") {
    console.log(`   ${check.title}`);
    return (await runCommand(check.command, timeoutMs)) === 0 ? ONE_PASSED : ONE_FAILED;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "caretrail-test-"));
  const report = path.join(folder, "report.json");
  try {
    const exitCode = await runCommand(runnerCommand(check, report), timeoutMs);
    const json = await readIfWritten(report);
    return judge(check.kind === "vitest" ? countVitest(json) : countContracts(json), exitCode);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runnerCommand(check: Exclude<Check, { kind: "command" }>, report: string): string[] {
  if (check.kind === "contracts") return [process.execPath, "scripts/stages/contract-tests.ts", report];
  const projects = check.projects.flatMap((name) => ["--project", name]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return ["node_modules/.bin/vitest", "run", ...projects, ...reporters];
}

function countContracts(json: string | undefined): Count {
  // contract-tests.ts writes a Count and nothing else.
  return json === undefined ? NOTHING : (JSON.parse(json) as Count);
}

async function readIfWritten(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
