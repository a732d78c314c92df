import type { LedgerCall } from "../../domain/command.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { RecordIds } from "../../domain/record-ids.ts";
import { applyCall } from "./apply-call.ts";
import type { PlannedRows } from "./planned-rows.ts";
import { overlaid } from "./planned-view.ts";

export type PlannedLedger = {
  readonly rows: PlannedRows;
  /** The index as it will stand. Empty, it is the index itself. */
  over(view: LedgerView): LedgerView;
  /** Takes over what a call will do for the institution; `view` is the index's own. */
  apply(call: LedgerCall, institution: InstitutionId, view: LedgerView): Promise<void>;
  clear(): void;
};

export function createPlannedLedger(ids: RecordIds): PlannedLedger {
  const rows: PlannedRows = {
    batches: new Map(),
    manifests: new Map(),
    packsByKey: new Map(),
    parcels: new Map(),
    standing: new Map(),
    consignments: new Map(),
    dispenses: new Map(),
    dispenseIds: new Map(),
    aftermaths: new Map(),
    packs: new Map(),
  };
  return {
    rows,
    over: (view) => overlaid(rows, view),
    apply: (call, institution, view) =>
      applyCall(call, { rows, institution, ids, view: overlaid(rows, view) }),
    clear: () => {
      for (const table of Object.values(rows)) table.clear();
    },
  };
}
