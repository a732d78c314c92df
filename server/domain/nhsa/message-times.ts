import { dayStartSec, type Zone } from "../business-day.ts";

/** The ledger's stated times are unsigned and count from here; no message is older. */
const YEAR_MIN = "1970";

export type TimeReading = { readonly atSec: number; readonly day: string };

/**
 * A time of the messages: `2026-11-22 09:30:00`, the same without the blank as one source writes it, or
 * 14 digits. Null: not a time of the calendar; a day alone is none.
 */
export function timeOf(text: string, zone: Zone): TimeReading | null {
  const parts =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2}) ?([0-9]{2}):([0-9]{2}):([0-9]{2})$/.exec(text) ??
    /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(text);
  if (parts === null) return null;
  const [year = "", month = "", date = "", ...clock] = parts.slice(1);
  const [hour = 0, minute = 0, second = 0] = clock.map(Number);
  const day = `${year}-${month}-${date}`;
  const startSec = dayStartSec(day, zone);
  if (startSec === null || hour > 23 || minute > 59 || second > 59) return null;
  return { atSec: startSec + hour * 3600 + minute * 60 + second, day };
}

/** A day: `2026-05-01`, 8 digits, or with a clock at midnight. Null: not a day of the calendar. */
export function dayOf(text: string): string | null {
  const parts =
    /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?: ?00:00:00)?$/.exec(text) ??
    /^([0-9]{4})([0-9]{2})([0-9]{2})(?:000000)?$/.exec(text);
  if (parts === null) return null;
  const day = parts.slice(1, 4).join("-");
  return dayStartSec(day, { offsetMin: 0 }) === null ? null : day;
}

/** Whether the ledger can hold a time of this day, in whatever zone. */
export function isStatable(day: string): boolean {
  return day.slice(0, 4) > YEAR_MIN;
}

/** An instant as the platform writes it in its answers, `20261122093001`. */
export function platformTime(atSec: number, zone: Zone): string {
  const local = new Date((atSec + zone.offsetMin * 60) * 1000).toISOString();
  return local.slice(0, 19).replace(/[^0-9]/g, "");
}

/** An instant as the fields of a message have it, `2026-11-22 09:30:00`. */
export function messageTime(atSec: number, zone: Zone): string {
  const local = new Date((atSec + zone.offsetMin * 60) * 1000).toISOString();
  return local.slice(0, 19).replace("T", " ");
}
