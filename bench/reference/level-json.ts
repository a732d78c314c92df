import { Level } from "level";
import type { LedgerEvent } from "../../server/domain/ledger-event.ts";

type Dispensed = Extract<LedgerEvent, { name: "DispenseRecorded" }>;

/**
 * Events written as one would with level and JSON: an array of operations for each batch, every batch synced,
 * and the rows that ours keeps for the same events: the dispense, the list of its institution, what became of
 * each pack.
 */
export async function writeJson(
  directory: string,
  events: readonly Dispensed[],
  eventsPerBatch: number,
): Promise<void> {
  const database = new Level<string, unknown>(directory, { valueEncoding: "json" });
  await database.open();
  for (let from = 0; from < events.length; from += eventsPerBatch) {
    const operations = events.slice(from, from + eventsPerBatch).flatMap((event) => {
      const { block, logIndex } = event.place;
      const place = `${digits(block)}${digits(logIndex)}`;
      return [
        // A batch of level takes values of any kind.
        { type: "put" as const, key: `dispense:${event.dispense}`, value: event as unknown },
        {
          type: "put" as const,
          key: `institution:${digits(event.institution)}:${place}`,
          value: event.dispense,
        },
        ...event.lines.map((line) => ({
          type: "put" as const,
          key: `pack:${line.slice(22, 46)}`,
          value: { isGone: true, unitsTaken: 0, dispenses: [event.dispense] },
        })),
      ];
    });
    await database.batch(operations, { sync: true });
  }
  await database.close();
}

export async function countJson(directory: string): Promise<number> {
  const database = new Level<string, unknown>(directory, { valueEncoding: "json" });
  let rowCount = 0;
  for await (const key of database.keys()) rowCount += key === "" ? 0 : 1;
  await database.close();
  return rowCount;
}

function digits(value: number): string {
  return value.toString(16).padStart(8, "0");
}
