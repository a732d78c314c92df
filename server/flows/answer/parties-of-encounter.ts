import type { EncounterRow } from "../../domain/claims/claim-rows.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Party } from "../../domain/visibility.ts";
import { createNaming } from "./naming.ts";

/** Whom an encounter concerns: the hospital, and the bureau of every fund that was asked to pay for it. */
export async function partiesOfEncounter(view: LedgerView, row: EncounterRow): Promise<readonly Party[]> {
  const hospital = await createNaming(view).institution(row.content.institution);
  const claims = await view.claimsOfEvidence(row.id);
  const payers = await Promise.all(claims.map(({ content }) => view.bureauOf(content.payerRegion)));
  return [hospital, ...payers.filter((bureau) => bureau !== null)];
}
