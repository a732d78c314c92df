import { describe, expect, test } from "vitest";
import { FEN_MAX, fenOf, lineFenOf, totalFenOf } from "../../server/domain/money.ts";

describe("whole fen", () => {
  test.each([
    ["0", 0n],
    ["12800", 12_800n],
    ["18446744073709551615", FEN_MAX],
    ["18446744073709551616", null],
    ["-1", null],
    ["1.0", null],
    ["012", null],
    ["", null],
    ["1e3", null],
    [" 1", null],
    ["１", null],
  ])("%j is %s", (text, fen) => {
    expect(fenOf(text)).toBe(fen);
  });
});

describe("a line's amount: price of 6 decimals × count of 4, rounded half-up once", () => {
  test.each([
    ["12.8", "1", 1_280n],
    ["12.345", "1", 1_235n],
    ["12.344999", "1", 1_234n],
    ["0.333333", "3", 100n],
    ["0.005", "1", 1n],
    ["0.004999", "1", 0n],
    ["3.5", "0.3333", 117n],
    ["184467440737095516.15", "1", null],
    ["1.0000001", "1", null],
    ["1", "1.00001", null],
    ["1,5", "1", null],
    ["-1", "1", null],
  ])("%s yuan × %s = %s fen", (unitPriceYuan, count, fen) => {
    expect(lineFenOf({ unitPriceYuan, count })).toBe(fen);
  });
});

test("a total is the sum of the lines, beyond what a floating number could hold", () => {
  expect(totalFenOf([{ priceFen: FEN_MAX }, { priceFen: 1n }])).toBe(FEN_MAX + 1n);
  expect(totalFenOf([])).toBe(0n);
});
