import type { Address, Hex32, InstitutionId, PackRun } from "../ids.ts";
import { runOfWord } from "../pack-words.ts";
import type { ConsignmentRow, CustodyStep } from "../read-model.ts";
import type { Change, Current, StepPlace, StoredParcel } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing } from "./standing.ts";

type Moved = EventOf<"ConsignmentShipped"> | EventOf<"ConsignmentReceived">;

export function custodyOpened(event: EventOf<"CustodyOpened">, current: Current): readonly Change[] {
  const { batch, maker, packCount } = event;
  if (current.parcel(batch, 0) !== null) return doesNotFit(event, { batch, found: "a parcel" });
  const run = { batch, from: 0, to: packCount };
  const place = { block: event.place.block, logIndex: event.place.logIndex, ordinal: 0 };
  const step: CustodyStep = {
    ...run,
    kind: "opened",
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
  };
  return [
    { table: "parcel", row, leaves: null },
    { table: "custody", place, step, previous: null },
  ];
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

export function consignmentShipped(
  event: EventOf<"ConsignmentShipped">,
  current: Current,
): readonly Change[] {
  const { consignment, sender, receiver } = event;
  const runs = event.runs.map(runOfWord);
  const row: ConsignmentRow = {
    id: consignment,
    sender,
    receiver,
    documentKey: event.documentKey,
    shippedAtSec: event.shippedAtSec,
    state: "shipped",
    outstandingCount: countOf(runs),
    runs,
    lineCommitments: event.lineCommitments,
    receipts: [],
    operator: event.operator,
    origin: originOf(event.place),
  };
  const changes: Change[] = [{ table: "consignment", row }];
  for (const [ordinal, run] of runs.entries()) {
    const parcel = parcelOf(run, event, current);
    if (parcel.state !== "held" || parcel.holder !== sender) {
      return doesNotFit(event, { ...run, holder: parcel.holder, state: parcel.state });
    }
    changes.push(
      ...moved(event, ordinal, parcel, {
        kind: "shipped",
        by: sender,
        other: receiver,
        occurredAtSec: event.shippedAtSec,
        becomes: { holder: sender, counterparty: receiver, state: "in-transit", consignment },
      }),
    );
  }
  return changes;
}

export function consignmentReceived(
  event: EventOf<"ConsignmentReceived">,
  current: Current,
): readonly Change[] {
  const { consignment, sender, receiver, outstandingCount } = event;
  const before = standing(current.consignment(consignment), "consignment", consignment, event);
  const accepted = event.accepted.map(runOfWord);
  if (before.outstandingCount - countOf(accepted) !== outstandingCount) {
    return doesNotFit(event, { consignment, before: before.outstandingCount, outstandingCount });
  }
  const receipt = {
    receivedAtSec: event.receivedAtSec,
    accepted,
    operator: event.operator,
    origin: originOf(event.place),
  };
  const row: ConsignmentRow = {
    ...before,
    state: outstandingCount === 0 ? "received" : "partly-received",
    outstandingCount,
    receipts: [...before.receipts, receipt],
  };
  const changes: Change[] = [{ table: "consignment", row }];
  for (const [ordinal, run] of accepted.entries()) {
    const parcel = parcelOf(run, event, current);
    if (parcel.state !== "in-transit" || parcel.consignment !== consignment) {
      return doesNotFit(event, { ...run, state: parcel.state, consignment: parcel.consignment ?? "none" });
    }
    changes.push(
      ...moved(event, ordinal, parcel, {
        kind: "received",
        by: receiver,
        other: sender,
        occurredAtSec: event.receivedAtSec,
        becomes: { holder: receiver, counterparty: 0, state: "held", consignment: null },
      }),
    );
  }
  return changes;
}

type Move = {
  readonly kind: CustodyStep["kind"];
  readonly by: InstitutionId;
  readonly other: InstitutionId;
  readonly occurredAtSec: number;
  readonly becomes: {
    readonly holder: InstitutionId;
    readonly counterparty: InstitutionId;
    readonly state: StoredParcel["state"];
    readonly consignment: Hex32 | null;
  };
};

/** The parcel after a move, and the step that tells of it. */
function moved(event: Moved, ordinal: number, parcel: StoredParcel, move: Move): readonly Change[] {
  const { batch, from, to } = parcel;
  const place: StepPlace = { block: event.place.block, logIndex: event.place.logIndex, ordinal };
  const operator: Address = event.operator;
  const step: CustodyStep = {
    batch,
    from,
    to,
    kind: move.kind,
    by: move.by,
    other: move.other,
    consignment: event.consignment,
    occurredAtSec: move.occurredAtSec,
    operator,
    origin: originOf(event.place),
  };
  const row: StoredParcel = { batch, from, to, ...move.becomes, lastStep: place };
  const leaves = parcel.holder === row.holder ? null : parcel.holder;
  return [
    { table: "parcel", row, leaves },
    { table: "custody", place, step, previous: parcel.lastStep },
  ];
}

/** The splits stand before the move in the log, so a run that moves is one whole parcel. */
function parcelOf(run: PackRun, event: Moved, current: Current): StoredParcel {
  const parcel = standing(current.parcel(run.batch, run.from), "parcel", `${run.batch}/${run.from}`, event);
  if (parcel.to !== run.to) return doesNotFit(event, { ...run, parcelTo: parcel.to });
  return parcel;
}

function countOf(runs: readonly PackRun[]): number {
  return runs.reduce((count, run) => count + run.to - run.from, 0);
}
