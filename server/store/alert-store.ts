import type { AlertRecords } from "../domain/alerts/alert.ts";
import type { InstitutionId } from "../domain/ids.ts";
import { writeHex, writeUint32 } from "./bytes.ts";
import { CASE_KEYSPACES as TABLES } from "./case-keyspaces.ts";
import { acknowledgementCodec } from "./codecs/case-rows.ts";
import type { Database } from "./database.ts";

const ALERT_BYTES = 16;

/** Who has looked at which alert, in the database of intents. */
export function openAlertRecords(database: Database): AlertRecords {
  return {
    putAcknowledgement: (institution, alert, row) =>
      database.batch().put(keyOf(institution, alert), acknowledgementCodec.encode(row)).write({ sync: true }),
    acknowledgement: async (institution, alert) => {
      const bytes = database.getSync(keyOf(institution, alert));
      return bytes === undefined ? null : acknowledgementCodec.decode(bytes);
    },
  };
}

function keyOf(institution: InstitutionId, alert: string): Buffer {
  const key = Buffer.allocUnsafe(5 + ALERT_BYTES);
  key[0] = TABLES.acknowledgements.id;
  writeHex(key, `0x${alert}`, writeUint32(key, institution, 1), ALERT_BYTES);
  return key;
}
