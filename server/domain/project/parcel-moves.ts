import type { CustodyStep } from "../drug-rows.ts";
import type { Address, Hex32, InstitutionId, PackRun } from "../ids.ts";
import type { ParcelState } from "../lifecycles.ts";
import type { Change, Current, StepPlace, StoredParcel } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing } from "./standing.ts";

/** An event that changes whose parcels its runs are. */
export type MovingEvent = EventOf<
  | "ConsignmentShipped"
  | "ConsignmentReceived"
  | "ConsignmentWithdrawn"
  | "ConsignmentDisputed"
  | "DisputeResolved"
>;

export type Move = {
  readonly kind: CustodyStep["kind"];
  readonly by: InstitutionId;
  readonly other: InstitutionId;
  readonly occurredAtSec: number;
  readonly becomes: Pick<StoredParcel, "holder" | "counterparty" | "state" | "consignment" | "carriesGone">;
};

/** The parcel after a move, and the step that tells of it. */
export function moveParcel(
  event: MovingEvent,
  ordinal: number,
  parcel: StoredParcel,
  move: Move,
): readonly Change[] {
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

/** What becomes of a parcel that somebody has in hands. */
export function heldBy(holder: InstitutionId): Move["becomes"] {
  return { holder, counterparty: 0, state: "held", consignment: null, carriesGone: false };
}

/** The splits stand before the move in the log, so a run that moves is one whole parcel. */
export function parcelOfRun(run: PackRun, event: MovingEvent, current: Current): StoredParcel {
  const parcel = standing(current.parcel(run.batch, run.from), "parcel", `${run.batch}/${run.from}`, event);
  if (parcel.to !== run.to) return doesNotFit(event, { ...run, parcelTo: parcel.to });
  return parcel;
}

/** The whole parcel of a run that is under way with the event's consignment, in the state it must be in. */
export function parcelUnderWay(
  run: PackRun,
  state: ParcelState,
  event: MovingEvent,
  current: Current,
): StoredParcel {
  const parcel = parcelOfRun(run, event, current);
  const consignment: Hex32 = event.consignment;
  if (parcel.state !== state || parcel.consignment !== consignment) {
    return doesNotFit(event, { ...run, state: parcel.state, consignment: parcel.consignment ?? "none" });
  }
  return parcel;
}
