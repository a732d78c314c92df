import { describe, expect, test } from "vitest";
import { type CheckResult, notLooked, passed } from "../../../cli/verify/check.ts";
import { exitCodeOf, reportText } from "../../../cli/verify/report.ts";
import type { Outcome } from "../../../cli/verify/verify-bundle.ts";

const told = (outcome: Outcome, checks: readonly CheckResult[] = []) => ({ outcome, claim: "0xab", checks });

describe("the report of a verification", () => {
  test.each([
    ["verified", 0],
    ["refuted", 1],
    ["unanchored", 2],
    ["could-not-look", 2],
  ] as const)("%s ends with exit code %i", (outcome, code) => {
    expect(exitCodeOf(told(outcome))).toBe(code);
  });

  test("names each check, and the values of one that failed", () => {
    const checks: readonly CheckResult[] = [
      passed("format", "canonical"),
      { check: "story", verdict: "fail", found: "another sum was paid", values: { paidFen: "2" } },
      notLooked("anchor", "unanchored"),
    ];
    const text = reportText(told("refuted", checks));
    for (const part of [
      "pass",
      "format",
      "FAIL",
      "story",
      "paidFen = 2",
      "not looked",
      "anchor",
      "REFUTED",
    ]) {
      expect(text).toContain(part);
    }
  });
});
