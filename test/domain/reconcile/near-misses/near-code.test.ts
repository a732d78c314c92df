import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNearCode, pairCodes } from "../../../../server/domain/reconcile/near-misses/near-code.ts";

describe("near codes", () => {
  test.each([
    ["one digit", "cn:81234", "cn:81934", true],
    ["two digits", "cn:81234", "cn:81994", false],
    ["neighbours swapped", "cn:81234", "cn:81324", true],
    ["swapped over another", "cn:81234", "cn:84231", false],
    ["a digit lost", "cn:81234", "8134", true],
    ["the last digit lost", "cn:81234", "8123", true],
    ["a digit added", "cn:81234", "812334", true],
    ["two digits lost", "cn:81234", "812", false],
    ["the same", "cn:81234", "cn:81234", false],
    ["the same without its scheme", "cn:81234", "81234", false],
  ])("%s", (_, one, other, expected) => {
    expect(isNearCode(one, other)).toBe(expected);
    expect(isNearCode(other, one)).toBe(expected);
  });

  test("each code sold is partner of one code claimed at most", () => {
    const { pairs, claimedOnly, soldOnly } = pairCodes(["811", "812", "999"], ["813"]);
    expect(pairs).toEqual([{ claimed: "811", sold: "813" }]);
    expect(claimedOnly).toEqual(["812", "999"]);
    expect(soldOnly).toEqual([]);
  });

  test("one changed digit is always near", () => {
    const digits = fc.stringMatching(/^8[0-9]{19}$/);
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 19 }), fc.integer({ min: 1, max: 9 }), (code, at, by) => {
        const changed = `${code.slice(0, at)}${(Number(code[at]) + by) % 10}${code.slice(at + 1)}`;
        expect(isNearCode(`cn:${code}`, `cn:${changed}`)).toBe(true);
      }),
    );
  });
});
