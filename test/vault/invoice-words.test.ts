import { describe, expect, it } from "vitest";
import { isFailure } from "../../server/domain/failure.ts";
import { invoiceWordsOf } from "../../server/vault/invoice-words.ts";

const KEYS = new Map([
  [1, Buffer.alloc(32, 1)],
  [2, Buffer.alloc(32, 2)],
]);
const words = (invoiceNumber: string, epochCount = 2, providerCode = "H33050000001") =>
  invoiceWordsOf(KEYS, { providerCode, invoiceNumber, epochCount });

describe("the words of an invoice", () => {
  it("are one for each epoch, the first first", () => {
    expect(words("A1")).toHaveLength(2);
    expect(words("A1", 1)).toEqual(words("A1").slice(0, 1));
    expect(new Set(words("A1")).size).toBe(2);
  });

  it.each([
    "33 05-2026-ab12",
    "３３０５２０２６ＡＢ１２",
    "3305\u2010 2026\u00a0\u2212AB\u201312",
    "\u200b33052026Ab12\ufeff",
  ])("are the same however it is typed: %j", (typed) => {
    expect(words(typed)).toEqual(words("33052026AB12"));
  });

  it("differ with the provider and the number, and where one ends and the other begins", () => {
    const all = [words("A1"), words("A2"), words("A1", 2, "H33050000002"), words("1A1", 2, "H3305000000")];
    expect(new Set(all.map(([first]) => first)).size).toBe(4);
  });

  it("are refused when the ledger counts a key that is not here", () => {
    try {
      words("A1", 3);
      expect.unreachable();
    } catch (error) {
      expect(isFailure(error) && [error.code, error.facts]).toEqual([
        "nullifier-keys-missing",
        { epochCount: 3, keyCount: 2 },
      ]);
    }
  });
});
