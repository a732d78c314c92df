import { hash } from "node:crypto";
import type { Hex32, InstitutionId } from "../domain/ids.ts";
import type { FindingKind, Verdict } from "../domain/reconcile/finding.ts";
import { writeHex, writeUint32, writeUint48 } from "./bytes.ts";
import { KEYSPACES } from "./keyspaces.ts";

/** Keys of the database of findings. */

const ID_BYTES = 16;
const ID_TEXT = /^[0-9a-f]{32}$/;
const KIND_BYTES = 24;

type OfId = "feeds" | "feedRows" | "feedGroups" | "feedFaults" | OfReconciliation;
type OfReconciliation =
  | "reconciliations"
  | "unfinishedReconciliations"
  | "findings"
  | "findingsOfKind"
  | "findingsOfVerdict"
  | "institutionTallies";

export function isId(id: string): boolean {
  return ID_TEXT.test(id);
}

export function tablePrefix(table: OfId | "reconciliationOrder"): Buffer {
  return Buffer.from([KEYSPACES[table].id]);
}

/** A table's rows of one feed or reconciliation, or its only row. */
export function idKey(table: OfId, id: string): Buffer {
  if (!isId(id)) throw new RangeError("not an id of a feed or reconciliation");
  const key = Buffer.allocUnsafe(1 + ID_BYTES);
  key[0] = KEYSPACES[table].id;
  writeHex(key, `0x${id}`, 1, ID_BYTES);
  return key;
}

export function numberedKey(
  table: "feedRows" | "feedFaults" | "findings",
  id: string,
  number: number,
): Buffer {
  return Buffer.concat([idKey(table, id), numberBytes(number)]);
}

export function groupKey(feed: string, group: Hex32): Buffer {
  const bytes = Buffer.allocUnsafe(32);
  writeHex(bytes, group, 0, 32);
  return Buffer.concat([idKey("feedGroups", feed), bytes]);
}

export function kindPrefix(id: string, kind: FindingKind): Buffer {
  const name = Buffer.alloc(KIND_BYTES);
  if (name.write(kind, "utf8") !== Buffer.byteLength(kind)) throw new RangeError(`too long a kind: ${kind}`);
  return Buffer.concat([idKey("findingsOfKind", id), name]);
}

export function verdictPrefix(id: string, verdict: Verdict): Buffer {
  return Buffer.concat([idKey("findingsOfVerdict", id), verdictByte(verdict)]);
}

/** Violations stand before suspects. */
export function verdictByte(verdict: Verdict): Buffer {
  return Buffer.from([verdict === "violation" ? 0 : 1]);
}

/** Codes come from outside, so they are hashed to one width. */
export function tallyKey(id: string, institutionCode: string): Buffer {
  return Buffer.concat([idKey("institutionTallies", id), hash("sha256", institutionCode, "buffer")]);
}

export function orderKey(id: string, startedAtMs: number): Buffer {
  return Buffer.concat([tablePrefix("reconciliationOrder"), numberBytes(startedAtMs), idBytes(id)]);
}

export function ofInstitutionPrefix(institution: InstitutionId): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = KEYSPACES.reconciliationsOf.id;
  writeUint32(key, institution, 1);
  return key;
}

export function ofInstitutionKey(institution: InstitutionId, id: string, startedAtMs: number): Buffer {
  return Buffer.concat([ofInstitutionPrefix(institution), numberBytes(startedAtMs), idBytes(id)]);
}

export function numberBytes(number: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  writeUint48(bytes, number, 0);
  return bytes;
}

export function numberAtEnd(bytes: Buffer): number {
  return bytes.readUIntBE(bytes.length - 6, 6);
}

/** The id that a key of an order of reconciliations ends with. */
export function idAtEnd(key: Buffer): string {
  return key.toString("hex", key.length - ID_BYTES);
}

function idBytes(id: string): Buffer {
  return Buffer.from(id, "hex");
}
