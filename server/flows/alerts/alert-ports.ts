import type { AlertRecords } from "../../domain/alerts/alert.ts";
import type { Zone } from "../../domain/business-day.ts";
import type { CaseRecords } from "../../domain/cases/case-records.ts";
import type { Command } from "../../domain/command.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Clock, LedgerReader } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ReconciliationRow } from "../../domain/reconcile/reconciliation-store.ts";

export type AlertPorts = {
  readonly records: AlertRecords;
  readonly cases: Pick<CaseRecords, "waiting">;
  readonly reconciliations: {
    list(principal: Principal, page: PageRequest): Promise<Page<ReconciliationRow>>;
  };
  readonly reader: Pick<LedgerReader, "view" | "head">;
  readonly commands: { unfinishedCommands(): Promise<readonly Command[]> };
  readonly clock: Clock;
  readonly zone: Zone;
};
