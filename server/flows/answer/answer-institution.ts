import { agreementStatusAt } from "../../domain/agreement-status.ts";
import type { AgreementAnswer, InstitutionAnswer, ListAnswer, OperatorAnswer } from "../../domain/answers.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { LedgerView, PageRequest } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { AgreementChangeRow, InstitutionRow, OperatorRow } from "../../domain/read-model.ts";
import { maySee } from "../../domain/visibility.ts";
import type { AnswerPorts } from "./answer-ports.ts";
import { nameOf, proofOf } from "./naming.ts";

/**
 * One institution. Members know each other and their agreements; keys are for itself and who watches over it.
 */
export function answerInstitution(
  ports: AnswerPorts,
  principal: Principal,
  about: { readonly id: InstitutionId; readonly nowSec: number },
): Promise<InstitutionAnswer> {
  return ports.reader.view(async (view) => {
    const row = await view.institution(about.id);
    if (row === null) return fail("not-found", { institution: about.id });
    return tellInstitution(view, principal, { row, nowSec: about.nowSec });
  });
}

export function answerInstitutions(
  ports: AnswerPorts,
  principal: Principal,
  about: { readonly page: PageRequest; readonly nowSec: number },
): Promise<ListAnswer<InstitutionAnswer>> {
  return ports.reader.view(async (view) => {
    const { rows, next } = await view.institutions(about.page);
    const answers = rows.map((row) => tellInstitution(view, principal, { row, nowSec: about.nowSec }));
    return { rows: await Promise.all(answers), next, asOf: view.asOf };
  });
}

async function tellInstitution(
  view: LedgerView,
  principal: Principal,
  { row, nowSec }: { row: InstitutionRow; nowSec: number },
): Promise<InstitutionAnswer> {
  const isOpen = maySee(principal, [row]) || principal.role === "consortium";
  return {
    ...nameOf(row),
    district: row.district,
    registeredBy: row.registeredBy,
    agreement: row.agreement.map(tellChange),
    agreementNow: agreementStatusAt(row.agreement, nowSec),
    adminKey: isOpen ? row.adminKey : null,
    operators: isOpen ? (await view.operatorsOf(row.id)).map(tellOperator) : null,
    proof: proofOf(row.origin),
    asOf: view.asOf,
  };
}

function tellChange(change: AgreementChangeRow): AgreementAnswer {
  const { status, fromSec, suspendedUntilSec, validUntilSec, origin } = change;
  return {
    status,
    fromSec,
    suspendedUntilSec: status === "suspended" ? suspendedUntilSec : null,
    validUntilSec,
    proof: proofOf(origin),
  };
}

function tellOperator({ key, acts, validUntilSec, revoked, origin }: OperatorRow): OperatorAnswer {
  return { key, acts, validUntilSec, revoked, proof: proofOf(origin) };
}
