import type { CasePorts } from "../../../server/flows/cases/case-ports.ts";
import { openCases } from "../../../server/flows/cases/open-cases.ts";
import type { Doors } from "../../../server/http/doors.ts";
import { openCaseRecords } from "../../../server/store/case-store.ts";
import type { Database } from "../../../server/store/database.ts";
import { openDesk } from "../../flows/reconcile/support/desk.ts";

/** Reconciliations judged by a rule of the tests, and the cases about them, kept in the database. */
export async function openCaseDoors(
  database: Database,
  parts: Pick<CasePorts, "reader" | "vault" | "clock" | "zone">,
): Promise<Pick<Doors, "reconciliations" | "cases">> {
  const records = openCaseRecords(database);
  const reconciliations = (await openDesk(records)).open();
  return { reconciliations, cases: openCases({ records, reconciliations, ...parts }) };
}
