import { type ConsignmentRow, DISPUTE_OUTCOMES } from "../drug-rows.ts";
import type { InstitutionId } from "../ids.ts";
import { runOfWord } from "../pack-words.ts";
import { arrived, outstanding } from "./consignments.ts";
import type { Change, Current } from "./current.ts";
import { heldBy, type Move, moveParcel, parcelUnderWay } from "./parcel-moves.ts";
import { doesNotFit, type EventOf, originOf, standing, wordOf } from "./standing.ts";
import { StockTally } from "./stock-tally.ts";

export function consignmentDisputed(
  event: EventOf<"ConsignmentDisputed">,
  current: Current,
): readonly Change[] {
  const { consignment, disputedBy: by, disputedAtSec: occurredAtSec, reasonHash, operator } = event;
  const before = standing(current.consignment(consignment), "consignment", consignment, event);
  const runs = event.runs.map(runOfWord);
  const row = withWord(before, {
    kind: "opened",
    by,
    outcome: null,
    occurredAtSec,
    reasonHash,
    runs,
    operator,
    origin: originOf(event.place),
  });
  const changes: Change[] = [{ table: "consignment", row }];
  for (const [ordinal, run] of runs.entries()) {
    const parcel = parcelUnderWay(run, "in-transit", event, current);
    const { holder, counterparty, carriesGone } = parcel;
    const becomes = { holder, counterparty, state: "disputed", consignment, carriesGone } as const;
    const other = otherThan(by, before);
    changes.push(
      ...moveParcel(event, ordinal, parcel, { kind: "disputed", by, other, occurredAtSec, becomes }),
    );
  }
  return changes;
}

/** Moves nothing: when the two agree, DisputeResolved follows. */
export function disputeAnswered(event: EventOf<"DisputeAnswered">, current: Current): readonly Change[] {
  const { consignment, answeredBy: by, operator } = event;
  const before = standing(current.consignment(consignment), "consignment", consignment, event);
  const row = withWord(before, {
    kind: "answered",
    by,
    outcome: wordOf(DISPUTE_OUTCOMES, event.outcome, "outcome", event),
    occurredAtSec: event.place.timeSec,
    reasonHash: null,
    runs: event.runs.map(runOfWord),
    operator,
    origin: originOf(event.place),
  });
  return [{ table: "consignment", row }];
}

export function disputeResolved(event: EventOf<"DisputeResolved">, current: Current): readonly Change[] {
  const { resolvedBy: by, operator } = event;
  const outcome = wordOf(DISPUTE_OUTCOMES, event.outcome, "outcome", event);
  if (outcome === "none") return doesNotFit(event, { outcome });
  const runs = event.runs.map(runOfWord);
  const before = outstanding(event, runs, current);
  const occurredAtSec = event.place.timeSec;
  const word = { kind: "resolved", by, outcome, occurredAtSec, reasonHash: null, runs, operator } as const;
  const resolved = withWord(before, { ...word, origin: originOf(event.place) });
  const row = arrived(resolved, event.outstandingCount);
  const changes: Change[] = [{ table: "consignment", row }];
  const tally = new StockTally(current);
  for (const [ordinal, run] of runs.entries()) {
    const parcel = parcelUnderWay(run, "disputed", event, current);
    const gone = tally.goneIn(parcel);
    const stock = tally.of(parcel.holder, run.batch);
    const goods = run.to - run.from - gone;
    if (outcome === "returned") {
      stock.cameBackCount += goods;
      stock.goneHeldCount += gone;
    } else stock.lostCount += goods;
    const { holder, counterparty, consignment, carriesGone } = parcel;
    const becomes: Move["becomes"] =
      outcome === "returned"
        ? heldBy(holder)
        : { holder, counterparty, state: "lost", consignment, carriesGone };
    const other = otherThan(by, before);
    changes.push(...moveParcel(event, ordinal, parcel, { kind: outcome, by, other, occurredAtSec, becomes }));
  }
  tally.addTo(changes);
  return changes;
}

function withWord(row: ConsignmentRow, word: ConsignmentRow["disputes"][number]): ConsignmentRow {
  return { ...row, disputes: [...row.disputes, word] };
}

/** The other side of the one who speaks; to a bureau it is the sender, whose goods they are. */
function otherThan(by: InstitutionId, { sender, receiver }: ConsignmentRow): InstitutionId {
  return by === sender ? receiver : sender;
}
