import { hash } from "node:crypto";
import type { CaseId } from "../domain/cases/case-number.ts";
import type { CaseViewer } from "../domain/cases/case-records.ts";
import type { InstitutionId, RegionCode } from "../domain/ids.ts";
import { writeHex, writeUint16, writeUint32, writeUint48 } from "./bytes.ts";
import { CASE_KEYSPACES as TABLES } from "./case-keyspaces.ts";

/** Keys of audit cases. */

const CASE_BYTES = 9;
const RECONCILIATION_BYTES = 16;
const VIEWER_KINDS: readonly CaseViewer["is"][] = ["all", "region", "institution"];

export function caseBytes({ region, year, ordinal }: CaseId): Buffer {
  const bytes = Buffer.allocUnsafe(CASE_BYTES);
  writeUint32(bytes, ordinal, writeUint16(bytes, year, bytes.writeUIntBE(region, 0, 3)));
  return bytes;
}

/** The case that a key or a value ends with. */
export function caseAtEnd(bytes: Buffer): CaseId {
  const at = bytes.length - CASE_BYTES;
  return {
    region: bytes.readUIntBE(at, 3),
    year: bytes.readUInt16BE(at + 3),
    ordinal: bytes.readUInt32BE(at + 5),
  };
}

/** A table's rows of one case, or its only row. */
export function ofCaseKey(
  table: "cases" | "caseSteps" | "caseFindings" | "waitingCases",
  id: CaseId,
): Buffer {
  return Buffer.concat([tablePrefix(table), caseBytes(id)]);
}

export function placedKey(table: "caseSteps" | "caseFindings", id: CaseId, place: number): Buffer {
  const end = Buffer.allocUnsafe(2);
  writeUint16(end, place, 0);
  return Buffer.concat([ofCaseKey(table, id), end]);
}

export function tablePrefix(table: "cases" | "caseSteps" | "caseFindings" | "waitingCases"): Buffer {
  return Buffer.from([TABLES[table].id]);
}

/** Cases of a region's year; the last key is that of the last number given. */
export function yearPrefix(region: RegionCode, year: number): Buffer {
  return ofCaseKey("cases", { region, year, ordinal: 0 }).subarray(0, 1 + 3 + 2);
}

export function viewerPrefix(viewer: CaseViewer): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes[0] = TABLES.casesOf.id;
  bytes[1] = VIEWER_KINDS.indexOf(viewer.is);
  writeUint32(
    bytes,
    viewer.is === "region" ? viewer.region : viewer.is === "institution" ? viewer.institution : 0,
    2,
  );
  return bytes;
}

export function viewedKey(viewer: CaseViewer, openedAtMs: number, id: CaseId): Buffer {
  return Buffer.concat([viewerPrefix(viewer), uint48(openedAtMs), caseBytes(id)]);
}

export function findingsPrefix(reconciliation: string): Buffer {
  const bytes = Buffer.allocUnsafe(1 + RECONCILIATION_BYTES);
  bytes[0] = TABLES.findingCases.id;
  writeHex(bytes, `0x${reconciliation}`, 1, RECONCILIATION_BYTES);
  return bytes;
}

export function findingKey(reconciliation: string, ordinal: number): Buffer {
  return Buffer.concat([findingsPrefix(reconciliation), uint48(ordinal)]);
}

export function ordinalAtEnd(key: Buffer): number {
  return key.readUIntBE(key.length - 6, 6);
}

/** Idempotency keys come from outside, so they are hashed to one width. */
export function requestKey(institution: InstitutionId, key: string): Buffer {
  const head = Buffer.allocUnsafe(5);
  head[0] = TABLES.caseRequests.id;
  writeUint32(head, institution, 1);
  return Buffer.concat([head, hash("sha256", key, "buffer")]);
}

function uint48(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  writeUint48(bytes, value, 0);
  return bytes;
}
