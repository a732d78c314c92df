import {
  type DispenseAftermath,
  type DispenseLine,
  type DispenseRow,
  IDENTIFICATIONS,
  type PackRow,
  RECEIPT_ANSWERS,
} from "../drug-rows.ts";
import { lineOfWord } from "../pack-words.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, isImportedFor, originOf, wordOf } from "./standing.ts";
import { type Counting, StockTally } from "./stock-tally.ts";

type PackChange = Extract<Change, { table: "pack" }>;

export function dispenseRecorded(event: EventOf<"DispenseRecorded">, current: Current): readonly Change[] {
  const { dispense: id, institution } = event;
  const lines = event.lines.map(lineOfWord);
  const row: DispenseRow = {
    id,
    institution,
    documentKey: event.documentKey,
    dispensedAtSec: event.dispensedAtSec,
    identification: wordOf(IDENTIFICATIONS, event.identification, "identification", event),
    personCommitment: event.personCommitment,
    operator: event.operator,
    lines,
    isImported: isImportedFor(institution, event.operator, current),
    origin: originOf(event.place),
  };
  const changes: Change[] = [{ table: "dispense", row }];
  const tally = new StockTally(current);
  for (const line of lines) {
    const { batch, index } = line;
    const before = packBefore(changes, line, current);
    countGoing(tally.of(institution, batch), before, line);
    changes.push({ table: "pack", batch, index, row: packAfter(before, line, event) });
  }
  tally.addTo(changes);
  return changes;
}

/** One record may name an opened pack in two lines: the second goes on from the first. */
export function packBefore(changes: readonly Change[], line: DispenseLine, current: Current): PackRow {
  const told = changes.findLast((change) => isOfPack(change, line));
  return told === undefined ? current.pack(line.batch, line.index) : told.row;
}

function isOfPack(change: Change, { batch, index }: DispenseLine): change is PackChange {
  return change.table === "pack" && change.index === index && change.batch === batch;
}

/**
 * Units of 0 hand over the whole pack, which must be untouched; the first unit makes it unsellable as a
 * whole.
 */
function packAfter(before: PackRow, line: DispenseLine, event: EventOf<"DispenseRecorded">): PackRow {
  const isWhole = line.units === 0;
  if (before.isGone && (isWhole || !before.isOpened)) {
    return doesNotFit(event, { batch: line.batch, index: line.index, found: "a pack that is gone" });
  }
  const known = before.dispenses.includes(event.dispense);
  return {
    unitsTaken: before.unitsTaken + line.units,
    isGone: true,
    isOpened: before.isOpened || !isWhole,
    isFrozen: before.isFrozen,
    reversalCount: before.reversalCount,
    dispenses: known ? before.dispenses : [...before.dispenses, event.dispense],
    decommission: before.decommission,
  };
}

function countGoing(stock: Counting, before: PackRow, { units }: DispenseLine): void {
  stock.unitsDispensedCount += units;
  if (before.isGone) return;
  stock.goneHeldCount += 1;
  if (units === 0) stock.dispensedCount += 1;
  else stock.openedCount += 1;
}

export function makerTraceWaived(event: EventOf<"MakerTraceWaived">, current: Current): readonly Change[] {
  const { dispense, batch, index } = event;
  const before = aftermathOf(dispense, current);
  const row = { ...before, waived: [...before.waived, { batch, index }] };
  return [{ table: "aftermath", dispense, row }];
}

export function declaredKeySpent(event: EventOf<"DeclaredKeySpent">, current: Current): readonly Change[] {
  const { packKey: key, batch, index } = event;
  const spentBy = current.spentBy(key);
  if (spentBy !== null) return doesNotFit(event, { batch, index, spentBy: spentBy.batch });
  return [{ table: "spent-key", key, pack: { batch, index } }];
}

export function receiptAnswered(event: EventOf<"ReceiptAnswered">, current: Current): readonly Change[] {
  const { dispense, bureau } = event;
  const before = aftermathOf(dispense, current);
  if (before.answer !== null) return doesNotFit(event, { dispense, found: "an answer" });
  const answer = wordOf(RECEIPT_ANSWERS, event.answer, "answer", event);
  const row = { ...before, answer: { answer, bureau, origin: originOf(event.place) } };
  return [{ table: "aftermath", dispense, row }];
}

/** What happened to a dispense so far; nothing yet when there is no row. */
export function aftermathOf(dispense: DispenseRow["id"], current: Current): DispenseAftermath {
  return current.aftermath(dispense) ?? UNTOUCHED_DISPENSE;
}

export const UNTOUCHED_DISPENSE: DispenseAftermath = {
  state: "recorded",
  reversals: [],
  answer: null,
  waived: [],
};
