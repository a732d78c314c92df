import type { AgreementStatus } from "./lifecycles.ts";
import type { AgreementChangeRow } from "./read-model.ts";

/**
 * An agreement's status at an instant, as `Institutions._statusAt` reads it: the last change that had begun.
 */
export function agreementStatusAt(changes: readonly AgreementChangeRow[], atSec: number): AgreementStatus {
  const change = changes.findLast(({ fromSec }) => fromSec <= atSec);
  if (change === undefined) return "none";
  if (atSec >= change.validUntilSec) return "terminated";
  const hasLapsed = change.status === "suspended" && atSec >= change.suspendedUntilSec;
  return hasLapsed ? "active" : change.status;
}
