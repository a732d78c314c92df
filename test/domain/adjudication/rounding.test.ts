import { describe, expect, test } from "vitest";
import {
  leftOf,
  type Rounding,
  roundShare,
  type Share,
} from "../../../server/domain/adjudication/rounding.ts";

type Row = readonly [rounding: Rounding, paidBy: Share["paidBy"], tenths: bigint, fen: bigint];

describe("a fraction of a fen goes where the rule's name says", () => {
  test.each<Row>([
    ["person", "person", 19n, 1n],
    ["person", "person", 11n, 1n],
    ["person", "fund", 11n, 2n],
    ["person", "fund", 10n, 1n],
    ["fund", "person", 11n, 2n],
    ["fund", "fund", 19n, 1n],
    ["nearest-person", "person", 14n, 1n],
    ["nearest-person", "person", 15n, 1n],
    ["nearest-person", "person", 16n, 2n],
    ["nearest-person", "fund", 14n, 1n],
    ["nearest-person", "fund", 15n, 2n],
    ["nearest-fund", "person", 15n, 2n],
    ["nearest-fund", "fund", 15n, 1n],
    ["nearest-fund", "fund", 16n, 2n],
    ["nearest-fund", "person", 0n, 0n],
  ])("%s, paid by the %s: %i tenths are %i", (rounding, paidBy, tenths, fen) => {
    expect(roundShare({ numerator: tenths, denominator: 10n, paidBy }, rounding)).toBe(fen);
  });
});

test("what is left of a limit is never a debt", () => {
  expect([leftOf(10n, 9n), leftOf(10n, 10n), leftOf(10n, 11n)]).toEqual([1n, 0n, 0n]);
});
