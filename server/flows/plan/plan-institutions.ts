import { actBits, INSTITUTION_KINDS } from "../../domain/acts.ts";
import type { LedgerCall } from "../../domain/command.ts";
import type { CommandBody } from "../../domain/command-body.ts";
import { type InstitutionDraft, ledgerCall } from "../../domain/ledger-call.ts";

type Governing = Extract<
  CommandBody,
  {
    readonly kind:
      | "admit-bureau"
      | "admit-auditor"
      | "register-institution"
      | "add-operator"
      | "revoke-operator"
      | "sign-agreement"
      | "suspend-agreement"
      | "reinstate-agreement"
      | "terminate-agreement";
  }
>;

/** Acts on institutions depend on nothing that changes under them: one call each. */
export function planInstitutions(body: Governing): LedgerCall {
  switch (body.kind) {
    case "admit-bureau":
      return ledgerCall("institutions", "admitBureau", body.region, draftOf(body));
    case "admit-auditor":
      return ledgerCall("institutions", "admitAuditor", body.region, draftOf(body));
    case "register-institution":
      return ledgerCall("institutions", "registerInstitution", draftOf(body));
    case "add-operator":
      return ledgerCall(
        "institutions",
        "addOperator",
        body.institution,
        body.key,
        actBits(body.acts),
        body.validUntilSec,
      );
    case "revoke-operator":
      return ledgerCall("institutions", "revokeOperator", body.institution, body.key);
    case "sign-agreement":
      return ledgerCall("institutions", "signAgreement", body.institution, body.fromSec, body.validUntilSec);
    case "suspend-agreement":
      return ledgerCall(
        "institutions",
        "suspendAgreement",
        body.institution,
        body.fromSec,
        body.untilSec,
        body.reasonHash,
      );
    case "reinstate-agreement":
      return ledgerCall("institutions", "reinstateAgreement", body.institution, body.fromSec);
    case "terminate-agreement":
      return ledgerCall(
        "institutions",
        "terminateAgreement",
        body.institution,
        body.fromSec,
        body.reasonHash,
      );
  }
}

function draftOf(
  body: Extract<Governing, { readonly kind: "admit-bureau" | "admit-auditor" | "register-institution" }>,
): InstitutionDraft {
  const { district, adminKey, code, name } = body;
  return { kind: INSTITUTION_KINDS.indexOf(body.institutionKind), district, adminKey, code, name };
}
