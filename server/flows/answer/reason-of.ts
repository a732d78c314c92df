import type { Hex32 } from "../../domain/ids.ts";
import { openWords, type ReasonWords } from "../document-codec.ts";
import type { AnswerPorts } from "./answer-ports.ts";

/** The words that the ledger holds a commitment to; null where this server was not told them. */
export async function reasonOf(
  { openings, vault }: Pick<AnswerPorts, "openings" | "vault">,
  { documentKey }: { readonly documentKey: Hex32 },
): Promise<string | null> {
  const sealed = await openings.opening(documentKey);
  return sealed === null ? null : openWords<ReasonWords>(vault, sealed).reason;
}
