import type { Zone } from "../../business-day.ts";
import type { SaleFact } from "../sale-fact.ts";

const MINUTE_SEC = 60;
const HOUR_MIN = 60;
const DAY_MIN = 24 * HOUR_MIN;

/** Minutes of the day: nobody sells then … */
const NIGHT = { fromMin: 23 * HOUR_MIN, toMin: 7 * HOUR_MIN };
/** … and everybody may sell then. */
const OPEN = { fromMin: 7 * HOUR_MIN, toMin: 22 * HOUR_MIN + 30 };

/** A till tells of a sale within this of the sale itself, if it tells of it at once. */
const TOLD_WITHIN_SEC = 15 * MINUTE_SEC;

export type StatedTime = Pick<SaleFact, "soldAtSec" | "toldAtSec">;

/**
 * When a sale may really have been whose clock left out the zone, or counted it twice. A message that was
 * written just that far from the sale it tells of says so itself. Else only a time at night is doubted, and
 * only for one by day: a time that may be true is taken at its word, or every sale on the day of a recall
 * could be moved before it.
 */
export function shiftedTimes(stated: StatedTime, zone: Zone): readonly number[] {
  const shifts = [-zone.offsetMin * MINUTE_SEC, zone.offsetMin * MINUTE_SEC];
  if (zone.offsetMin === 0) return [];
  const told = shifts.filter((shift) => isToldAt(stated, shift)).map((shift) => stated.soldAtSec + shift);
  if (told.length > 0 || !isNight(minuteOfDay(stated.soldAtSec, zone))) return told;
  return shifts
    .map((shift) => stated.soldAtSec + shift)
    .filter((shifted) => isOpen(minuteOfDay(shifted, zone)));
}

/**
 * Whether a message puts its own sale a zone's offset away. Before the sale nothing else can be told of it;
 * as long after it may be what a till sends at the end of the day, unless its shop tells of sales at once.
 */
export function isToldInOtherZone(
  stated: StatedTime,
  by: { readonly zone: Zone; readonly tellsAtOnce: boolean },
): boolean {
  if (!isOffsetAway(stated, by.zone)) return false;
  return by.tellsAtOnce || (stated.toldAtSec ?? 0) < stated.soldAtSec;
}

export function isOffsetAway(stated: StatedTime, zone: Zone): boolean {
  const offsetSec = zone.offsetMin * MINUTE_SEC;
  return offsetSec !== 0 && (isToldAt(stated, offsetSec) || isToldAt(stated, -offsetSec));
}

export function isToldAtOnce(stated: StatedTime): boolean {
  return isToldAt(stated, 0);
}

/** How what a time makes wrong stands: as stated, after a shift of the zone, or wrong whatever the clock. */
export type TimeVerdict = "fine" | "shifted" | "wrong";

export function judgeTime(stated: StatedTime, zone: Zone, isFine: (atSec: number) => boolean): TimeVerdict {
  if (isFine(stated.soldAtSec)) return "fine";
  return shiftedTimes(stated, zone).some(isFine) ? "shifted" : "wrong";
}

function isToldAt({ soldAtSec, toldAtSec }: StatedTime, shiftSec: number): boolean {
  if (toldAtSec === null) return false;
  return Math.abs(toldAtSec - soldAtSec - shiftSec) <= TOLD_WITHIN_SEC;
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
