import type { Address, BatchId, Hex16, Hex32, InstitutionId, ProductId, RegionCode } from "../domain/ids.ts";
import type { StepPlace } from "../domain/project/current.ts";
import { CODE_SCHEMES, type ProductCode } from "../domain/read-model.ts";
import { writeHex, writeUint32 } from "./bytes.ts";
import { writePlace } from "./codecs/custody-rows.ts";
import { KEYSPACES } from "./keyspaces.ts";

/** Keys of the index, as server/store/keyspaces.ts lays them out. */

export const cursorKey = (): Buffer => Buffer.from([KEYSPACES.cursor.id]);
export const blockKey = (block: number): Buffer => numberKey(KEYSPACES.blocks.id, block);
export const institutionKey = (id: InstitutionId): Buffer => numberKey(KEYSPACES.institutions.id, id);
export const institutionCodeKey = (code: string): Buffer => textKey([KEYSPACES.institutionCodes.id], code);
export const operatorKey = (key: Address): Buffer => hexKey(KEYSPACES.operators.id, key, 20);
export const productKey = (id: ProductId): Buffer => numberKey(KEYSPACES.products.id, id);
export const batchKey = (id: BatchId): Buffer => hexKey(KEYSPACES.batches.id, id, 8);
export const packKeyKey = (key: Hex16): Buffer => hexKey(KEYSPACES.packKeys.id, key, 16);
export const consignmentKey = (id: Hex32): Buffer => hexKey(KEYSPACES.consignments.id, id, 32);
export const aftermathKey = (dispense: Hex32): Buffer => hexKey(KEYSPACES.aftermaths.id, dispense, 32);
export const reversalKey = (id: Hex32): Buffer => hexKey(KEYSPACES.reversals.id, id, 32);
export const decommissionKey = (id: Hex32): Buffer => hexKey(KEYSPACES.decommissions.id, id, 32);
export const spentKeyKey = (key: Hex16): Buffer => hexKey(KEYSPACES.spentKeys.id, key, 16);
export const dispenseIdKey = (id: Hex32): Buffer => hexKey(KEYSPACES.dispenseIds.id, id, 32);
/** Of an id that stands as bytes in a row already. */
export function dispenseIdKeyIn(row: Buffer, at: number): Buffer {
  const key = Buffer.allocUnsafe(33);
  key[0] = KEYSPACES.dispenseIds.id;
  row.copy(key, 1, at, at + 32);
  return key;
}

/** Of a document key that stands as bytes in a call's row, whose own key has the institution. */
export function dispenseDocumentKeyIn(callKey: Buffer, row: Buffer, at: number): Buffer {
  const key = Buffer.allocUnsafe(37);
  callKey.copy(key, 0, 0, 5);
  key[0] = KEYSPACES.dispenseDocuments.id;
  row.copy(key, 5, at, at + 32);
  return key;
}

export function dispenseDocumentKey(institution: InstitutionId, documentKey: Hex32): Buffer {
  const key = Buffer.allocUnsafe(37);
  key[0] = KEYSPACES.dispenseDocuments.id;
  writeHex(key, documentKey, writeUint32(key, institution, 1), 32);
  return key;
}

/** A call's key without its table, and which of the call's dispenses is meant. */
export function pointerTo(callKey: Buffer, nth: number): Buffer {
  const pointer = Buffer.allocUnsafe(14);
  callKey.copy(pointer, 0, 1);
  pointer.writeUInt16BE(nth, 12);
  return pointer;
}

export const parcelKey = (batch: BatchId, from: number): Buffer =>
  batchAndIndexKey(KEYSPACES.parcels.id, batch, from);
export const packPageKey = (batch: BatchId, page: number): Buffer =>
  batchAndIndexKey(KEYSPACES.packs.id, batch, page);
export const manifestKey = (batch: BatchId, from: number): Buffer =>
  batchAndIndexKey(KEYSPACES.manifests.id, batch, from);

export const bureauKey = (region: RegionCode): Buffer => regionKey(KEYSPACES.bureaus.id, region);
export const regionRulesKey = (region: RegionCode): Buffer => regionKey(KEYSPACES.regionRules.id, region);

