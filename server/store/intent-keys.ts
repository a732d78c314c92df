import { hash } from "node:crypto";
import type { Address, Hex32, InstitutionId, PackRef } from "../domain/ids.ts";
import { writeHex, writeUint32, writeUint48 } from "./bytes.ts";
import { KEYSPACES } from "./keyspaces.ts";

/** Keys of the intents, as server/store/keyspaces.ts lays them out. */

export const commandKey = (sequence: number): Buffer => sequenceKey(KEYSPACES.commands.id, sequence);
export const unfinishedKey = (sequence: number): Buffer => sequenceKey(KEYSPACES.unfinished.id, sequence);
export const refusedKey = (sequence: number): Buffer => sequenceKey(KEYSPACES.refused.id, sequence);
export const laneKey = (key: Address): Buffer => hexKey(KEYSPACES.lanes.id, key, 20);
export const openingKey = (documentKey: Hex32): Buffer => hexKey(KEYSPACES.openings.id, documentKey, 32);
export const personKeyKey = (person: Hex32): Buffer => hexKey(KEYSPACES.personKeys.id, person, 32);
export const apiKeyKey = (keyHash: Hex32): Buffer => hexKey(KEYSPACES.apiKeys.id, keyHash, 32);
export const commandsOfKey = (institution: InstitutionId, sequence: number): Buffer =>
  ofInstitutionKey(KEYSPACES.commandsOf.id, institution, sequence);
export const refusedOfKey = (institution: InstitutionId, sequence: number): Buffer =>
  ofInstitutionKey(KEYSPACES.refusedOf.id, institution, sequence);

/** Ids come from outside, so they are hashed to one width. */
export function commandIdKey(id: string): Buffer {
  return Buffer.concat([Buffer.from([KEYSPACES.commandIds.id]), sha256(id)]);
}

export function idempotencyKey(institution: InstitutionId, key: string): Buffer {
  const head = Buffer.allocUnsafe(5);
  head[0] = KEYSPACES.commandKeys.id;
  writeUint32(head, institution, 1);
  return Buffer.concat([head, sha256(key)]);
}

export function unconfirmedKey(key: Address, nonce: number): Buffer {
  const bytes = Buffer.allocUnsafe(27);
  writeUint48(bytes, nonce, unconfirmedPrefix(key).copy(bytes));
  return bytes;
}

export function unconfirmedPrefix(key: Address): Buffer {
  return hexKey(KEYSPACES.unconfirmed.id, key, 20);
}

export function refusedPackKey(pack: PackRef, sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(19);
  writeUint48(bytes, sequence, refusedPackPrefix(pack).copy(bytes));
  return bytes;
}

export function refusedPackPrefix(pack: PackRef): Buffer {
  const bytes = Buffer.allocUnsafe(13);
  bytes[0] = KEYSPACES.refusedPacks.id;
  writeUint32(bytes, pack.index, writeHex(bytes, pack.batch, 1, 8));
  return bytes;
}

export function institutionListPrefix(table: "commandsOf" | "refusedOf", institution: InstitutionId): Buffer {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = KEYSPACES[table].id;
  writeUint32(bytes, institution, 1);
  return bytes;
}

export function settingKey(name: string): Buffer {
  if (!/^[a-z][a-z-]{0,31}$/.test(name)) throw new RangeError(`not a setting's name: ${name}`);
  const bytes = Buffer.alloc(33);
  bytes[0] = KEYSPACES.settings.id;
  bytes.write(name, 1, "ascii");
  return bytes;
}

export function sequenceBytes(sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  writeUint48(bytes, sequence, 0);
  return bytes;
}

/** The sequence at the end of a key or as a value. */
export function sequenceAtEnd(bytes: Buffer): number {
  return bytes.readUIntBE(bytes.length - 6, 6);
}

function sequenceKey(table: number, sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(7);
  bytes[0] = table;
  writeUint48(bytes, sequence, 1);
  return bytes;
}

function hexKey(table: number, value: string, byteCount: number): Buffer {
  const bytes = Buffer.allocUnsafe(1 + byteCount);
  bytes[0] = table;
  writeHex(bytes, value, 1, byteCount);
  return bytes;
}

function ofInstitutionKey(table: number, institution: InstitutionId, sequence: number): Buffer {
  const bytes = Buffer.allocUnsafe(11);
  bytes[0] = table;
  writeUint48(bytes, sequence, writeUint32(bytes, institution, 1));
  return bytes;
}

function sha256(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
