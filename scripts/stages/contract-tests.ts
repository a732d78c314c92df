import { writeFileSync } from "node:fs";
import hre from "hardhat";
import { addCounts, type Count, countLine, ONE_FAILED, ONE_PASSED } from "./count.ts";

/** One entry of what Hardhat's Solidity test task answers. */
type SuiteResult = { readonly testResults: readonly { readonly status: string }[] };

/**
 * Runs the Solidity tests with the gas snapshots checked, and writes the count to the file named on the
 * command line. The task is asked in this process, because its answer is exact and its printed summary is not
 * made to be parsed.
 */
async function runContractTests(report: string): Promise<void> {
  const result: unknown = await hre.tasks.getTask(["test", "solidity"]).run({ snapshotCheck: true });
  const { success, suites } = readResult(result);
  const tests = countSuites(suites);
  // With no failed test the task fails as a whole only when the gas differs from what is committed, or
  // nothing is.
  const gas = success ? ONE_PASSED : ONE_FAILED;
  const count = addCounts(tests.failed > 0 ? [tests] : [tests, gas]);
  writeFileSync(report, JSON.stringify(count));
  console.log(`contracts: ${countLine(count)}`);
  if (count.failed > 0) process.exitCode = 1;
}

function countSuites(suites: readonly SuiteResult[]): Count {
  const statuses = suites.flatMap((suite) => suite.testResults.map((test) => test.status));
  const passed = statuses.filter((status) => status === "Success").length;
  const skipped = statuses.filter((status) => status === "Skipped").length;
  // Whatever Hardhat may call it one day: what neither succeeded nor was skipped has failed.
  return { passed, skipped, failed: statuses.length - passed - skipped };
}

function readResult(result: unknown): { success: boolean; suites: readonly SuiteResult[] } {
  // The type of Hardhat 3.18's task result, which it does not export: {success, value | error:
  // {suiteResults}}.
  const answer = result as {
    success: boolean;
    value?: { suiteResults: SuiteResult[] };
    error?: typeof answer.value;
  };
  const suites = (answer.success ? answer.value : answer.error)?.suiteResults;
  if (suites === undefined) throw new Error("Hardhat's answer to `test solidity` has changed its form");
  return { success: answer.success, suites };
}

const [report] = process.argv.slice(2);
if (report === undefined) throw new Error("usage: node scripts/stages/contract-tests.ts REPORT.json");
await runContractTests(report);
