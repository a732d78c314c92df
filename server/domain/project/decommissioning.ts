import { DECOMMISSION_REASONS, type DecommissionRow } from "../drug-rows.ts";
import { lineOfWord, runOfWord } from "../pack-words.ts";
import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, isImportedFor, originOf, wordOf } from "./standing.ts";
import { StockTally } from "./stock-tally.ts";

export function packsDecommissioned(
  event: EventOf<"PacksDecommissioned">,
  current: Current,
): readonly Change[] {
  const { decommission: id, institution, operator } = event;
  const row: DecommissionRow = {
    id,
    institution,
    documentKey: event.documentKey,
    occurredAtSec: event.occurredAtSec,
    reason: wordOf(DECOMMISSION_REASONS, event.reason, "reason", event),
    runs: event.runs.map(runOfWord),
    remnants: event.remnants.map(lineOfWord),
    operator,
    isImported: isImportedFor(institution, operator, current),
    origin: originOf(event.place),
  };
  const changes: Change[] = [{ table: "decommission", row }];
  const tally = new StockTally(current);
  for (const { batch, from, to } of row.runs) {
    for (let index = from; index < to; index += 1) {
      const before = current.pack(batch, index);
      if (before.isGone) return doesNotFit(event, { batch, index, found: "a pack that is gone" });
      changes.push({ table: "pack", batch, index, row: { ...before, isGone: true, decommission: id } });
    }
    const stock = tally.of(institution, batch);
    stock.writtenOffCount += to - from;
    stock.goneHeldCount += to - from;
  }
  for (const { batch, index, units } of row.remnants) {
    const before = current.pack(batch, index);
    if (!before.isGone) return doesNotFit(event, { batch, index, found: "a whole pack" });
    const unitsTaken = before.unitsTaken + units;
    changes.push({ table: "pack", batch, index, row: { ...before, unitsTaken, decommission: id } });
    tally.of(institution, batch).unitsWrittenOffCount += units;
  }
  tally.addTo(changes);
  return changes;
}
