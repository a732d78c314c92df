import type { DispenseLine, PackRow, ReversalRow } from "../drug-rows.ts";
import { DISPENSE_STATES } from "../lifecycles.ts";
import { lineOfWord } from "../pack-words.ts";
import type { Change, Current } from "./current.ts";
import { aftermathOf, packBefore } from "./dispensing.ts";
import { doesNotFit, type EventOf, isImportedFor, originOf, wordOf } from "./standing.ts";
import { type Counting, StockTally } from "./stock-tally.ts";

/** Stands in the log before the reversal that was one too many, and has counted that already. */
export function packFrozen(event: EventOf<"PackFrozen">, current: Current): readonly Change[] {
  const { batch, index, reversalCount } = event;
  const before = current.pack(batch, index);
  if (before.isFrozen) return doesNotFit(event, { batch, index, found: "a frozen pack" });
  return [{ table: "pack", batch, index, row: { ...before, isFrozen: true, reversalCount } }];
}

/** Stands in the log before the reversal that brought the pack back. */
export function declaredKeyFreed(event: EventOf<"DeclaredKeyFreed">, current: Current): readonly Change[] {
  const { packKey: key, batch, index } = event;
  const spentBy = current.spentBy(key);
  if (spentBy?.batch !== batch || spentBy.index !== index) return doesNotFit(event, { batch, index });
  return [{ table: "spent-key", key, pack: null }];
}

export function dispenseReversed(event: EventOf<"DispenseReversed">, current: Current): readonly Change[] {
  const { dispense, institution, operator } = event;
  const before = aftermathOf(dispense, current);
  const lines = event.lines.map(lineOfWord);
  const reversal: ReversalRow = {
    id: event.reversal,
    documentKey: event.documentKey,
    reversedAtSec: event.reversedAtSec,
    lines,
    lineIndexes: event.lineIndexes,
    operator,
    isImported: isImportedFor(institution, operator, current),
    origin: originOf(event.place),
  };
  const state = wordOf(DISPENSE_STATES, event.state, "state", event);
  const changes: Change[] = [
    {
      table: "aftermath",
      dispense,
      row: { ...before, state, reversals: [...before.reversals, reversal] },
    },
    { table: "reversal", id: event.reversal, dispense },
  ];
  const tally = new StockTally(current);
  for (const line of lines) {
    const { batch, index } = line;
    const pack = packBefore(changes, line, current);
    countBack(tally.of(institution, batch), pack, line);
    changes.push({ table: "pack", batch, index, row: packAfter(pack, line, event) });
  }
  tally.addTo(changes);
  return changes;
}

/** A frozen pack stays gone, and its last reversal was counted when it froze. */
function packAfter(before: PackRow, line: DispenseLine, event: EventOf<"DispenseReversed">): PackRow {
  const { batch, index, units } = line;
  const isFitting = before.isGone && before.isOpened === units > 0 && before.unitsTaken >= units;
  if (!isFitting || !before.dispenses.includes(event.dispense)) {
    return doesNotFit(event, { batch, index, units, unitsTaken: before.unitsTaken });
  }
  return {
    ...before,
    unitsTaken: before.unitsTaken - units,
    isGone: before.isOpened || before.isFrozen,
    reversalCount: before.reversalCount + (before.isFrozen ? 0 : 1),
  };
}

/** An opened pack is never whole again, so only its units come back. */
function countBack(stock: Counting, before: PackRow, { units }: DispenseLine): void {
  if (units > 0) stock.unitsReturnedCount += units;
  else if (before.isFrozen) stock.frozenCount += 1;
  else {
    stock.returnedCount += 1;
    stock.goneHeldCount -= 1;
  }
}
