import { canonicalJson } from "../../domain/canonical-json.ts";
import type { ClaimRequest, DispenseAndClaimRequest } from "../../domain/claims/claim-requests.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import { submitOnce } from "../take/submit-once.ts";
import { composeDispense, dispenseDocumentKey, requireDispense } from "../take/take-dispense.ts";
import type { Asked } from "../take/take-ports.ts";
import { triedLinesOf } from "../take/tried-lines.ts";
import { sealTried } from "../tried-words.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { claimDocumentKey, composeClaim, requireClaimForm } from "./compose-claim.ts";
import { draftOfReceipt } from "./draft-of-receipt.ts";

/** A till records a receipt and claims it in one go: both stand on the ledger, or neither does. */
export async function takeDispenseAndClaim(
  ports: ClaimPorts,
  asked: Asked<DispenseAndClaimRequest>,
): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { dispense } = request;
  requireDispense(dispense);
  const claim = claimOfReceipt(request);
  requireClaimForm(claim, "with-receipt");
  const dispenseKey = dispenseDocumentKey(ports, principal, dispense);
  const documentKey = claimDocumentKey(ports, principal, claim);
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "dispense-and-claim",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    // The receipt's own number: a till that repeats it is answered from the same command.
    naturalKey: `record-dispenses:${dispenseKey}`,
    tried: () => sealTried(ports.vault, { bodyHash, lines: triedLinesOf(dispense) }),
  } as const;
  return submitOnce(ports, attempt, async (named) => {
    const made = await composeDispense(ports, { principal, dispense, documentKey: dispenseKey, named });
    const draft = await ports.reader.view((view) =>
      draftOfReceipt(ports, view, { principal, request: claim, dispense: made.body }),
    );
    const composed = await composeClaim(ports, { principal, request: claim, documentKey, draft });
    return {
      body: { kind: "dispense-and-claim", dispense: made.body, claim: composed.claim },
      echo: { documents: [dispenseKey, documentKey] },
      openings: [...made.openings, ...composed.openings],
    };
  });
}

/** The claim that a receipt carries: direct, for the receipt's person, at its time. */
export function claimOfReceipt({ dispense, claim }: DispenseAndClaimRequest): ClaimRequest {
  const { person, till, dispensedAtSec } = dispense;
  if (person === null) return fail("claim-person-missing", {});
  return {
    ...claim,
    till,
    person,
    claimedAtSec: dispensedAtSec,
    channel: "direct",
    provider: null,
    outsideProviderCode: null,
    dispenses: [],
    encounters: [],
    uncodedLines: claim.uncodedLines ?? [],
    primary: null,
  };
}
