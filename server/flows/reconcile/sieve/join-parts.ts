import { KeySlots } from "./key-slots.ts";
import { PART_COUNT, type PartitionedRecords } from "./partitioned-records.ts";
import { CLAIM, FOUND_MAX, FOUND_ONE, IS_OFF, NO_REGION, SALE, STATE_BITS } from "./sieve-records.ts";

/** A claim's record after all dispenses under its key were held against it. */
export type OnJoined = (records: Int32Array, at: number, isBorneOut: boolean) => void;

/**
 * Joins claims with the dispenses under their keys, part by part: only one part of the claims is in memory,
 * and one page of the dispenses.
 */
export function joinParts(claims: PartitionedRecords, sales: PartitionedRecords, onJoined: OnJoined): void {
  const slots = new KeySlots();
  for (let part = 0; part < PART_COUNT; part += 1) {
    const records = claims.gathered(part);
    slots.begin(records, CLAIM.width);
    for (let at = 0; at < records.length; at += CLAIM.width) {
      const first = slots.putOrFind(at);
      // Two claims under one number: neither is plain.
      if (first !== at) setOff(records, at);
      if (first !== at) setOff(records, first);
    }
    for (const page of sales.pagesOf(part)) {
      for (let at = 0; at < page.length; at += SALE.width) {
        const claim = slots.find(page[at] ?? 0, page[at + SALE.keyLow] ?? 0);
        if (claim >= 0) hold(records, claim, page, at);
      }
    }
    for (let at = 0; at < records.length; at += CLAIM.width) onJoined(records, at, isBorneOut(records, at));
  }
}

/** Takes a dispense off what the claim says, and marks the claim where the two differ. */
function hold(records: Int32Array, claim: number, page: Int32Array, sale: number): void {
  const restHigh = claim + CLAIM.restHigh;
  const restLow = claim + CLAIM.restLow;
  records[restHigh] = (records[restHigh] ?? 0) - (page[sale + SALE.sumHigh] ?? 0);
  records[restLow] = (records[restLow] ?? 0) - (page[sale + SALE.sumLow] ?? 0);
  const state = records[claim + CLAIM.state] ?? 0;
  const isFull = (state & ((1 << STATE_BITS) - 1)) >>> 1 === FOUND_MAX;
  if (isFull || !isAgreed(records, claim, page, sale)) records[claim + CLAIM.state] = state | IS_OFF;
  else records[claim + CLAIM.state] = state + FOUND_ONE;
}

function isAgreed(records: Int32Array, claim: number, page: Int32Array, sale: number): boolean {
  const saleDay = page[sale + SALE.day] ?? 0;
  const days = records[claim + CLAIM.days] ?? 0;
  const knownDay = days >>> 16;
  if (knownDay === 0) records[claim + CLAIM.days] = days | (saleDay << 16);
  const area = page[sale + SALE.area] ?? 0;
  const region = page[sale + SALE.region] ?? 0;
  return (
    ((page[sale + SALE.placeAndPlain] ?? 0) & 1) === 1 &&
    page[sale + SALE.otherHigh] === records[claim + CLAIM.otherHigh] &&
    page[sale + SALE.otherLow] === records[claim + CLAIM.otherLow] &&
    (knownDay === 0 || knownDay === saleDay) &&
    saleDay <= (days & 0xffff) &&
    (area === 0 || area === records[claim + CLAIM.area]) &&
    (region === NO_REGION || region === records[claim + CLAIM.region]) &&
    isSamePerson(records, claim, page, sale)
  );
}

/** Where one of them names nobody there is nothing to compare. */
function isSamePerson(records: Int32Array, claim: number, page: Int32Array, sale: number): boolean {
  const [high, low] = [page[sale + SALE.personHigh] ?? 0, page[sale + SALE.personLow] ?? 0];
  const [claimedHigh, claimedLow] = [
    records[claim + CLAIM.personHigh] ?? 0,
    records[claim + CLAIM.personLow] ?? 0,
  ];
  if ((high | low) === 0 || (claimedHigh | claimedLow) === 0) return true;
  return high === claimedHigh && low === claimedLow;
}

function isBorneOut(records: Int32Array, at: number): boolean {
  const state = records[at + CLAIM.state] ?? 0;
  const isFound = (state & ((1 << STATE_BITS) - 1)) >= FOUND_ONE;
  const isAccountedFor = ((records[at + CLAIM.restHigh] ?? 0) | (records[at + CLAIM.restLow] ?? 0)) === 0;
  return isFound && (state & IS_OFF) === 0 && isAccountedFor;
}

function setOff(records: Int32Array, at: number): void {
  records[at + CLAIM.state] = (records[at + CLAIM.state] ?? 0) | IS_OFF;
}

/** Tells every claim with each dispense under its key: the places of both. */
export function tellMatches(
  claims: PartitionedRecords,
  sales: PartitionedRecords,
  onMatch: (claim: number, sale: number) => void,
): void {
  const slots = new KeySlots();
  for (let part = 0; part < PART_COUNT; part += 1) {
    const records = claims.gathered(part);
    slots.begin(records, CLAIM.width);
    /** Claims under a key that another one has, by where the first one of the key stands. */
    const further = new Map<number, number[]>();
    for (let at = 0; at < records.length; at += CLAIM.width) {
      const first = slots.putOrFind(at);
      if (first !== at) further.set(first, [...(further.get(first) ?? []), at]);
    }
    for (const page of sales.pagesOf(part)) {
      for (let at = 0; at < page.length; at += SALE.width) {
        const first = slots.find(page[at] ?? 0, page[at + SALE.keyLow] ?? 0);
        if (first < 0) continue;
        const sale = (page[at + SALE.placeAndPlain] ?? 0) >>> 1;
        onMatch(records[first + CLAIM.place] ?? 0, sale);
        for (const other of further.get(first) ?? []) onMatch(records[other + CLAIM.place] ?? 0, sale);
      }
    }
  }
}
