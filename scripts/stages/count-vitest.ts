import { type Count, NOTHING } from "./count.ts";

/** The part of vitest's JSON report that is counted. */
type Report = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

/**
 * Counts a report of `vitest run --reporter=json`. `undefined` means that vitest died before it wrote one.
 */
export function countVitest(json: string | undefined): Count {
  if (json === undefined) return NOTHING;
  // vitest's JsonReporter writes exactly these fields; the test of this file runs it for real.
  const report = JSON.parse(json) as Report;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter(diedOutsideItsTests).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A file that cannot be imported fails without a failed test: it counts as one. */
function diedOutsideItsTests(file: Report["testResults"][number]): boolean {
  return file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed");
}
