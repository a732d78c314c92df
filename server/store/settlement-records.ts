import { hash } from "node:crypto";
import type { InstitutionId } from "../domain/ids.ts";
import type {
  KeptRequest,
  RequestName,
  SettlementChange,
  SettlementRecords,
} from "../domain/nhsa/settlement/settlement-records.ts";
import { afterPrefix, writeUint32 } from "./bytes.ts";
import type { Codec } from "./codecs/codec.ts";
import { damaged } from "./codecs/codec.ts";
import { settlementCodec, settlementRequestCodec, visitCodec } from "./codecs/settlement-rows.ts";
import type { Database } from "./database.ts";
import { SETTLEMENT_KEYSPACES as TABLES } from "./settlement-keyspaces.ts";

const NOTHING = Buffer.alloc(0);

/** Requests of NHSA settlement in the database of intents. */
export function openSettlementRecords(database: Database): SettlementRecords {
  const read = <Row>(key: Buffer, codec: Codec<Row>): Row | null => {
    const bytes = database.getSync(key);
    return bytes === undefined ? null : codec.decode(bytes);
  };
  return {
    request: async (name) => read(requestKey(TABLES.settlementRequests.id, name), settlementRequestCodec),
    openRequests: () => openRequests(database, read),
    settlement: async (institution, settlementId) =>
      read(namedKey(TABLES.settlements.id, institution, settlementId), settlementCodec),
    visit: async (institution, visitId) =>
      read(namedKey(TABLES.visitFees.id, institution, visitId), visitCodec),
    commit: (change) => commit(database, change),
  };
}

async function commit(database: Database, change: SettlementChange): Promise<void> {
  const { requests, settlements = [], visits = [] } = change;
  const writes = database.batch();
  for (const row of requests) {
    writes.put(requestKey(TABLES.settlementRequests.id, row), settlementRequestCodec.encode(row));
    const openKey = requestKey(TABLES.openSettlementRequests.id, row);
    if (row.state === "claimed" || row.state === "unknown") writes.put(openKey, NOTHING);
    else writes.del(openKey);
  }
  for (const { settlementId, request } of settlements) {
    const { institution, kind, msgid } = request;
    const key = namedKey(TABLES.settlements.id, institution, settlementId);
    writes.put(key, settlementCodec.encode({ institution, kind, msgid }));
  }
  for (const visit of visits) {
    const key = namedKey(TABLES.visitFees.id, visit.institution, visit.visitId);
    writes.put(key, visitCodec.encode(visit));
  }
  await writes.write({ sync: true });
}

async function openRequests(
  database: Database,
  read: <Row>(key: Buffer, codec: Codec<Row>) => Row | null,
): Promise<readonly KeptRequest[]> {
  const prefix = Buffer.from([TABLES.openSettlementRequests.id]);
  const found: KeptRequest[] = [];
  for await (const key of database.keys({ gte: prefix, lt: afterPrefix(prefix) })) {
    const own = Buffer.concat([Buffer.from([TABLES.settlementRequests.id]), key.subarray(1)]);
    found.push(read(own, settlementRequestCodec) ?? damaged("settlementRequests", "an open one is missing"));
  }
  return found.sort((left, right) => left.acceptedAtMs - right.acceptedAtMs);
}

function requestKey(table: number, { institution, kind, msgid }: RequestName): Buffer {
  return namedKey(table, institution, `${kind}:${msgid}`);
}

function namedKey(table: number, institution: InstitutionId, name: string): Buffer {
  const head = Buffer.allocUnsafe(5);
  head[0] = table;
  writeUint32(head, institution, 1);
  return Buffer.concat([head, hash("sha256", name, "buffer")]);
}
