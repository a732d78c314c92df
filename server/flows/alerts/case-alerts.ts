import type { AlertKind, FoundAlert } from "../../domain/alerts/alert.ts";
import { type AuditCase, outstandingFen } from "../../domain/cases/audit-case.ts";
import { caseNumber } from "../../domain/cases/case-number.ts";
import { scopeOf } from "../../domain/cases/case-records.ts";
import { type CaseParty, partyOf } from "../../domain/cases/case-states.ts";
import type { Principal } from "../../domain/principal.ts";
import { isOverdue } from "../cases/read-cases.ts";
import type { AlertPorts } from "./alert-ports.ts";

/** Cases in which something is due. Whose they are is the case's own say, so an alert shows no more. */
export async function* caseAlerts(ports: AlertPorts, principal: Principal): AsyncGenerator<FoundAlert> {
  for await (const auditCase of ports.cases.waiting()) {
    const party = partyOf(scopeOf(auditCase), principal);
    const kind = party === null ? null : kindFor(ports, auditCase, party);
    if (kind !== null) yield alertOf(auditCase, kind);
  }
}

/** The institution is told while there is time; who handles the case, when there is none left. */
function kindFor(ports: AlertPorts, auditCase: AuditCase, party: CaseParty): AlertKind | null {
  const { state } = auditCase.standing;
  if (state !== "hearing" && state !== "ordered") return null;
  if (party === "institution") return state === "hearing" ? "statement-due" : "repayment-due";
  if (party === "observer" || !isOverdue(ports, auditCase)) return null;
  return state === "hearing" ? "hearing-overdue" : "claw-back-overdue";
}

function alertOf({ head, standing }: AuditCase, kind: AlertKind): FoundAlert {
  const number = caseNumber(head);
  return {
    kind,
    subject: `${number} ${standing.round}`,
    sinceMs: standing.changedAtMs,
    asOf: head.asOf,
    facts: {
      auditCase: number,
      institution: head.institution.code,
      dueOn: standing.dueOn,
      outstandingFen: outstandingFen(standing).toString(),
    },
    link: `/v1/cases/${number}`,
  };
}
