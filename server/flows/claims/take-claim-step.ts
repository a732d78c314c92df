import { canonicalJson } from "../../domain/canonical-json.ts";
import type { ClaimBody } from "../../domain/claims/claim-body.ts";
import type { ClaimStepRequest } from "../../domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import type { Command, SignerRole } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { sealDocument } from "../document-codec.ts";
import { submitOnce } from "../take/submit-once.ts";
import type { Asked } from "../take/take-ports.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { openClaim } from "./open-claim.ts";
import { waitForBlock } from "./take-decision.ts";
import { upheldWordsKey } from "./words-of-step.ts";

type Step = ClaimStepRequest["step"];

const KINDS = {
  appeal: "appeal-claim",
  reverse: "reverse-claim",
  refund: "refund-claim",
  dispute: "dispute-claim",
  resolve: "resolve-claim-dispute",
} as const satisfies Record<Step, ClaimBody["kind"]>;

/**
 * One step of a claim: why stays here, the ledger has a commitment to it. What changes a person's year waits
 * its turn among the decisions about that person.
 */
export async function takeClaimStep(ports: ClaimPorts, asked: Asked<ClaimStepRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { claim, step, reason } = request;
  const row = await ports.reader.view((view) => requireParty(view, principal, request));
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: KINDS[step],
    signer: signerOf(principal, step),
    bodyHash,
    idempotencyKey,
    // A claim may be contested again after it was upheld: each stage has steps of its own.
    naturalKey: `${KINDS[step]}:${claim}:${row.steps.length}`,
  };
  const act = (): Promise<Command> =>
    submitOnce(ports, attempt, async () => {
      const { vault } = ports;
      const at = { bureau: principal.institution, claim, place: row.steps.length };
      const reasonHash = vault.commitLine(at.bureau, claim, at.place, reason);
      const isUpheld = request.step === "resolve" && request.verdict === "upheld";
      const documentKey = isUpheld ? upheldWordsKey(vault, at) : reasonHash;
      const opening = sealDocument(vault, { documentKey, person: null, words: { reason } });
      return { body: bodyOf(request, reasonHash), echo: {}, openings: [opening] };
    });
  if (step === "appeal" || step === "dispute") return act();
  const { person } = await openClaim(ports, row);
  return ports.decisions.run([person], async () => waitForBlock(ports, await act()));
}

function bodyOf(request: ClaimStepRequest, reasonHash: Hex32): ClaimBody {
  const { claim } = request;
  if (request.step === "resolve") {
    return { kind: "resolve-claim-dispute", claim, verdict: request.verdict, reasonHash };
  }
  return { kind: KINDS[request.step], claim, reasonHash };
}

/** Filers appeal, reverse and refund; bureaus dispute. What one may not see does not exist. */
async function requireParty(
  view: LedgerView,
  principal: Principal,
  { claim, step }: ClaimStepRequest,
): Promise<ClaimRow> {
  const row = await view.claim(claim);
  if (row === null) return fail("not-found", {});
  const { filer, provider, payerRegion } = row.content;
  const isFiler = filer === principal.institution;
  const isPayer = principal.role === "bureau" && principal.region === payerRegion;
  const careRegion = provider === 0 ? 0 : ((await view.institution(provider))?.region ?? 0);
  const isCare = principal.role === "bureau" && principal.region === careRegion;
  if (!isFiler && !isPayer && !isCare && provider !== principal.institution) return fail("not-found", {});
  if (step === "resolve" && !isPayer) return fail("bureau-not-of-payer", { claim });
  if (step === "dispute" && !isPayer && !isCare) return fail("bureau-not-of-payer", { claim });
  if (["appeal", "reverse", "refund"].includes(step) && !isFiler) return fail("not-filer", { claim });
  return row;
}

function signerOf(principal: Principal, step: Step): SignerRole {
  if (step !== "dispute" && step !== "resolve") return "operator";
  return principal.duty ?? fail("role-not-permitted", { roles: ["decider", "reviewer"] });
}
