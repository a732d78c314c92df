import { describe, expect, test } from "vitest";
import { REJECTION_REASONS, reasonOfNumber } from "../../../server/domain/adjudication/rejection-reasons.ts";

const HUNDREDS = { rules: [1, 2, 3], evidence: [4], person: [5] };

describe("reasons of rejection", () => {
  test("have a number each that fits the ledger's 16 bits, never 0", () => {
    const numbers = Object.values(REJECTION_REASONS).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((number) => Number.isInteger(number) && number > 0 && number < 65_536)).toBe(true);
  });

  test("are found again by their number", () => {
    for (const [code, { number }] of Object.entries(REJECTION_REASONS))
      expect(reasonOfNumber(number)).toBe(code);
    expect(reasonOfNumber(0)).toBeUndefined();
  });

  test("stand in the hundred of whoever finds them", () => {
    for (const { number, source } of Object.values(REJECTION_REASONS)) {
      expect(HUNDREDS[source]).toContain(Math.floor(number / 100));
    }
  });
});
