/** A zone without summer time, as a row of configuration. */
export type Zone = { readonly offsetMin: number };

/** Asia/Shanghai has been +08:00 the whole year since 1991. */
export const ZONES = {
  "Asia/Shanghai": { offsetMin: 480 },
  UTC: { offsetMin: 0 },
} as const satisfies Record<string, Zone>;

const DAY_SEC = 86_400;
const MINUTE_SEC = 60;
const DAYS_PER_ERA = 146_097;
const EPOCH_DAY_OF_ERA = 719_468;

/** The day of the zone in which an instant lies, `2026-11-22`. */
export function businessDayOf(atSec: number, zone: Zone): string {
  return dayText(Math.floor((atSec + zone.offsetMin * MINUTE_SEC) / DAY_SEC));
}

/** The first instant of a day; null when the text is no day of the calendar. */
export function dayStartSec(day: string, zone: Zone): number | null {
  const number = dayNumber(day);
  return number === null ? null : number * DAY_SEC - zone.offsetMin * MINUTE_SEC;
}

/** The first instant after a day: what is good through its last day expires here. */
export function dayEndSec(day: string, zone: Zone): number | null {
  const start = dayStartSec(day, zone);
  return start === null ? null : start + DAY_SEC;
}

/** Days since 1970-01-01 in the Gregorian calendar, by eras of 400 years that begin in March. */
function dayNumber(day: string): number | null {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(day);
  if (match === null) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || date < 1 || date > 31) return null;
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const number = era * DAYS_PER_ERA + dayOfEra - EPOCH_DAY_OF_ERA;
  // The 31st of a month that has 30 lands in the next: it was no day.
  return dayText(number) === day ? number : null;
}

function dayText(number: number): string {
  const shifted = number + EPOCH_DAY_OF_ERA;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapless = dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524);
  const yearOfEra = Math.floor((leapless - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const digits = (value: number, count: number): string => String(value).padStart(count, "0");
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(date, 2)}`;
}
