import { canonicalJson } from "../../../domain/canonical-json.ts";
import type { Hex32, InstitutionId } from "../../../domain/ids.ts";
import type { NhsaPerson } from "../../../domain/nhsa/message.ts";
import type { SettlementMessage } from "../../../domain/nhsa/settlement/message.ts";
import type { SettlementPorts } from "./settlement-ports.ts";

/** Keyed, so that two messages can be seen to be of one person without keeping who it is. */
export function personHash(
  { claims }: Pick<SettlementPorts, "claims">,
  institution: InstitutionId,
  { scheme, value }: NhsaPerson,
): Hex32 {
  return claims.vault.hashBody(institution, canonicalJson({ settledPerson: { scheme, value } }));
}

export function personOfMessage({ body }: SettlementMessage): NhsaPerson {
  return "insured" in body ? body.insured.person : body.person;
}