function regionKey(table: number, region: RegionCode): Buffer {
  const key = Buffer.allocUnsafe(4);
  key[0] = table;
  key.writeUIntBE(region, 1, 3);
  return key;
}

export function stockKey(institution: InstitutionId, batch: BatchId): Buffer {
  const key = Buffer.allocUnsafe(13);
  key[0] = KEYSPACES.stock.id;
  writeHex(key, batch, writeUint32(key, institution, 1), 8);
  return key;
}

export function keyEpochKey(epoch: number): Buffer {
  const key = Buffer.allocUnsafe(3);
  key[0] = KEYSPACES.keyEpochs.id;
  key.writeUInt16BE(epoch, 1);
  return key;
}

export function productCodeKey(code: ProductCode): Buffer {
  return textKey([KEYSPACES.productCodes.id, CODE_SCHEMES.indexOf(code.scheme)], code.value);
}

export function operatorOfKey(institution: InstitutionId, key: Address): Buffer {
  const bytes = Buffer.allocUnsafe(25);
  bytes[0] = KEYSPACES.operatorsOf.id;
  writeHex(bytes, key, writeUint32(bytes, institution, 1), 20);
  return bytes;
}

export function parcelOfKey(holder: InstitutionId, batch: BatchId, from: number): Buffer {
  const key = Buffer.allocUnsafe(17);
  key[0] = KEYSPACES.parcelsOf.id;
  writeUint32(key, from, writeHex(key, batch, writeUint32(key, holder, 1), 8));
  return key;
}

export function custodyKey(batch: BatchId, place: StepPlace): Buffer {
  const key = Buffer.allocUnsafe(19);
  key[0] = KEYSPACES.custody.id;
  writePlace(key, place, writeHex(key, batch, 1, 8));
  return key;
}

/** Lists of an institution in the order of the chain. */
export type ListOf = "batchesOf" | "consignmentsFrom" | "consignmentsTo" | "dispenses" | "decommissionsOf";

export function listKey(
  list: ListOf,
  institution: InstitutionId,
  place: { readonly block: number; readonly logIndex: number },
): Buffer {
  const key = Buffer.allocUnsafe(13);
  key[0] = KEYSPACES[list].id;
  key.writeUInt32BE(institution, 1);
  key.writeUInt32BE(place.block, 5);
  key.writeUInt32BE(place.logIndex, 9);
  return key;
}

/** What all keys of one institution in a list begin with. */
export function institutionPrefix(
  table: ListOf | "parcelsOf" | "operatorsOf" | "stock",
  institution: InstitutionId,
): Buffer {
  return numberKey(KEYSPACES[table].id, institution);
}

export function numberBytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

function numberKey(table: number, value: number): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = table;
  key.writeUInt32BE(value, 1);
  return key;
}

function hexKey(table: number, value: string, byteCount: number): Buffer {
  const key = Buffer.allocUnsafe(1 + byteCount);
  key[0] = table;
  writeHex(key, value, 1, byteCount);
  return key;
}

function batchAndIndexKey(table: number, batch: BatchId, index: number): Buffer {
  const key = Buffer.allocUnsafe(13);
  key[0] = table;
  writeHex(key, batch, 1, 8);
  key.writeUInt32BE(index, 9);
  return key;
}

/**
 * Codes are 1 to 32 visible characters of ASCII on the chain, so zero bytes pad them without meaning
 * anything.
 */
function textKey(head: readonly number[], text: string): Buffer {
  const key = Buffer.alloc(head.length + TEXT_BYTES);
  key.set(head);
  const written = Buffer.from(text, "utf8");
  if (written.length > TEXT_BYTES) throw new RangeError(`a code of ${written.length} bytes`);
  key.set(written, head.length);
  return key;
}

const TEXT_BYTES = 32;

/** Whether a text fits a code's field: a longer one from outside names nothing and is not looked up. */
export function fitsCode(text: string): boolean {
  return !text.includes("\0") && Buffer.byteLength(text, "utf8") <= TEXT_BYTES;
}
