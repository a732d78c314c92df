import type { ClaimWords } from "../../../domain/claims/claim-call.ts";
import type { ClaimRow } from "../../../domain/claims/claim-rows.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import { claimWords } from "./claim-content.ts";

export async function requireClaim(id: Hex32, view: Pick<LedgerView, "claim">): Promise<ClaimRow> {
  return (await view.claim(id)) ?? fail("claim-unknown", { claim: id });
}

/** The contents of claims, in their order. */
export async function contentsOf(
  claims: readonly Hex32[],
  view: Pick<LedgerView, "claim">,
): Promise<readonly ClaimWords[]> {
  const contents: ClaimWords[] = [];
  for (const claim of claims) contents.push(claimWords((await requireClaim(claim, view)).content));
  return contents;
}
