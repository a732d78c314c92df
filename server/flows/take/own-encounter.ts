import type { EncounterRow } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";

/** An encounter of the asker's own: another's does not exist for this one. */
export async function ownEncounter(
  view: Pick<LedgerView, "encounter">,
  principal: Principal,
  id: Hex32,
): Promise<EncounterRow> {
  const row = await view.encounter(id);
  if (row !== null && row.content.institution === principal.institution) return row;
  return fail("encounter-unknown", { encounter: id });
}
