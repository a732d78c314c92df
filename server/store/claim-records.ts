import { hash } from "node:crypto";
import type { Approval } from "../domain/adjudication/adjudication-input.ts";
import type { ClaimRecords, PersonClaim } from "../domain/claims/claim-records.ts";
import type { Hex32, InstitutionId, RegionCode } from "../domain/ids.ts";
import { afterPrefix, readHex, writeHex, writeUint32 } from "./bytes.ts";
import { CLAIM_RECORD_KEYSPACES as TABLES } from "./claim-record-keyspaces.ts";
import { approvalCodec, insuredCodec, ruleSetCodec, siteCodec } from "./codecs/claim-record-rows.ts";
import type { Codec } from "./codecs/codec.ts";
import type { Database } from "./database.ts";
import { openReconcileRecords } from "./reconcile-records.ts";

const HASH_BYTES = 32;
const NO_VALUE = Buffer.alloc(0);

/** What a bureau keeps to decide claims, in the database of intents: no chain would give it back. */
export function openClaimRecords(database: Database): ClaimRecords {
  const read = <Row>(key: Buffer, codec: Codec<Row>): Row | null => {
    const bytes = database.getSync(key);
    return bytes === undefined ? null : codec.decode(bytes);
  };
  const write = (key: Buffer, value: Buffer): Promise<void> =>
    database.batch().put(key, value).write({ sync: true });
  return {
    ...openReconcileRecords(database),
    putRuleSet: (document) => write(ruleSetKey(document.hash), ruleSetCodec.encode(document)),
    ruleSet: async (ruleSet) => read(ruleSetKey(ruleSet), ruleSetCodec),
    putInsured: (region, person, row) =>
      write(personKey(TABLES.insured.id, region, person), insuredCodec.encode(row)),
    insured: async (region, person) => read(personKey(TABLES.insured.id, region, person), insuredCodec),
    putApproval: (region, person, approval) => {
      const key = Buffer.concat([
        personKey(TABLES.approvals.id, region, person),
        hash("sha256", approval.id, "buffer"),
      ]);
      return write(key, approvalCodec.encode(approval));
    },
    approvals: (region, person) => approvalsOf(database, region, person),
    putSite: (institution, site) => write(siteKey(institution), siteCodec.encode(site)),
    site: async (institution) => read(siteKey(institution), siteCodec),
    putPersonClaim: (region, person, claim) => write(personClaimKey(region, person, claim), NO_VALUE),
    personClaims: (region, person) => personClaimsOf(database, region, person),
  };
}

/** In the order of their ids, so that two reads of the same approvals are the same. */
async function approvalsOf(
  database: Database,
  region: RegionCode,
  person: Hex32,
): Promise<readonly Approval[]> {
  const prefix = personKey(TABLES.approvals.id, region, person);
  const found: Approval[] = [];
  for await (const [, value] of database.iterator({ gte: prefix, lt: afterPrefix(prefix) })) {
    found.push(approvalCodec.decode(value));
  }
  return found.sort((left, right) => (left.id < right.id ? -1 : 1));
}

async function personClaimsOf(
  database: Database,
  region: RegionCode,
  person: Hex32,
): Promise<readonly PersonClaim[]> {
  const prefix = personKey(TABLES.personClaims.id, region, person);
  const found: PersonClaim[] = [];
  for await (const key of database.keys({ gte: prefix, lt: afterPrefix(prefix) })) {
    const filer = key.readUInt32BE(prefix.length);
    found.push({ filer, documentKey: readHex(key, prefix.length + 4, HASH_BYTES) });
  }
  return found;
}

function personClaimKey(region: RegionCode, person: Hex32, { filer, documentKey }: PersonClaim): Buffer {
  const rest = Buffer.allocUnsafe(4 + HASH_BYTES);
  writeHex(rest, documentKey, writeUint32(rest, filer, 0), HASH_BYTES);
  return Buffer.concat([personKey(TABLES.personClaims.id, region, person), rest]);
}

function personKey(table: number, region: RegionCode, person: Hex32): Buffer {
  const key = Buffer.allocUnsafe(4 + HASH_BYTES);
  key[0] = table;
  writeHex(key, person, key.writeUIntBE(region, 1, 3), HASH_BYTES);
  return key;
}

function ruleSetKey(ruleSet: Hex32): Buffer {
  const key = Buffer.allocUnsafe(1 + HASH_BYTES);
  key[0] = TABLES.ruleSets.id;
  writeHex(key, ruleSet, 1, HASH_BYTES);
  return key;
}

function siteKey(institution: InstitutionId): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = TABLES.sites.id;
  writeUint32(key, institution, 1);
  return key;
}
