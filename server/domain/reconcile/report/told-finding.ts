import type { Hex32 } from "../../ids.ts";
import type { NumberedFinding, ReconciliationRow } from "../reconciliation-store.ts";

/** A finding as it is handed out: with the case that is about it, `AJ-330100-2026-000001`. */
export type ToldFinding = NumberedFinding & { readonly caseNumber: string | null };

/** What all findings of a reconciliation rest on. */
export type FindingsProvenance = { readonly block: number | null; readonly findingsDigest: Hex32 | null };

export function provenanceOf({ asOf, digests }: ReconciliationRow): FindingsProvenance {
  return { block: asOf?.block ?? null, findingsDigest: digests?.findings ?? null };
}
