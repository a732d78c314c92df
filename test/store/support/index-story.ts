import { createHash } from "node:crypto";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { IndexCursor, IndexStore } from "../../../server/domain/index-store.ts";
import type { LedgerEvent } from "../../../server/domain/ledger-event.ts";
import { projectEvent } from "../../../server/domain/project/project-event.ts";

/** Writes a story into the index, `sizes` blocks in each commit, over and over. */
export async function indexStory(
  store: IndexStore,
  story: readonly (readonly LedgerEvent[])[],
  sizes: readonly number[] = [1],
): Promise<void> {
  let block = 0;
  for (let nth = 0; block < story.length; nth += 1) {
    const commit = store.begin();
    const end = Math.min(block + (sizes[nth % sizes.length] ?? 1), story.length);
    for (; block < end; block += 1) {
      const events = story[block] ?? [];
      for (const event of events) commit.apply(projectEvent(event, commit.current));
      commit.markBlock({ ...refOf(block), timeSec: block, digest: hashOf(block), eventCount: events.length });
    }
    await commit.write(cursorAt(end - 1), "later");
  }
}

export function cursorAt(block: number): IndexCursor {
  return { ...refOf(block), timeSec: block, chainAcc: hashOf(-block), eventCount: block };
}

function refOf(block: number): { block: number; blockHash: Hex32 } {
  return { block, blockHash: hashOf(block) };
}

export function hashOf(value: number): Hex32 {
  return `0x${createHash("sha256").update(String(value)).digest("hex")}`;
}
