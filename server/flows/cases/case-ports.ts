import type { Zone } from "../../domain/business-day.ts";
import type { CaseRecords } from "../../domain/cases/case-records.ts";
import type { Clock, LedgerReader, Vault } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { NumberedFinding, ReconciliationRow } from "../../domain/reconcile/reconciliation-store.ts";

export type CasePorts = {
  readonly records: CaseRecords;
  /** What the principal may see of reconciliations; `not-found` for the rest. */
  readonly reconciliations: {
    read(principal: Principal, id: string): Promise<ReconciliationRow>;
    finding(principal: Principal, id: string, ordinal: number): Promise<NumberedFinding | null>;
  };
  readonly reader: Pick<LedgerReader, "view">;
  readonly vault: Pick<Vault, "seal" | "open" | "hashBody">;
  readonly clock: Clock;
  readonly zone: Zone;
};

/** What every request about cases comes with. */
export type CaseAsked = {
  readonly principal: Principal;
  /** Null: what is asked names itself, once in each round of a case. */
  readonly idempotencyKey: string | null;
};
