import { createHash } from "node:crypto";
import { type Alert, type FoundAlert, placeOfAlert } from "../../domain/alerts/alert.ts";
import { fail } from "../../domain/failure.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { AlertPorts } from "./alert-ports.ts";
import { caseAlerts } from "./case-alerts.ts";
import { commandAlerts, disputeAlerts } from "./ledger-alerts.ts";
import { reconciliationAlerts } from "./reconciliation-alerts.ts";

/** What somebody must look at, told from what is stored; only who has looked is kept. */
export type Alerts = {
  /** The worst first, of these the latest. */
  list(
    principal: Principal,
    asked: { readonly filter: AlertFilter; readonly page: PageRequest },
  ): Promise<Page<Alert>>;
  /** Keeps who has looked; the first stands. */
  acknowledge(principal: Principal, id: string): Promise<Alert>;
};

export type AlertFilter = { readonly isAcknowledged: boolean | null };

/** Of each source: nobody looks at more, and no list of them grows without an end. */
const ALERTS_PER_SOURCE_MAX = 500;
const SOURCES = [reconciliationAlerts, caseAlerts, disputeAlerts, commandAlerts] as const;

export function openAlerts(ports: AlertPorts): Alerts {
  return {
    list: async (principal, { filter, page }) => {
      const alerts = (await alertsFor(ports, principal)).filter(
        ({ acknowledged }) =>
          filter.isAcknowledged === null || filter.isAcknowledged === (acknowledged !== null),
      );
      const { after, limit } = page;
      const rest = after === null ? alerts : alerts.filter((each) => placeOfAlert(each) > after);
      const rows = rest.slice(0, limit);
      const last = rows.at(-1);
      return { rows, next: rest.length > limit && last !== undefined ? placeOfAlert(last) : null };
    },
    acknowledge: async (principal, id) => {
      const alert = (await alertsFor(ports, principal)).find((each) => each.id === id);
      if (alert === undefined) return fail("not-found", { alert: id });
      if (alert.acknowledged !== null) return alert;
      const acknowledged = { principal: principal.name, atMs: ports.clock.nowMs() };
      await ports.records.putAcknowledgement(principal.institution, id, acknowledged);
      return { ...alert, acknowledged };
    },
  };
}

async function alertsFor(ports: AlertPorts, principal: Principal): Promise<readonly Alert[]> {
  const { institution } = principal;
  const alerts: Alert[] = [];
  for (const source of SOURCES) {
    let count = 0;
    for await (const { subject, ...found } of source(ports, principal)) {
      if (count === ALERTS_PER_SOURCE_MAX) break;
      count += 1;
      const id = idOf({ subject, ...found });
      alerts.push({ ...found, id, acknowledged: await ports.records.acknowledgement(institution, id) });
    }
  }
  return alerts.sort((one, other) => (placeOfAlert(one) < placeOfAlert(other) ? -1 : 1));
}

/** The same thing has the same id for everybody, and after every start. */
function idOf({ kind, subject }: FoundAlert): string {
  return createHash("sha256").update(`${kind} ${subject}`).digest("hex").slice(0, 32);
}
