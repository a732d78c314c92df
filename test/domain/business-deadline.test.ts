import { expect, it } from "vitest";
import { ZONES } from "../../server/domain/business-day.ts";
import { businessDayAfter } from "../../server/domain/business-deadline.ts";

const zone = ZONES["Asia/Shanghai"];
const at = (text: string): number => Date.parse(text) / 1000;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 864e5;

// 2026-11-20 is a Friday.
it.each([
  ["a Friday's next is Monday", "2026-11-20T09:00:00+08:00", 1, [], "2026-11-23"],
  ["the day itself does not count", "2026-11-23T00:00:00+08:00", 1, [], "2026-11-24"],
  ["the day is the zone's", "2026-11-22T23:59:59+08:00", 1, [], "2026-11-23"],
  ["five from a Sunday", "2026-11-22T12:00:00+08:00", 5, [], "2026-11-27"],
  ["a holiday is left out", "2026-11-20T09:00:00+08:00", 1, ["2026-11-23"], "2026-11-24"],
  ["a worked Saturday counts", "2026-11-20T09:00:00+08:00", 1, ["2026-11-21"], "2026-11-21"],
  ["none is today", "2026-11-20T09:00:00+08:00", 0, [], "2026-11-20"],
  ["over a year's end", "2026-12-31T23:00:00+08:00", 1, [], "2027-01-01"],
])("%s", (_, from, dayCount, turned, day) => {
  const turnedDays = turned.map(dayNumber);
  expect(businessDayAfter(at(from), dayCount, { zone, turnedDays })).toBe(day);
});

it("ends where a bureau took every day away", () => {
  const first = dayNumber("2026-11-20");
  // Weekdays are turned into holidays, weekend days are none.
  const turnedDays = Array.from({ length: 1_100 }, (_, n) => first + n).filter((n) => (n + 3) % 7 < 5);
  expect(businessDayAfter(at("2026-11-20T09:00:00+08:00"), 1, { zone, turnedDays })).toBe("2029-08-16");
});
