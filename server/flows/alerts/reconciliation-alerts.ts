import type { FoundAlert } from "../../domain/alerts/alert.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ReconciliationRow } from "../../domain/reconcile/reconciliation-store.ts";
import type { AlertPorts } from "./alert-ports.ts";

/** The latest reconciliations that are looked at for alerts. */
export const RECONCILIATIONS_LOOKED_MAX = 200;

/** What the principal's own reconciliations found, and what they could not look at. */
export async function* reconciliationAlerts(
  { reconciliations }: AlertPorts,
  principal: Principal,
): AsyncGenerator<FoundAlert> {
  if (principal.role !== "bureau" && principal.role !== "auditor") return;
  const page = { limit: RECONCILIATIONS_LOOKED_MAX, after: null };
  const { rows } = await reconciliations.list(principal, page);
  for (const row of rows) if (row.stage !== "judging") yield* alertsOf(row);
}

function* alertsOf(row: ReconciliationRow): Generator<FoundAlert> {
  const { id, name, asOf, summary, failure, faultCount } = row;
  const about = {
    subject: id,
    sinceMs: row.endedAtMs ?? row.startedAtMs,
    asOf,
    link: `/v1/reconciliations/${id}`,
  };
  const differing = summary.kinds.find(({ kind }) => kind === "index_differs");
  if (differing !== undefined) {
    yield { ...about, kind: "index-differs", facts: { name, rowCount: differing.count } };
  }
  const { violatingCount, questionedFen, couldNotLook } = summary;
  if (violatingCount > 0) {
    const facts = { name, violatingCount, questionedFen: questionedFen.toString() };
    yield { ...about, kind: "reconciliation-violations", facts };
  }
  if (failure !== null || faultCount > 0 || Object.keys(couldNotLook).length > 0) {
    const facts = { name, failure: failure?.code ?? null, faultCount, couldNotLook };
    yield { ...about, kind: "reconciliation-incomplete", facts };
  }
}
