import type { ClaimStep } from "../../domain/claims/claim-rows.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { Vault } from "../../domain/ports.ts";

/**
 * Where the words said with a step are sealed; null of a step that nothing is said with. A claim that ends by
 * a refusal ends upon the refusal's basis.
 */
export function wordsKeyOf(
  vault: Pick<Vault, "commitLine">,
  at: { readonly claim: Hex32; readonly place: number; readonly step: ClaimStep },
): Hex32 | null {
  const { claim, place, step } = at;
  if (step.kind === "upheld") return upheldWordsKey(vault, { bureau: step.by, claim, place });
  if (step.kind === "rejected") return step.basis;
  return "reasonHash" in step ? step.reasonHash : null;
}

/** The ledger has no commitment to why a claim was upheld: its words stand under the step's place. */
export function upheldWordsKey(
  vault: Pick<Vault, "commitLine">,
  of: { readonly bureau: InstitutionId; readonly claim: Hex32; readonly place: number },
): Hex32 {
  return vault.commitLine(of.bureau, of.claim, of.place, "upheld");
}
