import type { ClaimBody } from "../../../domain/claims/claim-body.ts";
import type { BackingWords } from "../../../domain/claims/claim-call.ts";
import type { ClosingContent, EvidenceRef } from "../../../domain/claims/claim-rows.ts";
import type { LedgerCall } from "../../../domain/command.ts";
import { fail } from "../../../domain/failure.ts";
import { ledgerCall } from "../../../domain/ledger-call.ts";
import type { LedgerView } from "../../../domain/ledger-view.ts";
import type { Signing } from "../../../domain/ports.ts";
import type { RecordIds } from "../../../domain/record-ids.ts";
import { dispenseContent } from "../dispense-content.ts";
import { dispenseArguments } from "../plan-dispenses.ts";
import { reversalArguments } from "../plan-reversal.ts";
import { claimWords, closingWords, encounterWords, newClaimWords } from "./claim-content.ts";
import { requireEncounter } from "./plan-encounter.ts";
import { requireClaim } from "./require-claim.ts";

export type SubmissionPorts = { readonly ids: Pick<RecordIds, "dispense"> };

type Asked = Signing & { readonly view: LedgerView };
type BodyOf<Kind extends ClaimBody["kind"]> = Extract<ClaimBody, { readonly kind: Kind }>;

/** A claim with the contents of the evidence it spends, which the ledger holds against their ids. */
export async function planSubmission(
  body: BodyOf<"submit-claim">,
  asked: Asked,
): Promise<readonly LedgerCall[]> {
  const claim = newClaimWords(body.claim, asked);
  const backing = await backingOf(body.claim.evidence, asked.view);
  const { primaryFiler, primaryKey, channel } = body.claim;
  const primary = channel === "secondary" ? await asked.view.claimByDocument(primaryFiler, primaryKey) : null;
  const primaries = primary === null ? [] : [claimWords(primary.content)];
  return [ledgerCall("claimLedger", "submitClaims", [claim], [{ ...backing, primary: primaries }])];
}

/** The id of the dispense is known before it is recorded, so the claim can name it. */
export async function planDispenseAndClaim(
  body: BodyOf<"dispense-and-claim">,
  asked: Asked,
  { ids }: SubmissionPorts,
): Promise<readonly LedgerCall[]> {
  const dispense = { ...body.dispense, institution: asked.institution };
  const { contents, parcelFroms, declaredKeys } = await dispenseArguments([dispense], asked.view);
  const evidence = contents.map((content): EvidenceRef => {
    return { kind: "dispense", id: ids.dispense(content), documentKey: content.documentKey };
  });
  const claim = newClaimWords({ ...body.claim, evidence }, asked);
  return [ledgerCall("claimLedger", "dispenseAndClaim", contents, parcelFroms, declaredKeys, [claim])];
}

export async function planReturnOfBoth(
  body: BodyOf<"reverse-claim-and-dispense">,
  { institution, view }: Asked,
): Promise<readonly LedgerCall[]> {
  const row = await requireClaim(body.claim, view);
  const back = await reversalArguments(body.reversal, institution, view);
  return [
    ledgerCall(
      "claimLedger",
      "reverseClaimAndDispense",
      claimWords(row.content),
      row.nullifier ?? `0x${"0".repeat(64)}`,
      body.reasonHash,
      back.dispense,
      back.reversal,
      back.lineIndexes,
      back.parcelFroms,
      back.declaredKeys,
    ),
  ];
}

async function backingOf(
  evidence: readonly EvidenceRef[],
  view: LedgerView,
): Promise<Omit<BackingWords, "primary">> {
  const dispenses: BackingWords["dispenses"][number][] = [];
  const encounters: BackingWords["encounters"][number][] = [];
  const closings: BackingWords["closings"][number][] = [];
  for (const { kind, id } of evidence) {
    if (kind === "dispense") {
      const row = (await view.dispense(id)) ?? fail("dispense-unknown", { dispense: id });
      dispenses.push(dispenseContent(row, row.institution));
    } else {
      const row = await requireEncounter(id, view);
      const closing: ClosingContent =
        row.closings.at(-1) ?? fail("encounter-not-in-state", { encounter: id, actual: row.state });
      encounters.push(encounterWords(row.content));
      closings.push(closingWords(closing));
    }
  }
  return { dispenses, encounters, closings };
}
