import { KeySlots } from "./key-slots.ts";
import { PART_COUNT, type PartitionedRecords } from "./partitioned-records.ts";
import type { PlaceSet } from "./place-set.ts";
import { NOWHERE, WORD } from "./sieve-records.ts";

/**
 * Declines every claim that shares a word with another one, or with an attempt that was refused: who names
 * the same settlement, receipt or code is looked at together.
 */
export function declineRepeated(words: PartitionedRecords, declined: PlaceSet): void {
  const slots = new KeySlots();
  const decline = (place: number): void => {
    if (place !== NOWHERE) declined.add(place);
  };
  for (let part = 0; part < PART_COUNT; part += 1) {
    const records = words.gathered(part);
    slots.begin(records, WORD.width);
    for (let at = 0; at < records.length; at += WORD.width) {
      const first = slots.putOrFind(at);
      if (first === at) continue;
      decline(records[first + WORD.place] ?? NOWHERE);
      decline(records[at + WORD.place] ?? NOWHERE);
    }
  }
}
