import type { BatchId, Hex32, InstitutionId } from "../domain/ids.ts";
import type { Vault } from "../domain/ports.ts";

/** Where the words of a recall or a quarantine are kept: found again by who gave it and what it is about. */
export function reasonKeyOf(
  vault: Pick<Vault, "documentKey">,
  about: {
    readonly by: InstitutionId;
    readonly batch: BatchId;
    readonly act: "recall" | "quarantine";
  },
): Hex32 {
  return vault.documentKey(about.by, {
    kind: "batch",
    number: about.batch,
    businessDay: "",
    till: about.act,
  });
}
