import { describe, expect, test } from "vitest";
import { checkCaseLabels } from "../../server/domain/check-case-labels.ts";
import { isFailure } from "../../server/domain/failure.ts";
import type { CaseLabel } from "../../server/domain/kept-records.ts";

const label = (nth: number, level: 2 | 3, from: number, to: number): CaseLabel => ({
  code: `8300385${String(nth).padStart(13, "0")}`,
  level,
  from,
  to,
});

/** Line and failure of every fault; empty when the labels stand. */
function faultsOf(cases: readonly CaseLabel[], packCount = 100): [number, string][] {
  try {
    checkCaseLabels(cases, packCount);
    return [];
  } catch (error) {
    if (!isFailure(error)) throw error;
    // requireNoFaults writes each line with its number and its failure.
    const lines = error.facts["lines"] as readonly { line: number; failure: string }[];
    return lines.map(({ line, failure }) => [line, failure]);
  }
}

describe("a label document", () => {
  test("stands when inner cases lie inside outer ones, whatever the order of its lines", () => {
    const cases = [label(3, 2, 10, 20), label(1, 3, 0, 20), label(2, 2, 0, 10), label(4, 2, 50, 60)];
    expect(checkCaseLabels(cases, 100).map(({ code }) => code.slice(-1))).toEqual(["1", "2", "3", "4"]);
    expect(checkCaseLabels(cases, 100)[0]?.code).toMatch(/^cn:/);
  });

  test.each<[string, readonly CaseLabel[], [number, string][]]>([
    [
      "two cases of one level that share packs",
      [label(1, 2, 0, 10), label(2, 2, 9, 20)],
      [[2, "case-labels-wrong"]],
    ],
    [
      "an inner case across two outer ones",
      [label(1, 3, 0, 20), label(2, 2, 15, 25)],
      [[2, "case-labels-wrong"]],
    ],
    [
      "an outer case inside an inner one",
      [label(1, 2, 0, 20), label(2, 3, 5, 10)],
      [[2, "case-labels-wrong"]],
    ],
    ["an empty case", [label(1, 2, 5, 5)], [[1, "case-labels-wrong"]]],
    ["packs that the batch does not have", [label(1, 2, 95, 101)], [[1, "case-labels-wrong"]]],
    ["the last pack of the batch", [label(1, 2, 95, 100)], []],
    ["one code on two cases", [label(1, 2, 0, 5), label(1, 2, 5, 10)], [[2, "case-labels-wrong"]]],
    ["a code of no case", [{ ...label(1, 2, 0, 5), code: "CASE-1" }], [[1, "case-label-malformed"]]],
  ])("%s", (_, cases, faults) => {
    expect(faultsOf(cases)).toEqual(faults);
  });

  test("tells every bad line at once", () => {
    const cases = [label(1, 2, 5, 5), { ...label(2, 2, 0, 5), code: "x" }, label(3, 2, 99, 200)];
    expect(faultsOf(cases).map(([line]) => line)).toEqual([1, 2, 3]);
  });
});
