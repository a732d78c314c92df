import { describe, expect, test } from "vitest";
import { countVitest } from "../../../scripts/stages/count-vitest.ts";

const report = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: "passed", assertionResults: [{ status: "passed" }] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
  ],
};

describe("a report of vitest", () => {
  test("counts its tests, and those left to do as skipped", () => {
    expect(countVitest(JSON.stringify(report))).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test("counts a file that could not be imported as one failure", () => {
    const testResults = [...report.testResults, { status: "failed", assertionResults: [] }];
    expect(countVitest(JSON.stringify({ ...report, testResults })).failed).toBe(2);
  });

  test("that was never written counts nothing", () => {
    expect(countVitest(undefined)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
