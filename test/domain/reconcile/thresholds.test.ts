import { describe, expect, test } from "vitest";
import { THRESHOLD_WORDS } from "../../../server/domain/reconcile/threshold-words.ts";
import {
  regionsThatSet,
  THRESHOLDS_DEFAULT,
  type ThresholdsRow,
  thresholdsOn,
} from "../../../server/domain/reconcile/thresholds.ts";
import { isSameFund } from "../../../server/domain/region-levels.ts";

const row = (fromDay: string, windowDays: number): ThresholdsRow => ({
  fromDay,
  values: { ...THRESHOLDS_DEFAULT, windowDays },
  setBy: 2,
  setAtMs: 1,
});
const ROWS = [row("2026-08-01", 60), row("2026-09-01", 90)];

describe("thresholds", () => {
  test.each([
    ["2026-07-31", 30],
    ["2026-08-01", 60],
    ["2026-08-31", 60],
    ["2026-09-01", 90],
    ["2027-01-01", 90],
  ])("those that held on %s", (day, windowDays) => {
    expect(thresholdsOn(ROWS, day).windowDays).toBe(windowDays);
  });

  test.each([
    [
      "the fund's own, then those it lies in",
      { insuredRegion: 330_522, institutionRegion: 420_100 },
      [330_522, 330_500, 330_000],
    ],
    ["a city's", { insuredRegion: 330_500, institutionRegion: null }, [330_500, 330_000]],
    [
      "the institution's where no fund is named",
      { insuredRegion: null, institutionRegion: 420_100 },
      [420_100, 420_000],
    ],
    ["nobody's where nobody is known", { insuredRegion: null, institutionRegion: null }, []],
  ])("are set by %s", (_, of, regions) => {
    expect(regionsThatSet(of)).toEqual(regions);
  });

  test("each tells its unit and what it serves", () => {
    expect(Object.keys(THRESHOLD_WORDS).sort()).toEqual(Object.keys(THRESHOLDS_DEFAULT).sort());
    for (const { unit, source } of Object.values(THRESHOLD_WORDS)) {
      expect([unit.length > 5, source.length > 5]).toEqual([true, true]);
    }
  });
});

test.each([
  [330_500, 330_522, true],
  [330_522, 330_523, false],
  [330_500, 330_100, false],
  [330_000, 330_100, true],
  [110_000, 110_101, true],
])("%d and %d: one fund %s", (one, other, isSame) => {
  expect([isSameFund(one, other), isSameFund(other, one)]).toEqual([isSame, isSame]);
});
