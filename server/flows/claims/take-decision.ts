import { canonicalJson } from "../../domain/canonical-json.ts";
import type { Approval } from "../../domain/claims/claim-body.ts";
import type { DecisionRequest } from "../../domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import type { Command, SignerRole } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { maySeeClaim } from "../answer/claims/answer-claim.ts";
import { type Made, submitOnce } from "../take/submit-once.ts";
import type { Asked } from "../take/take-ports.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { openClaim } from "./open-claim.ts";
import {
  approvalAsStated,
  approvalByRules,
  numberOfReason,
  type PreparedDecision,
  reasonAgainst,
  rejection,
  type Weighed,
  weighClaim,
} from "./prepare-decision.ts";
import { claimToApproveFirst, requireSameBasis } from "./second-approval.ts";

/**
 * A person of the payer's bureau decides a claim. Decisions for one person follow one another: the next
 * begins when the block of the one before is in the index.
 */
export async function takeDecision(ports: ClaimPorts, asked: Asked<DecisionRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const person = await ports.reader.view(async (view) => {
    const row = await requireOwnClaim(view, principal, request.claim);
    return (await openClaim(ports, row)).person;
  });
  const signer = signerOf(principal);
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const operation = request.verdict === "approve" ? "approve-claims" : "reject-claims";
  // The two persons of four eyes and the two looks of an appeal are decisions of their own; one whose answer
  // was lost and that is asked for again is not.
  const naturalKey = `${operation}:${signer}:${request.claim}:${await appealsOf(ports, request.claim)}`;
  return ports.decisions.run([person], async () => {
    const command = await submitOnce(
      ports,
      { principal, operation, signer, bodyHash, idempotencyKey, naturalKey },
      () =>
        ports.reader.view(async (view) => {
          const row = await requireOwnClaim(view, principal, request.claim);
          return decisionOf(ports, view, { weighed: await weighClaim(ports, view, row), request });
        }),
    );
    return waitForBlock(ports, command);
  });
}

/** What a person would decide now, without deciding it. */
export async function weighForDecision(
  ports: ClaimPorts,
  principal: Principal,
  claim: Hex32,
): Promise<Weighed> {
  return ports.reader.view(async (view) =>
    weighClaim(ports, view, await requireOwnClaim(view, principal, claim)),
  );
}

/** Settled, and seen by the index; a decision that takes longer goes on by itself. */
export async function waitForBlock(ports: ClaimPorts, command: Command): Promise<Command> {
  const settled = await ports.submitter.settled(command.id, ports.decisionWaitMs);
  if (settled.mined !== null) await ports.reader.reached(settled.mined.block, ports.decisionWaitMs);
  return settled;
}

async function requireOwnClaim(view: LedgerView, principal: Principal, claim: Hex32): Promise<ClaimRow> {
  const row = await view.claim(claim);
  if (row === null || !(await maySeeClaim(view, principal, row))) return fail("not-found", { claim });
  if (row.content.payerRegion !== principal.region) fail("bureau-not-of-payer", { claim });
  return row;
}

/** How often the claim was contested: each time it is looked at anew. */
async function appealsOf(ports: ClaimPorts, claim: Hex32): Promise<number> {
  const row = await ports.reader.view((view) => view.claim(claim));
  return row?.steps.filter(({ kind }) => kind === "appealed").length ?? 0;
}

/** Whoever may decide with a key of their own; a clerk may not. */
function signerOf(principal: Principal): SignerRole {
  return principal.duty ?? fail("role-not-permitted", { roles: ["decider", "reviewer"] });
}

async function decisionOf(
  ports: ClaimPorts,
  view: LedgerView,
  { weighed, request }: { readonly weighed: Weighed; readonly request: DecisionRequest },
): Promise<Made> {
  if (request.verdict === "reject") return rejectionOf(ports, weighed, request);
  if (weighed.invoiceHeldBy !== null) fail("invoice-already-paid", { claim: weighed.invoiceHeldBy });
  const first = claimToApproveFirst(weighed);
  if (first !== null) fail("second-approval-awaited", { claim: first });
  const { award } = request;
  if (award !== null && !isForPersons(weighed)) fail("award-by-rules-only", { claim: weighed.row.id });
  if (award !== null) return approvalMade(approvalAsStated(ports, weighed, { stated: award, note: null }));
  const byRules = approvalByRules(ports, weighed, null);
  await requireSameBasis(ports, view, { weighed, basis: byRules.body.award.basis });
  return approvalMade(byRules);
}

function approvalMade({ body, openings }: PreparedDecision<Approval>): Made {
  return { body: { kind: "approve-claims", approvals: [body] }, echo: {}, openings };
}

type RejectionRequest = Extract<DecisionRequest, { readonly verdict: "reject" }>;

function rejectionOf(ports: ClaimPorts, weighed: Weighed, { reason, note }: RejectionRequest): Made {
  const against = reasonAgainst(weighed);
  const number = reason ?? (against === null ? null : numberOfReason(against));
  if (number === null) return fail("rejection-reason-missing", { claim: weighed.row.id });
  const { body, openings } = rejection(ports, weighed, { reason: number, note });
  return { body: { kind: "reject-claims", rejections: [body] }, echo: {}, openings };
}

/** Where no rule set decides: another payer's part, and care that is not on the ledger. */
function isForPersons({ row: { content } }: Weighed): boolean {
  return content.channel === "secondary" || (content.channel === "manual" && content.evidence.length === 0);
}
