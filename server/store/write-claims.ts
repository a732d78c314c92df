import { queuePlaceOf } from "../domain/claims/claim-queue.ts";
import type { ClaimRow, EncounterRow } from "../domain/claims/claim-rows.ts";
import type { Hex32 } from "../domain/ids.ts";
import type { ClaimCommitRows } from "./claim-commit-rows.ts";
import * as keys from "./claim-keys.ts";
import {
  claimCodec,
  claimRulesCodec,
  consortiumCodec,
  encounterCodec,
  paymentCodec,
} from "./codecs/claim-rows.ts";
import type { Writes } from "./database.ts";

/** Puts a commit's claims and encounters, with the lists they stand in, into its batch of writes. */
export function writeClaims(writes: Writes, rows: ClaimCommitRows): void {
  for (const row of rows.claims.values()) writeClaim(writes, row, rows.claimsBefore.get(row.id) ?? null);
  for (const [nullifier, claim] of rows.nullifiers) {
    if (claim === null) writes.del(keys.nullifierKey(nullifier));
    else writes.put(keys.nullifierKey(nullifier), bytesOf(claim));
  }
  for (const row of rows.payments.values()) writes.put(keys.paymentKey(row.id), paymentCodec.encode(row));
  for (const row of rows.encounters.values()) writeEncounter(writes, row);
  for (const row of rows.claimRuleRows.values()) {
    writes.put(keys.claimRulesKey(row.region), claimRulesCodec.encode(row));
  }
  if (rows.consortiumRow !== null) {
    writes.put(keys.consortiumKey(), consortiumCodec.encode(rows.consortiumRow));
  }
}

function writeClaim(writes: Writes, row: ClaimRow, before: ClaimRow | null): void {
  const { content, origin } = row;
  const id = bytesOf(row.id);
  writes.put(keys.claimKey(row.id), claimCodec.encode(row));
  if (before === null) {
    writes.put(keys.claimDocumentKey(content.filer, content.documentKey), id);
    writes.put(keys.claimOfPayerKey(content.payerRegion, origin), id);
    for (const institution of new Set([content.filer, content.provider])) {
      if (institution !== 0) writes.put(keys.claimOfKey(institution, origin), id);
    }
    for (const evidence of content.evidence) writes.put(keys.evidenceClaimKey(evidence.id, origin), id);
  }
  const left = before === null ? null : queuePlaceOf(before);
  const place = queuePlaceOf(row);
  if (left !== null) writes.del(keys.queueKey(left));
  if (place !== null) writes.put(keys.queueKey(place), id);
}

/** Its lists are written again with each change: the same keys, the same bytes. */
function writeEncounter(writes: Writes, row: EncounterRow): void {
  const { institution, documentKey } = row.content;
  const id = bytesOf(row.id);
  writes.put(keys.encounterKey(row.id), encounterCodec.encode(row));
  writes.put(keys.encounterDocumentKey(institution, documentKey), id);
  writes.put(keys.encounterOfKey(institution, row.origin), id);
}

function bytesOf(id: Hex32): Buffer {
  return Buffer.from(id.slice(2), "hex");
}
