import { businessDayOf, type Zone } from "../business-day.ts";
import type { InstitutionId } from "../ids.ts";

/**
 * When a site is open on one day of the week, 1 Monday … 7 Sunday, in minutes of that day. Beyond 1,440 it is
 * open into the next.
 */
export type OpeningHours = {
  readonly weekday: number;
  readonly opensAtMin: number;
  readonly closesAtMin: number;
};

/** What a bureau states about a place of care: how much one can do there. */
export type SiteFacts = {
  readonly counterCount: number;
  readonly pharmacistCount: number;
  /** A weekday that does not stand here is closed; one may stand twice. */
  readonly hours: readonly OpeningHours[];
};

/** What holds from a day on, until the day of the next row. */
export type SiteFactsRow = {
  readonly fromDay: string;
  readonly facts: SiteFacts;
  readonly setBy: InstitutionId;
  readonly setAtMs: number;
};

const MINUTE_SEC = 60;
const DAY_MIN = 1_440;
const DAY_SEC = DAY_MIN * MINUTE_SEC;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Null where nothing was stated of that day. Rows are in the order of their days. */
export function siteFactsOn(rows: readonly SiteFactsRow[], day: string): SiteFacts | null {
  return rows.findLast(({ fromDay }) => fromDay <= day)?.facts ?? null;
}

export function siteFactsAt(rows: readonly SiteFactsRow[], atSec: number, zone: Zone): SiteFacts | null {
  return siteFactsOn(rows, businessDayOf(atSec, zone));
}

/** Whether the site was open at an instant, by its own hours or by those of the day before. */
export function isOpenAt({ hours }: SiteFacts, atSec: number, zone: Zone): boolean {
  const localSec = atSec + zone.offsetMin * MINUTE_SEC;
  const dayNumber = Math.floor(localSec / DAY_SEC);
  const minute = Math.floor((localSec - dayNumber * DAY_SEC) / MINUTE_SEC);
  const isOpen = (daysBefore: number): boolean => {
    const weekday = (((dayNumber - daysBefore + EPOCH_WEEKDAY - 1) % 7) + 7) % 7;
    const since = minute + daysBefore * DAY_MIN;
    return hours.some(
      (each) => each.weekday === weekday + 1 && each.opensAtMin <= since && since < each.closesAtMin,
    );
  };
  return isOpen(0) || isOpen(1);
}
