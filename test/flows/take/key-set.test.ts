import fc from "fast-check";
import { expect, test } from "vitest";
import type { Hex16 } from "../../../server/domain/ids.ts";
import { createKeySet } from "../../../server/flows/take/key-set.ts";

const ZERO: Hex16 = `0x${"0".repeat(32)}`;

test("answers as a Set does, also where first words are alike and for the key of zeros", () => {
  const word = fc.constantFrom("00000000", "00000001", "0000000f", "ffffffff", "80000000");
  const key = fc.tuple(word, word, word, word).map((words): Hex16 => `0x${words.join("")}`);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      const ours = createKeySet(200);
      const theirs = new Set<string>();
      for (const each of keys) {
        expect(ours.add(each)).toBe(theirs.has(each) ? "already-there" : "added");
        theirs.add(each);
      }
    }),
    { seed: 20_261_122 },
  );
});

test("holds what it was made for, and no more", () => {
  const keys = Array.from({ length: 100 }, (_, at): Hex16 => `0x${String(at + 1).padStart(32, "0")}`);
  const set = createKeySet(100);
  for (const key of keys) expect(set.add(key)).toBe("added");
  for (const key of keys) expect(set.add(key)).toBe("already-there");
  expect(() => set.add(`0x${"f".repeat(32)}`)).toThrow(RangeError);
  expect(set.add(ZERO)).toBe("added");
});
