import type { Change, Current } from "./current.ts";
import { doesNotFit, type EventOf, originOf, standing } from "./standing.ts";

export function batchRecalled(event: EventOf<"BatchRecalled">, current: Current): readonly Change[] {
  const row = standing(current.batch(event.batch), "batch", event.batch, event);
  if (row.status !== "sealed") return doesNotFit(event, { batch: event.batch, status: row.status });
  const { recalledBy: by, recalledAtSec } = event;
  const recalled = { by, recalledAtSec, origin: originOf(event.place) };
  return [{ table: "batch", row: { ...row, status: "recalled", recalled } }];
}

/** A region that held the batch before and let it go holds it anew in the same row. */
export function batchQuarantined(event: EventOf<"BatchQuarantined">, current: Current): readonly Change[] {
  const { batch, region, bureau } = event;
  const row = standing(current.batch(batch), "batch", batch, event);
  const before = row.quarantines.find((quarantine) => quarantine.region === region);
  if (before !== undefined && before.released === null) return doesNotFit(event, { batch, region });
  const others = row.quarantines.filter((quarantine) => quarantine.region !== region);
  const held = { region, bureau, held: originOf(event.place), released: null };
  return [{ table: "batch", row: { ...row, quarantines: [...others, held] } }];
}

export function batchReleased(event: EventOf<"BatchReleased">, current: Current): readonly Change[] {
  const { batch, region } = event;
  const row = standing(current.batch(batch), "batch", batch, event);
  const held = row.quarantines.find(({ region: its, released }) => its === region && released === null);
  standing(held ?? null, "quarantine", `${batch}/${region}`, event);
  const released = originOf(event.place);
  const quarantines = row.quarantines.map((each) => (each === held ? { ...each, released } : each));
  return [{ table: "batch", row: { ...row, quarantines } }];
}
