import type { QueuedState, QueuePlace } from "../domain/claims/claim-queue.ts";
import type { Hex32, InstitutionId, RegionCode } from "../domain/ids.ts";
import { CLAIM_STATES } from "../domain/lifecycles.ts";
import { writeHex, writeUint32, writeUint40 } from "./bytes.ts";
import { CLAIM_KEYSPACES } from "./claim-keyspaces.ts";

/** Keys of the tables about claims, as server/store/claim-keyspaces.ts lays them out. */

export type Place = { readonly block: number; readonly logIndex: number };

export const claimKey = (id: Hex32): Buffer => idKey(CLAIM_KEYSPACES.claims.id, id);
export const paymentKey = (id: Hex32): Buffer => idKey(CLAIM_KEYSPACES.payments.id, id);
export const encounterKey = (id: Hex32): Buffer => idKey(CLAIM_KEYSPACES.encounters.id, id);
export const nullifierKey = (nullifier: Hex32): Buffer => idKey(CLAIM_KEYSPACES.nullifiers.id, nullifier);
export const consortiumKey = (): Buffer => Buffer.from([CLAIM_KEYSPACES.consortium.id]);
export const claimRulesKey = (region: RegionCode): Buffer => regionKey(CLAIM_KEYSPACES.claimRules.id, region);

export const claimDocumentKey = (filer: InstitutionId, documentKey: Hex32): Buffer =>
  documentKeyIn(CLAIM_KEYSPACES.claimDocuments.id, filer, documentKey);
export const encounterDocumentKey = (institution: InstitutionId, documentKey: Hex32): Buffer =>
  documentKeyIn(CLAIM_KEYSPACES.encounterDocuments.id, institution, documentKey);

export const claimOfKey = (institution: InstitutionId, place: Place): Buffer =>
  placed(claimsOfPrefix(institution), place);
export const claimsOfPrefix = (institution: InstitutionId): Buffer =>
  institutionKey(CLAIM_KEYSPACES.claimsOf.id, institution);

export const encounterOfKey = (institution: InstitutionId, place: Place): Buffer =>
  placed(encountersOfPrefix(institution), place);
export const encountersOfPrefix = (institution: InstitutionId): Buffer =>
  institutionKey(CLAIM_KEYSPACES.encountersOf.id, institution);

export const claimOfPayerKey = (region: RegionCode, place: Place): Buffer =>
  placed(claimsOfPayerPrefix(region), place);
export const claimsOfPayerPrefix = (region: RegionCode): Buffer =>
  regionKey(CLAIM_KEYSPACES.claimsOfPayer.id, region);

export const evidenceClaimKey = (evidence: Hex32, place: Place): Buffer =>
  placed(evidenceClaimsPrefix(evidence), place);
export const evidenceClaimsPrefix = (evidence: Hex32): Buffer =>
  idKey(CLAIM_KEYSPACES.evidenceClaims.id, evidence);

/** What has no deadline stands behind what has one. */
export function queueKey({ region, state, deadlineSec, block, logIndex }: QueuePlace): Buffer {
  const deadline = Buffer.allocUnsafe(5);
  writeUint40(deadline, deadlineSec ?? NO_DEADLINE_SEC, 0);
  return placed(Buffer.concat([queuePrefix(region, state), deadline]), { block, logIndex });
}

export function queuePrefix(region: RegionCode, state: QueuedState): Buffer {
  const prefix = regionKey(CLAIM_KEYSPACES.claimQueue.id, region);
  return Buffer.concat([prefix, Buffer.from([CLAIM_STATES.indexOf(state)])]);
}

const NO_DEADLINE_SEC = 2 ** 40 - 1;

function idKey(table: number, id: Hex32): Buffer {
  const key = Buffer.allocUnsafe(33);
  key[0] = table;
  writeHex(key, id, 1, 32);
  return key;
}

function regionKey(table: number, region: RegionCode): Buffer {
  const key = Buffer.allocUnsafe(4);
  key[0] = table;
  key.writeUIntBE(region, 1, 3);
  return key;
}

function institutionKey(table: number, institution: InstitutionId): Buffer {
  const key = Buffer.allocUnsafe(5);
  key[0] = table;
  writeUint32(key, institution, 1);
  return key;
}

function documentKeyIn(table: number, institution: InstitutionId, documentKey: Hex32): Buffer {
  const key = Buffer.allocUnsafe(37);
  key[0] = table;
  writeHex(key, documentKey, writeUint32(key, institution, 1), 32);
  return key;
}

function placed(prefix: Buffer, { block, logIndex }: Place): Buffer {
  const place = Buffer.allocUnsafe(8);
  writeUint32(place, logIndex, writeUint32(place, block, 0));
  return Buffer.concat([prefix, place]);
}
