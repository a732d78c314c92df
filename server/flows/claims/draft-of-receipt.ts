import { businessDayOf } from "../../domain/business-day.ts";
import type { ClaimRequest } from "../../domain/claims/claim-requests.ts";
import type { DispenseBody } from "../../domain/dispense-body.ts";
import { fail } from "../../domain/failure.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { ClaimDraft } from "./draft-claim.ts";
import { ruleSetsAt } from "./rule-sets-at.ts";

/** A claim for a receipt that is recorded with it: its evidence is not on the ledger yet. */
export async function draftOfReceipt(
  ports: Pick<ClaimPorts, "zone">,
  view: LedgerView,
  of: {
    readonly principal: Principal;
    readonly request: ClaimRequest;
    readonly dispense: DispenseBody;
  },
): Promise<ClaimDraft> {
  const { principal, request, dispense } = of;
  const { institution } = principal;
  const provider = (await view.institution(institution)) ?? fail("institution-unknown", { institution });
  const { region: careRegion, code: providerCode } = provider;
  const { payerRegion, claimedAtSec: atSec } = request;
  const uncodedFen = request.uncodedLines.map(({ fen }) => fen);
  const rules = await ruleSetsAt(view, { careRegion, payerRegion, atSec });
  return {
    provider: institution,
    providerCode,
    careRegion,
    ...rules,
    evidence: [],
    primary: null,
    totalFen: sumOf(dispense.lines.map(({ priceFen }) => priceFen)) + sumOf(uncodedFen),
    occurredOn: businessDayOf(atSec, ports.zone),
  };
}

function sumOf(fens: readonly string[]): bigint {
  return fens.reduce((sum, fen) => sum + BigInt(fen), 0n);
}
