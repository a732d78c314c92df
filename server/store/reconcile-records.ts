import type { InstitutionId, RegionCode } from "../domain/ids.ts";
import type { ReconcileRecords } from "../domain/reconcile/reconcile-records.ts";
import { afterPrefix, writeUint32 } from "./bytes.ts";
import { CLAIM_RECORD_KEYSPACES as TABLES } from "./claim-record-keyspaces.ts";
import type { Codec } from "./codecs/codec.ts";
import { siteFactsCodec, thresholdsCodec } from "./codecs/reconcile-record-rows.ts";
import type { Database } from "./database.ts";

/** What a bureau sets for reconciling, in the database of intents: no chain would give it back. */
export function openReconcileRecords(database: Database): ReconcileRecords {
  const write = (key: Buffer, value: Buffer): Promise<void> =>
    database.batch().put(key, value).write({ sync: true });
  return {
    putThresholds: (region, row) =>
      write(dayKey(regionPrefix(region), row.fromDay), thresholdsCodec.encode(row)),
    thresholds: (region) => rowsBelow(database, regionPrefix(region), thresholdsCodec),
    putSiteFacts: (institution, row) =>
      write(dayKey(institutionPrefix(institution), row.fromDay), siteFactsCodec.encode(row)),
    siteFacts: (institution) => rowsBelow(database, institutionPrefix(institution), siteFactsCodec),
  };
}

async function rowsBelow<Row>(
  database: Database,
  prefix: Buffer,
  codec: Codec<Row>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const [, value] of database.iterator({ gte: prefix, lt: afterPrefix(prefix) })) {
    rows.push(codec.decode(value));
  }
  return rows;
}

/** A day as it is written: the order of texts is that of days. */
function dayKey(prefix: Buffer, day: string): Buffer {
  return Buffer.concat([prefix, Buffer.from(day, "ascii")]);
}

function regionPrefix(region: RegionCode): Buffer {
  const key = Buffer.allocUnsafe(4);
  key[0] = TABLES.thresholds.id;
  key.writeUIntBE(region, 1, 3);
  return key;
}

function institutionPrefix(institution: InstitutionId): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = TABLES.siteFacts.id;
  writeUint32(key, institution, 1);
  return key;
}
