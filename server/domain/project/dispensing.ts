import { lineOfWord } from "../pack-words.ts";
import { type DispenseLine, type DispenseRow, IDENTIFICATIONS, type PackRow } from "../read-model.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, originOf, wordOf } from "./standing.ts";

type PackChange = Extract<Change, { table: "pack" }>;

export function dispenseRecorded(event: EventOf<"DispenseRecorded">, current: Current): readonly Change[] {
  const lines = event.lines.map(lineOfWord);
  const row: DispenseRow = {
    id: event.dispense,
    institution: event.institution,
    documentKey: event.documentKey,
    dispensedAtSec: event.dispensedAtSec,
    identification: wordOf(IDENTIFICATIONS, event.identification, "identification", event),
    personCommitment: event.personCommitment,
    operator: event.operator,
    lines,
    origin: originOf(event.place),
  };
  const changes: Change[] = [{ table: "dispense", row }];
  for (const line of lines) {
    const { batch, index } = line;
    // One receipt may name an opened pack in two lines: the second goes on from the first.
    const told = changes.findLast((change) => isOfPack(change, line));
    const before = told === undefined ? current.pack(batch, index) : told.row;
    changes.push({ table: "pack", batch, index, row: packAfter(before, line, event) });
  }
  return changes;
}

function isOfPack(change: Change, { batch, index }: DispenseLine): change is PackChange {
  return change.table === "pack" && change.index === index && change.batch === batch;
}

/**
 * Units of 0 hand over the whole pack, which must be untouched; the first unit makes it unsellable as a
 * whole.
 */
function packAfter(before: PackRow, line: DispenseLine, event: EventOf<"DispenseRecorded">): PackRow {
  if (line.units === 0 && before.isGone) {
    return doesNotFit(event, { batch: line.batch, index: line.index, found: "a pack that is gone" });
  }
  const known = before.dispenses.includes(event.dispense);
  return {
    unitsTaken: before.unitsTaken + line.units,
    isGone: true,
    dispenses: known ? before.dispenses : [...before.dispenses, event.dispense],
  };
}
