import type { IndexCursor, IndexStore } from "../domain/index-store.ts";
import { type IndexingParts, indexChain } from "./index-chain.ts";

export type RebuildParts = Omit<IndexingParts, "store"> & {
  /** Takes the old index away and opens an empty one in its place. */
  readonly openEmpty: () => Promise<{ readonly store: IndexStore; close(): Promise<void> }>;
};

/** Makes the index again from the chain, up to the head of now; the same chain gives the same bytes (I15). */
export async function rebuildIndex(parts: RebuildParts): Promise<IndexCursor | null> {
  const head = await parts.source.headBlock();
  const { store, close } = await parts.openEmpty();
  try {
    await indexChain({ ...parts, store }, head);
    return store.cursor();
  } finally {
    await close();
  }
}
