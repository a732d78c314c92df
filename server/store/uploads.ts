import { randomBytes } from "node:crypto";
import { fail } from "../domain/failure.ts";
import type { Hex16 } from "../domain/ids.ts";
import type { Uploads } from "../domain/ports.ts";
import { afterPrefix, writeHex, writeUint32 } from "./bytes.ts";
import type { Database, Range } from "./database.ts";
import { KEYSPACES } from "./keyspaces.ts";

const UPLOAD_BYTES = 16;
const KEY_BYTES = 16;

/** Pack keys staged part by part; each part is on the disk when its `append` resolves. */
export function makeUploads(database: Database): Uploads {
  return {
    begin: async () => {
      const upload = randomBytes(UPLOAD_BYTES).toString("hex");
      await database.batch().put(headKey(upload), countBytes(0)).write({ sync: true });
      return upload;
    },
    append: async (upload, packKeys) => {
      const from = countOf(database, upload);
      if (packKeys.length === 0) return;
      const part = Buffer.allocUnsafe(packKeys.length * KEY_BYTES);
      let at = 0;
      for (const key of packKeys) at = writeHex(part, key, at, KEY_BYTES);
      const writes = database.batch();
      writes.put(partKey(upload, from), part);
      writes.put(headKey(upload), countBytes(from + packKeys.length));
      await writes.write({ sync: true });
    },
    keys: (upload, from, count) => keysOf(database, upload, { from, to: from + count }),
    discard: async (upload) => {
      const writes = database.batch().del(headKey(upload));
      const prefix = partKey(upload, 0).subarray(0, 1 + UPLOAD_BYTES);
      for await (const key of database.keys({ gte: prefix, lt: afterPrefix(prefix) })) writes.del(key);
      await writes.write({ sync: true });
    },
  };
}

/** Fewer than asked only at the upload's end; an upload that is not there is no empty one. */
async function keysOf(
  database: Database,
  upload: string,
  wanted: { readonly from: number; readonly to: number },
): Promise<readonly Hex16[]> {
  const to = Math.min(wanted.to, countOf(database, upload));
  const found: Hex16[] = [];
  if (wanted.from >= to) return found;
  const range: Range = { gte: await partHolding(database, upload, wanted.from), lt: partKey(upload, to) };
  for await (const [key, part] of database.iterator(range)) {
    const partFrom = key.readUInt32BE(1 + UPLOAD_BYTES);
    const partTo = partFrom + part.length / KEY_BYTES;
    for (let at = Math.max(partFrom, wanted.from); at < Math.min(partTo, to); at += 1) {
      const start = (at - partFrom) * KEY_BYTES;
      found.push(`0x${part.toString("hex", start, start + KEY_BYTES)}`);
    }
  }
  if (found.length !== to - wanted.from) return fail("could-not-look", { missing: "upload part", upload });
  return found;
}

/** The key of the last part that begins at or before `from`. */
async function partHolding(database: Database, upload: string, from: number): Promise<Buffer> {
  const range = { gte: partKey(upload, 0), lte: partKey(upload, from), reverse: true, limit: 1 };
  for await (const key of database.keys(range)) return key;
  return fail("could-not-look", { missing: "upload part", upload });
}

function countOf(database: Database, upload: string): number {
  const bytes = /^[0-9a-f]{32}$/.test(upload) ? database.getSync(headKey(upload)) : undefined;
  if (bytes === undefined) return fail("could-not-look", { missing: "upload", upload });
  return bytes.readUInt32BE(0);
}

function headKey(upload: string): Buffer {
  const key = Buffer.allocUnsafe(1 + UPLOAD_BYTES);
  key[0] = KEYSPACES.uploads.id;
  writeHex(key, `0x${upload}`, 1, UPLOAD_BYTES);
  return key;
}

function partKey(upload: string, from: number): Buffer {
  const key = Buffer.allocUnsafe(5 + UPLOAD_BYTES);
  key[0] = KEYSPACES.uploadParts.id;
  writeUint32(key, from, writeHex(key, `0x${upload}`, 1, UPLOAD_BYTES));
  return key;
}

function countBytes(count: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  writeUint32(bytes, count, 0);
  return bytes;
}
