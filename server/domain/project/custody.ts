import type { CustodyStep } from "../drug-rows.ts";
import type { Change, Current, JoinedPart, StepPlace, StoredParcel } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing } from "./standing.ts";
import { StockTally } from "./stock-tally.ts";

export function custodyOpened(event: EventOf<"CustodyOpened">, current: Current): readonly Change[] {
  const { batch, maker, packCount } = event;
  if (current.parcel(batch, 0) !== null) return doesNotFit(event, { batch, found: "a parcel" });
  const { provenance } = standing(current.batch(batch), "batch", batch, event);
  const run = { batch, from: 0, to: packCount };
  const place = placeOf(event, 0);
  const step: CustodyStep = {
    ...run,
    kind: provenance === "maker" ? "opened" : "declared",
    by: maker,
    other: 0,
    consignment: null,
    occurredAtSec: event.place.timeSec,
    operator: null,
    origin: originOf(event.place),
  };
  const row: StoredParcel = {
    ...run,
    holder: maker,
    counterparty: 0,
    state: "held",
    consignment: null,
    lastStep: place,
    carriesGone: false,
  };
  const tally = new StockTally(current);
  const stock = tally.of(maker, batch);
  if (provenance === "maker") stock.madeCount += packCount;
  else stock.declaredCount += packCount;
  const changes: Change[] = [
    { table: "parcel", row, leaves: null },
    { table: "custody", place, step, previous: null },
  ];
  tally.addTo(changes);
  return changes;
}

/** Both halves go on from the same last step: dividing a parcel moves nothing. */
export function parcelSplit(event: EventOf<"ParcelSplit">, current: Current): readonly Change[] {
  const { batch, from, splitIndex } = event;
  const whole = standing(current.parcel(batch, from), "parcel", `${batch}/${from}`, event);
  if (splitIndex <= whole.from || splitIndex >= whole.to) {
    return doesNotFit(event, { batch, from: whole.from, to: whole.to, splitIndex });
  }
  return [
    { table: "parcel", row: { ...whole, to: splitIndex }, leaves: null },
    { table: "parcel", row: { ...whole, from: splitIndex }, leaves: null },
  ];
}

/**
 * One parcel from now on, but its packs came here on different ways: where these part is written down, so
 * that each pack still tells its own.
 */
export function parcelsJoined(event: EventOf<"ParcelsJoined">, current: Current): readonly Change[] {
  const { batch, from } = event;
  const first = standing(current.parcel(batch, from), "parcel", `${batch}/${from}`, event);
  let last = first;
  const parts: JoinedPart[] = [{ from, previous: first.lastStep }];
  const changes: Change[] = [];
  for (const nextFrom of event.joinedFroms) {
    const next = standing(current.parcel(batch, nextFrom), "parcel", `${batch}/${nextFrom}`, event);
    if (nextFrom !== last.to || next.holder !== first.holder || next.state !== "held") {
      return doesNotFit(event, { batch, parcelTo: last.to, nextFrom, holder: next.holder });
    }
    if (!isSamePlace(next.lastStep, last.lastStep)) parts.push({ from: nextFrom, previous: next.lastStep });
    changes.push({ table: "parcel-joined", batch, from: nextFrom, holder: next.holder });
    last = next;
  }
  if (first.state !== "held" || last.to !== event.to) {
    return doesNotFit(event, { batch, from, state: first.state, parcelTo: last.to });
  }
  const place = parts.length === 1 ? first.lastStep : placeOf(event, 0);
  if (parts.length > 1) changes.push({ table: "custody-join", batch, place, parts });
  changes.push({ table: "parcel", row: { ...first, to: last.to, lastStep: place }, leaves: null });
  return changes;
}

function placeOf(event: EventOf<"CustodyOpened" | "ParcelsJoined">, ordinal: number): StepPlace {
  return { block: event.place.block, logIndex: event.place.logIndex, ordinal };
}

function isSamePlace(left: StepPlace, right: StepPlace): boolean {
  return left.block === right.block && left.logIndex === right.logIndex && left.ordinal === right.ordinal;
}
