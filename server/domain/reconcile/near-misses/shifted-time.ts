import type { Zone } from "../../business-day.ts";

const MINUTE_SEC = 60;
const HOUR_MIN = 60;
const DAY_MIN = 24 * HOUR_MIN;

/** Minutes of the day: nobody sells then … */
const NIGHT = { fromMin: 23 * HOUR_MIN, toMin: 7 * HOUR_MIN };
/** … and everybody may sell then. */
const OPEN = { fromMin: 7 * HOUR_MIN, toMin: 22 * HOUR_MIN + 30 };

/**
 * When something may really have happened whose clock left out the zone, or counted it twice. Only a time at
 * night is doubted, and only for one by day: a time that may be true is taken at its word, or every sale on
 * the day of a recall could be moved before it.
 */
export function shiftedTimes(atSec: number, zone: Zone): readonly number[] {
  if (zone.offsetMin === 0 || !isNight(minuteOfDay(atSec, zone))) return [];
  const offsetSec = zone.offsetMin * MINUTE_SEC;
  return [atSec - offsetSec, atSec + offsetSec].filter((shifted) => isOpen(minuteOfDay(shifted, zone)));
}

/** How what a time makes wrong stands: as stated, after a shift of the zone, or wrong whatever the clock. */
export type TimeVerdict = "fine" | "shifted" | "wrong";

export function judgeTime(atSec: number, zone: Zone, isFine: (atSec: number) => boolean): TimeVerdict {
  if (isFine(atSec)) return "fine";
  return shiftedTimes(atSec, zone).some(isFine) ? "shifted" : "wrong";
}

function minuteOfDay(atSec: number, zone: Zone): number {
  const minutes = Math.floor(atSec / MINUTE_SEC) + zone.offsetMin;
  return ((minutes % DAY_MIN) + DAY_MIN) % DAY_MIN;
}

function isNight(minute: number): boolean {
  return minute >= NIGHT.fromMin || minute < NIGHT.toMin;
}

function isOpen(minute: number): boolean {
  return minute >= OPEN.fromMin && minute <= OPEN.toMin;
}
