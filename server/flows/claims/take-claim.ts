import { canonicalJson } from "../../domain/canonical-json.ts";
import type { ClaimRequest } from "../../domain/claims/claim-requests.ts";
import type { Command } from "../../domain/command.ts";
import { submitOnce } from "../take/submit-once.ts";
import type { Asked } from "../take/take-ports.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { claimDocumentKey, composeClaim, requireClaimForm } from "./compose-claim.ts";
import { draftClaim } from "./draft-claim.ts";

/** Takes a claim for care that is on the ledger, or of a bureau for a person with a paper invoice. */
export async function takeClaim(ports: ClaimPorts, asked: Asked<ClaimRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  requireClaimForm(request);
  const documentKey = claimDocumentKey(ports, principal, request);
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const naturalKey = `submit-claim:${documentKey}`;
  return submitOnce(
    ports,
    { principal, operation: "submit-claim", signer: "operator", bodyHash, idempotencyKey, naturalKey },
    async () => {
      const draft = await ports.reader.view((view) => draftClaim(ports, view, { principal, request }));
      const composed = await composeClaim(ports, { principal, request, documentKey, draft });
      return {
        body: { kind: "submit-claim", claim: { ...composed.claim, evidence: draft.evidence } },
        echo: { documents: [documentKey] },
        openings: composed.openings,
      };
    },
  );
}
