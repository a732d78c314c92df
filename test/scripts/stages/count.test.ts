import { describe, expect, test } from "vitest";
import { addCounts, countLine, judge } from "../../../scripts/stages/count.ts";

const passed = { passed: 3, failed: 0, skipped: 1 };

describe("the count of a run", () => {
  test("adds up over the stages", () => {
    expect(addCounts([passed, { passed: 1, failed: 2, skipped: 0 }])).toEqual({
      passed: 4,
      failed: 2,
      skipped: 1,
    });
    expect(addCounts([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });

  test("is one plain line", () => {
    expect(countLine({ passed: 12, failed: 0, skipped: 3 })).toBe("12 passed, 0 failed, 3 skipped");
  });

  test.each([
    ["success stays success", passed, 0, 0],
    ["a crash outside of any test is a failure", passed, 1, 1],
    ["a run of nothing is a failure", { passed: 0, failed: 0, skipped: 0 }, 0, 1],
    ["a failure is not counted twice", { passed: 3, failed: 2, skipped: 0 }, 1, 2],
    ["what is only skipped is no failure", { passed: 0, failed: 0, skipped: 4 }, 0, 0],
  ])("%s", (_, count, exitCode, failed) => {
    expect(judge(count, exitCode).failed).toBe(failed);
  });
});
