import type { Thresholds } from "../../../domain/reconcile/thresholds.ts";
import { KeySlots } from "./key-slots.ts";
import { PART_COUNT, type PartitionedRecords } from "./partitioned-records.ts";
import type { PlaceSet } from "./place-set.ts";
import { NOWHERE, PERSON } from "./sieve-records.ts";

type Limits = Pick<
  Thresholds,
  | "claimsOfPersonPerDayMax"
  | "purchasesOfProductMax"
  | "packsOfProductMax"
  | "windowDays"
  | "admissionsPerYearMax"
>;

/**
 * Claims of persons who claim so much that a limit may be reached, whatever products they were of. Of
 * everybody else no number of claims or packs can be too high, so what they claimed before need not be
 * known.
 */
export function busyPersons(persons: PartitionedRecords, limits: Limits, busy: PlaceSet): void {
  const slots = new KeySlots();
  for (let part = 0; part < PART_COUNT; part += 1) {
    const records = persons.gathered(part);
    slots.begin(records, PERSON.width);
    const counts = countsOf(records, slots);
    const claims = new Map<number, number[]>();
    for (let at = 0; at < records.length; at += PERSON.width) {
      const first = slots.putOrFind(at);
      if (records[at + PERSON.place] === NOWHERE) continue;
      if (isFewOf(counts, first, limits)) continue;
      const own = claims.get(first);
      if (own === undefined) claims.set(first, [at]);
      else own.push(at);
    }
    for (const [first, own] of claims) {
      const stays = counts.stays[first / PERSON.width] ?? 0;
      if (stays <= limits.admissionsPerYearMax && !isBusy(records, own, limits)) continue;
      for (const at of own) busy.add(records[at + PERSON.place] ?? 0);
    }
  }
}

/** Of each person's first record: claims, codes in all, and stays in hospital. */
type Counts = { readonly claims: Uint32Array; readonly codes: Uint32Array; readonly stays: Uint32Array };

function countsOf(records: Int32Array, slots: KeySlots): Counts {
  const length = records.length / PERSON.width;
  const [claims, codes, stays] = [new Uint32Array(length), new Uint32Array(length), new Uint32Array(length)];
  for (let at = 0; at < records.length; at += PERSON.width) {
    const nth = slots.putOrFind(at) / PERSON.width;
    if (records[at + PERSON.place] === NOWHERE) {
      stays[nth] = (stays[nth] ?? 0) + 1;
      continue;
    }
    claims[nth] = (claims[nth] ?? 0) + 1;
    codes[nth] = (codes[nth] ?? 0) + (records[at + PERSON.codes] ?? 0);
  }
  return { claims, codes, stays };
}

function isFewOf({ claims, codes, stays }: Counts, first: number, limits: Limits): boolean {
  const nth = first / PERSON.width;
  if ((stays[nth] ?? 0) > limits.admissionsPerYearMax) return false;
  const claimsMax = Math.min(limits.claimsOfPersonPerDayMax, limits.purchasesOfProductMax);
  return (claims[nth] ?? 0) <= claimsMax && (codes[nth] ?? 0) <= limits.packsOfProductMax;
}

function isBusy(records: Int32Array, own: readonly number[], limits: Limits): boolean {
  return isBusyOnDay(records, own, limits) || isBusyInWindow(records, own, limits);
}

function isBusyOnDay(records: Int32Array, own: readonly number[], limits: Limits): boolean {
  const ofDay = new Map<number, number>();
  for (const at of own) {
    const day = records[at + PERSON.claimDay] ?? 0;
    const count = (ofDay.get(day) ?? 0) + 1;
    if (count > limits.claimsOfPersonPerDayMax) return true;
    ofDay.set(day, count);
  }
  return false;
}

/** What was bought on a day that is not known counts in every window. */
function isBusyInWindow(records: Int32Array, own: readonly number[], limits: Limits): boolean {
  const bought = own
    .map((at) => ({ day: records[at + PERSON.boughtDay] ?? 0, codes: records[at + PERSON.codes] ?? 0 }))
    .sort((one, other) => one.day - other.day);
  const unknown = bought.filter(({ day }) => day === NOWHERE);
  const known = bought.slice(unknown.length);
  let claims = unknown.length;
  let codes = unknown.reduce((sum, each) => sum + each.codes, 0);
  const isOver = (): boolean => claims > limits.purchasesOfProductMax || codes > limits.packsOfProductMax;
  let from = 0;
  for (const last of known) {
    claims += 1;
    codes += last.codes;
    for (let first = known[from]; first !== undefined && first.day <= last.day - limits.windowDays; ) {
      claims -= 1;
      codes -= first.codes;
      from += 1;
      first = known[from];
    }
    if (isOver()) return true;
  }
  return isOver();
}
