import { businessDayOf, type Zone } from "./business-day.ts";

const DAY_SEC = 86_400;
const MINUTE_SEC = 60;
/** Day 0, 1970-01-01, is the fourth of a week that begins on Monday. */
const WEEKDAY_OF_DAY_0 = 3;
const SATURDAY = 5;
/** As on the ledger: a bureau that turned day after day into holidays holds nobody for ever. */
const WALKED_DAYS_MAX = 1_000;
const UTC: Zone = { offsetMin: 0 };

export type BusinessCalendar = {
  readonly zone: Zone;
  /** Days by their number from 1970-01-01: weekdays that are holidays, weekend days that are worked. */
  readonly turnedDays: readonly number[];
};

/** The `dayCount`-th business day after the day of `fromSec`, `2026-11-22`; as BusinessDays.sol counts. */
export function businessDayAfter(fromSec: number, dayCount: number, calendar: BusinessCalendar): string {
  const turned = new Set(calendar.turnedDays);
  const first = Math.floor((fromSec + calendar.zone.offsetMin * MINUTE_SEC) / DAY_SEC);
  let day = first;
  let left = dayCount;
  while (left > 0 && day < first + WALKED_DAYS_MAX) {
    day += 1;
    const isWeekday = (day + WEEKDAY_OF_DAY_0) % 7 < SATURDAY;
    if (isWeekday !== turned.has(day)) left -= 1;
  }
  return businessDayOf(day * DAY_SEC, UTC);
}
