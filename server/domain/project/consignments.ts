import type { ConsignmentRow, CustodyStep } from "../drug-rows.ts";
import type { PackRun } from "../ids.ts";
import { packCountOf } from "../pack-runs.ts";
import { runOfWord } from "../pack-words.ts";
import type { Change, Current } from "./current.ts";
import { heldBy, type MovingEvent, moveParcel, parcelOfRun, parcelUnderWay } from "./parcel-moves.ts";
import { doesNotFit, type EventOf, isImportedFor, originOf, standing } from "./standing.ts";
import { StockTally } from "./stock-tally.ts";

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
    outstandingCount: packCountOf(runs),
    runs,
    lineCommitments: event.lineCommitments,
    receipts: [],
    withdrawals: [],
    disputes: [],
    isImported: isImportedFor(sender, event.operator, current),
    operator: event.operator,
    origin: originOf(event.place),
  };
  const changes: Change[] = [{ table: "consignment", row }];
  const tally = new StockTally(current);
  for (const [ordinal, run] of runs.entries()) {
    const parcel = parcelOfRun(run, event, current);
    if (parcel.state !== "held" || parcel.holder !== sender) {
      return doesNotFit(event, { ...run, holder: parcel.holder, state: parcel.state });
    }
    const gone = tally.goneLeaving(run, sender);
    const stock = tally.of(sender, run.batch);
    stock.shippedCount += run.to - run.from - gone;
    stock.goneHeldCount -= gone;
    const carriesGone = gone > 0;
    changes.push(
      ...moveParcel(event, ordinal, parcel, {
        kind: "shipped",
        by: sender,
        other: receiver,
        occurredAtSec: event.shippedAtSec,
        becomes: { holder: sender, counterparty: receiver, state: "in-transit", consignment, carriesGone },
      }),
    );
  }
  tally.addTo(changes);
  return changes;
}

export function consignmentReceived(
  event: EventOf<"ConsignmentReceived">,
  current: Current,
): readonly Change[] {
  const { sender, receiver, receivedAtSec, operator } = event;
  const accepted = event.accepted.map(runOfWord);
  const before = outstanding(event, accepted, current);
  const receipt = { receivedAtSec, accepted, operator, origin: originOf(event.place) };
  const row = { ...before, receipts: [...before.receipts, receipt] };
  const arrival = { kind: "received", by: receiver, other: sender, occurredAtSec: receivedAtSec } as const;
  return endOfWay(event, { row, runs: accepted, arrival, counted: "receivedCount" }, current);
}

export function consignmentWithdrawn(
  event: EventOf<"ConsignmentWithdrawn">,
  current: Current,
): readonly Change[] {
  const { sender, receiver, withdrawnAtSec, operator } = event;
  const runs = event.runs.map(runOfWord);
  const before = outstanding(event, runs, current);
  const withdrawal = { withdrawnAtSec, runs, operator, origin: originOf(event.place) };
  const row = { ...before, withdrawals: [...before.withdrawals, withdrawal] };
  const arrival = { kind: "withdrawn", by: sender, other: receiver, occurredAtSec: withdrawnAtSec } as const;
  return endOfWay(event, { row, runs, arrival, counted: "cameBackCount" }, current);
}

/** Runs that were on their way come into the hands of `arrival.by`, whose stock counts what is not gone. */
function endOfWay(
  event: EventOf<"ConsignmentReceived"> | EventOf<"ConsignmentWithdrawn">,
  ended: {
    readonly row: ConsignmentRow;
    readonly runs: readonly PackRun[];
    readonly arrival: Pick<CustodyStep, "kind" | "by" | "other" | "occurredAtSec">;
    readonly counted: "receivedCount" | "cameBackCount";
  },
  current: Current,
): readonly Change[] {
  const { row, runs, arrival, counted } = ended;
  const changes: Change[] = [{ table: "consignment", row: arrived(row, event.outstandingCount) }];
  const tally = new StockTally(current);
  for (const [ordinal, run] of runs.entries()) {
    const parcel = parcelUnderWay(run, "in-transit", event, current);
    const gone = tally.goneIn(parcel);
    const stock = tally.of(arrival.by, run.batch);
    stock[counted] += run.to - run.from - gone;
    stock.goneHeldCount += gone;
    changes.push(...moveParcel(event, ordinal, parcel, { ...arrival, becomes: heldBy(arrival.by) }));
  }
  tally.addTo(changes);
  return changes;
}

/** The consignment of an event that takes these runs off what is outstanding, and says how much is left. */
export function outstanding(
  event: Extract<MovingEvent, { outstandingCount: number }>,
  runs: readonly PackRun[],
  current: Current,
): ConsignmentRow {
  const { consignment, outstandingCount } = event;
  const before = standing(current.consignment(consignment), "consignment", consignment, event);
  if (before.outstandingCount - packCountOf(runs) !== outstandingCount) {
    return doesNotFit(event, { consignment, before: before.outstandingCount, outstandingCount });
  }
  return before;
}

/** Nothing on its way any more: received when all of it was, closed when some of it went elsewhere. */
export function arrived(row: ConsignmentRow, outstandingCount: number): ConsignmentRow {
  const isShort = row.withdrawals.length > 0 || row.disputes.some(({ kind }) => kind === "resolved");
  const isPartly = row.receipts.length > 0;
  if (outstandingCount === 0) return { ...row, outstandingCount, state: isShort ? "closed" : "received" };
  return { ...row, outstandingCount, state: isPartly ? "partly-received" : "shipped" };
}
