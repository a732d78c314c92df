import type { AlertPorts } from "../../../server/flows/alerts/alert-ports.ts";
import { openAlerts } from "../../../server/flows/alerts/open-alerts.ts";
import type { CasePorts } from "../../../server/flows/cases/case-ports.ts";
import { openCases } from "../../../server/flows/cases/open-cases.ts";
import type { Doors } from "../../../server/http/doors.ts";
import { openWorkbookWriter } from "../../../server/sheets/open-workbook-writer.ts";
import { openAlertRecords } from "../../../server/store/alert-store.ts";
import { openCaseRecords } from "../../../server/store/case-store.ts";
import type { Database } from "../../../server/store/database.ts";
import { openDesk } from "../../flows/reconcile/support/desk.ts";

/** Reconciliations judged by a rule of the tests, and the cases about them, kept in the database. */
export async function openCaseDoors(
  database: Database,
  {
    commands,
    ...parts
  }: Pick<CasePorts, "vault" | "clock" | "zone"> & Pick<AlertPorts, "reader" | "commands">,
): Promise<Pick<Doors, "reconciliations" | "cases" | "alerts" | "writeWorkbook">> {
  const records = openCaseRecords(database);
  const reconciliations = (await openDesk({ cases: records })).open();
  return {
    reconciliations,
    alerts: openAlerts({
      records: openAlertRecords(database),
      cases: records,
      reconciliations,
      commands,
      ...parts,
    }),
    cases: openCases({ records, reconciliations, ...parts }),
    writeWorkbook: openWorkbookWriter(),
  };
}
