import { expect, it } from "vitest";
import { BytesList, NumberList, TextList } from "../../../server/flows/reconcile/growing-lists.ts";
import { createHashWords } from "../../../server/flows/reconcile/hash-words.ts";
import { createWordTable } from "../../../server/flows/reconcile/word-table.ts";

it("finds what was added under a word, in its order, through growth", () => {
  const hashWords = createHashWords();
  const table = createWordTable();
  for (let nth = 0; nth < 20_000; nth += 1) table.add(hashWords("code", nth % 7_000), nth);
  for (let word = 0; word < 7_000; word += 1) {
    const expected = [word, word + 7_000, word + 14_000].filter((nth) => nth < 20_000);
    expect(table.of(hashWords("code", word))).toEqual(expected);
  }
  expect(table.of(hashWords("code", 7_000))).toEqual([]);
  expect(table.of(hashWords("person", 1))).toEqual([]);
});

it("takes words whose halves are the same for different ones", () => {
  const table = createWordTable();
  table.add({ high: 1, low: 5 }, 1);
  table.add({ high: 2, low: 5 }, 2);
  table.add({ high: 0, low: 0 }, 3);
  expect([
    table.of({ high: 1, low: 5 }),
    table.of({ high: 2, low: 5 }),
    table.of({ high: 0, low: 0 }),
  ]).toEqual([[1], [2], [3]]);
  expect(table.of({ high: 3, low: 5 })).toEqual([]);
});

it("keeps numbers, bytes and texts of any count", () => {
  const numbers = new NumberList(8);
  const bytes = new BytesList(4);
  const texts = new TextList();
  for (let nth = 0; nth < 9_000; nth += 1) {
    numbers.push(nth * 2 ** 33);
    bytes.push(nth.toString(16).padStart(8, "0"));
    texts.push(`单${nth}`.repeat(nth % 60));
  }
  for (const nth of [0, 1, 59, 4_095, 4_096, 8_999]) {
    expect(numbers.at(nth)).toBe(nth * 2 ** 33);
    expect(bytes.at(nth)).toBe(nth.toString(16).padStart(8, "0"));
    expect(texts.at(nth)).toBe(`单${nth}`.repeat(nth % 60));
  }
  expect(() => numbers.at(9_000)).toThrow(RangeError);
});
