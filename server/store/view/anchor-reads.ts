import type { AnchorRow } from "../../domain/reconcile/anchor.ts";
import { anchorsInBlockPrefix, anchorsPrefix } from "../anchor-keys.ts";
import { afterPrefix } from "../bytes.ts";
import { anchorCodec } from "../codecs/anchor-row.ts";
import { blockMarkCodec } from "../codecs/cursor-row.ts";
import { blockKey } from "../index-keys.ts";
import type { Reads, Source } from "./source.ts";

export function anchorReads(source: Source): Reads<"anchorsOf" | "onlyAnchorsSince"> {
  const { database, snapshot } = source;
  return {
    anchorsOf: async (feedWord, asOfBlock) => {
      const prefix = anchorsPrefix(feedWord, asOfBlock);
      const range = { gte: prefix, lt: afterPrefix(prefix), snapshot };
      const found: AnchorRow[] = [];
      for await (const [, row] of database.iterator(range)) found.push(anchorCodec.decode(row));
      return found;
    },
    onlyAnchorsSince: async (block) => {
      const range = { gt: blockKey(block), lt: blockKey(LAST_BLOCK), snapshot };
      for await (const [key, row] of database.iterator(range)) {
        const { eventCount } = blockMarkCodec.decode(row);
        // The block's number is all of the key but its table.
        if (eventCount > 0 && eventCount !== (await anchorCountIn(source, key.readUInt32BE(1)))) return false;
      }
      return true;
    },
  };
}

const LAST_BLOCK = 2 ** 32 - 1;

async function anchorCountIn({ database, snapshot }: Source, block: number): Promise<number> {
  const prefix = anchorsInBlockPrefix(block);
  let count = 0;
  for await (const _ of database.keys({ gte: prefix, lt: afterPrefix(prefix), snapshot })) count += 1;
  return count;
}
