import type { ClaimBody } from "../../../domain/claims/claim-body.ts";
import type { EncounterRow } from "../../../domain/claims/claim-rows.ts";
import type { LedgerCall } from "../../../domain/command.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import { ledgerCall } from "../../../domain/ledger-call.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import type { Signing } from "../../../domain/ports.ts";
import { encounterWords, newClosingWords } from "./claim-content.ts";

type Asked = Extract<
  ClaimBody,
  { kind: "open-encounter" | "close-encounter" | "correct-encounter" | "cancel-encounter" }
>;

export async function planEncounter(
  body: Asked,
  { institution, view }: Signing & { readonly view: LedgerView },
): Promise<LedgerCall> {
  if (body.kind === "open-encounter") {
    const content = encounterWords({ ...body, kind: body.encounterKind, institution });
    return ledgerCall("encounterLedger", "openEncounter", content);
  }
  const content = encounterWords((await requireEncounter(body.encounter, view)).content);
  switch (body.kind) {
    case "close-encounter":
      return ledgerCall("encounterLedger", "closeEncounter", content, newClosingWords(body.closing));
    case "correct-encounter": {
      const closing = newClosingWords(body.closing);
      return ledgerCall("encounterLedger", "correctEncounter", content, closing, body.reasonHash);
    }
    case "cancel-encounter":
      return ledgerCall("encounterLedger", "cancelEncounter", content, body.reasonHash);
  }
}

export async function requireEncounter(
  id: Hex32,
  view: Pick<LedgerView, "encounter">,
): Promise<EncounterRow> {
  return (await view.encounter(id)) ?? fail("encounter-unknown", { encounter: id });
}
