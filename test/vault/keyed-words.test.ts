import { expect, test } from "vitest";
import { commitment, hex, hex16, keyedWord } from "../../server/vault/keyed-words.ts";

const KEY = Buffer.alloc(32, 1);

test("where one part ends and the next begins is part of the word", () => {
  expect(hex(keyedWord(KEY, "document", "ab", "c"))).not.toBe(hex(keyedWord(KEY, "document", "a", "bc")));
  expect(commitment("line", "ab", "c")).not.toBe(commitment("line", "a", "bc"));
});

test("one text for two purposes makes two words", () => {
  expect(hex(keyedWord(KEY, "document", "a"))).not.toBe(hex(keyedWord(KEY, "body", "a")));
});

test("pack keys never change: the first manifest on a ledger pins them", () => {
  // HMAC-SHA256(key, len ‖ "caretrail/pack-key/v1" ‖ len ‖ code) as Python computes it.
  const word = keyedWord(KEY, "packKey", "cn:83857939000000000018");
  expect(hex16(word)).toBe("0x4659865576b5e16219d818824844cde8");
});
