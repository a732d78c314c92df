import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { businessDayOf, dayEndSec, dayStartSec, ZONES } from "../../server/domain/business-day.ts";

const SHANGHAI = ZONES["Asia/Shanghai"];
const secOf = (text: string): number => Date.parse(text) / 1000;

describe("a day is a day of the region's zone", () => {
  test.each([
    ["2026-11-22T15:59:59Z", "2026-11-22"],
    ["2026-11-22T16:00:00Z", "2026-11-23"],
    ["2028-02-28T16:00:00Z", "2028-02-29"],
    ["1969-12-31T16:00:00Z", "1970-01-01"],
  ])("%s lies in %s", (instant, day) => {
    expect(businessDayOf(secOf(instant), SHANGHAI)).toBe(day);
  });

  test("what is good through a day expires at its end", () => {
    expect(dayStartSec("2028-10-31", SHANGHAI)).toBe(secOf("2028-10-30T16:00:00Z"));
    expect(dayEndSec("2028-10-31", SHANGHAI)).toBe(secOf("2028-10-31T16:00:00Z"));
  });

  test.each([
    "2026-02-29",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "26-01-01",
    "",
    "2100-02-29",
  ])("%j is no day", (text) => {
    expect(dayStartSec(text, SHANGHAI)).toBeNull();
  });

  test("every instant lies in the day it is told, and the calendar is Node's", () => {
    const instant = fc.integer({ min: -3_000_000_000, max: 7_000_000_000 });
    fc.assert(
      fc.property(instant, (atSec) => {
        const day = businessDayOf(atSec, SHANGHAI);
        expect(day).toBe(new Date((atSec + 28_800) * 1000).toISOString().slice(0, 10));
        expect(dayStartSec(day, SHANGHAI)).toBeLessThanOrEqual(atSec);
        expect(dayEndSec(day, SHANGHAI)).toBeGreaterThan(atSec);
      }),
      { seed: 20_261_122 },
    );
  });
});
