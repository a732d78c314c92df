import { hash } from "node:crypto";
import type { Hex32, InstitutionId } from "../domain/ids.ts";
import type { KeptRecords, LabelDocument, LabelledCase, SkuRow } from "../domain/kept-records.ts";
import { afterPrefix, readHex, writeHex, writeUint32 } from "./bytes.ts";
import { labelCaseCodec, labelDocumentCodec, receiptAnswerCodec, skuCodec } from "./codecs/kept-rows.ts";
import type { Database } from "./database.ts";
import { KEYSPACES } from "./keyspaces.ts";
import { readPage } from "./read-page.ts";

const HASH_BYTES = 32;

/** Records that this server keeps for its institutions, in the database of its intents. */
export function openKeptRecords(database: Database): KeptRecords {
  return {
    putLabels: (document) => putLabels(database, document),
    labels: async (labelsHash) => {
      const bytes = database.getSync(hashKey(KEYSPACES.labelDocuments.id, labelsHash));
      return bytes === undefined ? null : labelDocumentCodec.decode(bytes);
    },
    casesNamed: (code) => casesNamed(database, code),
    replaceSkus: (institution, rows) => replaceSkus(database, institution, rows),
    skuProduct: async (institution, sku) => {
      const bytes = database.getSync(skuKey(institution, sku));
      return bytes === undefined ? null : skuCodec.decode(bytes).product;
    },
    skusOf: (institution, request) =>
      readPage({
        database,
        prefix: skuPrefix(institution),
        request,
        order: "oldest-first",
        rowOf: (_, value) => skuCodec.decode(value),
      }),
    receiptAnswer: async (dispense) => {
      const bytes = database.getSync(hashKey(KEYSPACES.receiptAnswers.id, dispense));
      return bytes === undefined ? null : receiptAnswerCodec.decode(bytes);
    },
    putReceiptAnswer: (dispense, answer) =>
      database
        .batch()
        .put(hashKey(KEYSPACES.receiptAnswers.id, dispense), receiptAnswerCodec.encode(answer))
        .write({ sync: true }),
  };
}

async function putLabels(database: Database, document: LabelDocument): Promise<void> {
  const { hash: labelsHash, batch, cases } = document;
  const writes = database.batch();
  writes.put(hashKey(KEYSPACES.labelDocuments.id, labelsHash), labelDocumentCodec.encode(document));
  for (const { code, level, from, to } of cases) {
    const key = Buffer.concat([casePrefix(code), hashBytes(labelsHash)]);
    writes.put(key, labelCaseCodec.encode({ batch, from, to, level }));
  }
  await writes.write({ sync: true });
}

async function casesNamed(database: Database, code: string): Promise<readonly LabelledCase[]> {
  const prefix = casePrefix(code);
  const cases: LabelledCase[] = [];
  for await (const [key, value] of database.iterator({ gte: prefix, lt: afterPrefix(prefix) })) {
    cases.push({ ...labelCaseCodec.decode(value), labelsHash: readHex(key, prefix.length, HASH_BYTES) });
  }
  return cases;
}

async function replaceSkus(
  database: Database,
  institution: InstitutionId,
  rows: readonly SkuRow[],
): Promise<void> {
  const prefix = skuPrefix(institution);
  const writes = database.batch();
  for await (const key of database.keys({ gte: prefix, lt: afterPrefix(prefix) })) writes.del(key);
  for (const row of rows) writes.put(skuKey(institution, row.sku), skuCodec.encode(row));
  await writes.write({ sync: true });
}

function skuPrefix(institution: InstitutionId): Buffer {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = KEYSPACES.skus.id;
  writeUint32(bytes, institution, 1);
  return bytes;
}

/** Numbers and codes come from outside, so they are hashed to one width. */
function skuKey(institution: InstitutionId, sku: string): Buffer {
  return Buffer.concat([skuPrefix(institution), hash("sha256", sku, "buffer")]);
}

function casePrefix(code: string): Buffer {
  return Buffer.concat([Buffer.from([KEYSPACES.labelCases.id]), hash("sha256", code, "buffer")]);
}

function hashKey(table: number, value: Hex32): Buffer {
  return Buffer.concat([Buffer.from([table]), hashBytes(value)]);
}

function hashBytes(value: Hex32): Buffer {
  const bytes = Buffer.allocUnsafe(HASH_BYTES);
  writeHex(bytes, value, 0, HASH_BYTES);
  return bytes;
}
