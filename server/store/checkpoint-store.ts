import type { CheckpointStore } from "../domain/checkpoint.ts";
import type { InstitutionId } from "../domain/ids.ts";
import { afterPrefix, writeUint32 } from "./bytes.ts";
import { checkpointCodec } from "./codecs/checkpoint-row.ts";
import type { Database } from "./database.ts";
import { KEYSPACES } from "./keyspaces.ts";
import { readPage } from "./read-page.ts";

/** Checkpoints that institutions signed here, in the database of intents: no chain would give them back. */
export function openCheckpointStore(database: Database): CheckpointStore {
  return {
    putCheckpoint: (checkpoint) =>
      database
        .batch()
        .put(keyOf(checkpoint.block, checkpoint.institution), checkpointCodec.encode(checkpoint))
        .write({ sync: true }),
    checkpoint: async (block, institution) => {
      const bytes = database.getSync(keyOf(block, institution));
      return bytes === undefined ? null : checkpointCodec.decode(bytes);
    },
    checkpoints: (request) =>
      readPage({
        database,
        prefix: PREFIX,
        request,
        order: "newest-first",
        rowOf: (_, value) => checkpointCodec.decode(value),
      }),
    checkpointFrom: async (block, except) => {
      for await (const [, value] of database.iterator({ gte: keyOf(block, 0), lt: afterPrefix(PREFIX) })) {
        const checkpoint = checkpointCodec.decode(value);
        if (checkpoint.institution !== except) return checkpoint;
      }
      return null;
    },
  };
}

const PREFIX = Buffer.from([KEYSPACES.checkpoints.id]);

function keyOf(block: number, institution: InstitutionId): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = KEYSPACES.checkpoints.id;
  writeUint32(bytes, block, 1);
  writeUint32(bytes, institution, 5);
  return bytes;
}
