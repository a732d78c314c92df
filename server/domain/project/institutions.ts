import { actsOfBits, INSTITUTION_KINDS } from "../acts.ts";
import type { LedgerEvent } from "../ledger-event.ts";
import type { AgreementChangeRow, InstitutionRow } from "../read-model.ts";
import type { Change, Current } from "./current.ts";
import { type EventOf, originOf, standing, wordOf } from "./standing.ts";

export function institutionRegistered(event: EventOf<"InstitutionRegistered">): readonly Change[] {
  const row: InstitutionRow = {
    id: event.institution,
    kind: wordOf(INSTITUTION_KINDS, event.kind, "kind", event),
    region: event.region,
    district: event.district,
    adminKey: event.adminKey,
    registeredBy: event.registeredBy,
    code: event.code,
    name: event.institutionName,
    agreement: [],
    origin: originOf(event.place),
  };
  return [{ table: "institution", row }];
}

export function adminKeyReplaced(event: EventOf<"AdminKeyReplaced">, current: Current): readonly Change[] {
  const row = institutionOf(event, current);
  return [{ table: "institution", row: { ...row, adminKey: event.adminKey } }];
}

export function operatorAdded(event: EventOf<"OperatorAdded">): readonly Change[] {
  return [
    {
      table: "operator",
      row: {
        key: event.operator,
        institution: event.institution,
        acts: actsOfBits(event.acts),
        validUntilSec: event.validUntilSec,
        revoked: false,
        origin: originOf(event.place),
      },
    },
  ];
}

export function operatorRevoked(event: EventOf<"OperatorRevoked">, current: Current): readonly Change[] {
  const row = standing(current.operator(event.operator), "operator", event.operator, event);
  return [{ table: "operator", row: { ...row, revoked: true } }];
}

export function agreementSigned(event: EventOf<"AgreementSigned">, current: Current): readonly Change[] {
  return agreementChanged(event, current, {
    status: "active",
    fromSec: event.fromSec,
    suspendedUntilSec: 0,
    validUntilSec: event.validUntilSec,
  });
}

export function agreementSuspended(
  event: EventOf<"AgreementSuspended">,
  current: Current,
): readonly Change[] {
  return agreementChanged(event, current, {
    status: "suspended",
    fromSec: event.fromSec,
    suspendedUntilSec: event.untilSec,
    validUntilSec: validUntilOf(event, current),
  });
}

export function agreementReinstated(
  event: EventOf<"AgreementReinstated">,
  current: Current,
): readonly Change[] {
  return agreementChanged(event, current, {
    status: "active",
    fromSec: event.fromSec,
    suspendedUntilSec: 0,
    validUntilSec: validUntilOf(event, current),
  });
}

export function agreementTerminated(
  event: EventOf<"AgreementTerminated">,
  current: Current,
): readonly Change[] {
  return agreementChanged(event, current, {
    status: "terminated",
    fromSec: event.fromSec,
    suspendedUntilSec: 0,
    validUntilSec: validUntilOf(event, current),
  });
}

type OfInstitution = Extract<LedgerEvent, { institution: number }>;

function agreementChanged(
  event: OfInstitution,
  current: Current,
  change: Omit<AgreementChangeRow, "origin">,
): readonly Change[] {
  const row = institutionOf(event, current);
  const agreement = [...row.agreement, { ...change, origin: originOf(event.place) }];
  return [{ table: "institution", row: { ...row, agreement } }];
}

/** A later change keeps the end that was signed. */
function validUntilOf(event: OfInstitution, current: Current): number {
  const last = institutionOf(event, current).agreement.at(-1) ?? null;
  return standing(last, "agreement", event.institution, event).validUntilSec;
}

function institutionOf(event: OfInstitution, current: Current): InstitutionRow {
  return standing(current.institution(event.institution), "institution", event.institution, event);
}
