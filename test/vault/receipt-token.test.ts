import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isReceiptTokenOf, receiptTokenOf } from "../../server/vault/receipt-token.ts";

const KEY = Buffer.alloc(32, 7);
const OTHER_KEY = Buffer.alloc(32, 8);
const DISPENSE = `0x${"11".repeat(32)}` as const;
const OTHER = `0x${"12".repeat(32)}` as const;

describe("the token of a receipt", () => {
  test("is the same for one dispense, and another for another dispense or server", () => {
    const token = receiptTokenOf(KEY, DISPENSE);
    expect(token).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(receiptTokenOf(KEY, DISPENSE)).toBe(token);
    expect(receiptTokenOf(KEY, OTHER)).not.toBe(token);
    expect(receiptTokenOf(OTHER_KEY, DISPENSE)).not.toBe(token);
  });

  test("is known however it is typed, and nothing else is", () => {
    const token = receiptTokenOf(KEY, DISPENSE);
    const typings = [token, token.toLowerCase(), token.replaceAll("-", ""), token.replaceAll("-", " – ")];
    for (const typed of typings) expect(isReceiptTokenOf(KEY, DISPENSE, typed)).toBe(true);
    for (const wrong of ["", token.slice(1), `${token}0`, receiptTokenOf(KEY, OTHER)]) {
      expect(isReceiptTokenOf(KEY, DISPENSE, wrong)).toBe(false);
    }
  });

  test("is never guessed by any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (typed) => !isReceiptTokenOf(KEY, DISPENSE, typed)),
      { seed: 20_261_122, numRuns: 1_000 },
    );
  });
});
