import { NO_COUNTS } from "../../../server/domain/import/entry.ts";
import type { ImportChange, ImportPlan, ImportRow } from "../../../server/domain/import/import-store.ts";

export const IMPORT_ID = "ab".repeat(16);

export function anyImport(change: Partial<ImportRow> = {}): ImportRow {
  return {
    id: IMPORT_ID,
    files: [{ name: "sales-3505.ndjson", kind: "sale", sha256: "cd".repeat(32) }],
    startedAtMs: 1,
    endedAtMs: null,
    next: 0,
    refusedCount: 0,
    counts: NO_COUNTS,
    ...change,
  };
}

export const anyPlan: ImportPlan = {
  from: 0,
  to: 2,
  commands: [],
  places: [{ entry: 0, file: "sales-3505.ndjson", line: 1, kind: "sale" }],
  counts: NO_COUNTS,
  refusals: [],
  attempts: [],
  names: [],
};

export function anyImportChange(plan: ImportChange["plan"]): ImportChange {
  const place = { entry: 1, file: "sales-3505.ndjson", line: 2, kind: "sale" } as const;
  return {
    row: anyImport({ next: 2 }),
    plan,
    refusals: [{ ...place, code: "sku-unmapped", facts: { sku: "S-1" } }],
    names: [{ name: "shipment SH1", id: `0x${"ef".repeat(32)}` }],
  };
}
