import { QUEUED_STATES } from "../../domain/claims/claim-queue.ts";
import type { ClaimRow, EncounterRow } from "../../domain/claims/claim-rows.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { newClaimRules } from "../../domain/project/claim-rules.ts";
import { afterPrefix } from "../bytes.ts";
import * as keys from "../claim-keys.ts";
import { hexOf, pageOf, pointed, type Reads, type Source } from "./source.ts";

type Names =
  | "claim"
  | "claimByDocument"
  | "claimsOf"
  | "claimsOfPayer"
  | "claimQueue"
  | "claimQueueCounts"
  | "claimsOfEvidence"
  | "nullifier"
  | "encounter"
  | "encounterByDocument"
  | "encountersOf"
  | "claimRules"
  | "consortium";

export function claimReads(source: Source): Reads<Names> {
  const { get, rows } = source;
  const claimAt = (id: Hex32): ClaimRow => pointed(rows.claim(id), "claims");
  const encounterAt = (id: Hex32): EncounterRow => pointed(rows.encounter(id), "encounters");
  const idAt = (key: Buffer): Hex32 | null => {
    const bytes = get(key);
    return bytes === undefined ? null : hexOf(bytes);
  };
  return {
    claim: async (id) => rows.claim(id),
    claimByDocument: async (filer, documentKey) => {
      const id = idAt(keys.claimDocumentKey(filer, documentKey));
      return id === null ? null : claimAt(id);
    },
    claimsOf: (institution, request) =>
      pageOf(
        source,
        keys.claimsOfPrefix(institution),
        request,
        (_, id) => claimAt(hexOf(id)),
        "newest-first",
      ),
    claimsOfPayer: (region, request) =>
      pageOf(
        source,
        keys.claimsOfPayerPrefix(region),
        request,
        (_, id) => claimAt(hexOf(id)),
        "newest-first",
      ),
    claimQueue: (region, state, request) =>
      pageOf(source, keys.queuePrefix(region, state), request, (_, id) => claimAt(hexOf(id))),
    claimQueueCounts: async (region) => {
      const counts = await Promise.all(
        QUEUED_STATES.map(
          async (state) => [state, await countOf(source, keys.queuePrefix(region, state))] as const,
        ),
      );
      return Object.fromEntries(counts);
    },
    claimsOfEvidence: async (evidence) => {
      const prefix = keys.evidenceClaimsPrefix(evidence);
      const found: ClaimRow[] = [];
      const range = { gte: prefix, lt: afterPrefix(prefix), snapshot: source.snapshot };
      for await (const [, id] of source.database.iterator(range)) found.push(claimAt(hexOf(id)));
      return found;
    },
    nullifier: async (nullifier) => idAt(keys.nullifierKey(nullifier)),
    encounter: async (id) => rows.encounter(id),
    encounterByDocument: async (institution, documentKey) => {
      const id = idAt(keys.encounterDocumentKey(institution, documentKey));
      return id === null ? null : encounterAt(id);
    },
    encountersOf: (institution, request) =>
      pageOf(
        source,
        keys.encountersOfPrefix(institution),
        request,
        (_, id) => encounterAt(hexOf(id)),
        "newest-first",
      ),
    claimRules: async (region) => rows.claimRules(region) ?? newClaimRules(region),
    consortium: async () => rows.consortium(),
  };
}

async function countOf(source: Source, prefix: Buffer): Promise<number> {
  let count = 0;
  const range = { gte: prefix, lt: afterPrefix(prefix), snapshot: source.snapshot };
  for await (const _ of source.database.keys(range)) count += 1;
  return count;
}
