import { canonicalJson } from "../../domain/canonical-json.ts";
import type { PaymentRequest } from "../../domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import type { Command } from "../../domain/command.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { maySeeClaim } from "../answer/claims/answer-claim.ts";
import { submitOnce } from "../take/submit-once.ts";
import type { Asked } from "../take/take-ports.ts";
import type { ClaimPorts } from "./claim-ports.ts";

export const CLAIMS_PER_CALL_MAX = 50;

/** The payer's bureau records one bank transfer, and the claims that it paid: all or none. */
export async function takePayment(ports: ClaimPorts, asked: Asked<PaymentRequest>): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { claims, bankReference } = request;
  requireCount(claims);
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const naturalKey = `pay-claims:${bankReference}:${bodyHash}`;
  const attempt = {
    principal,
    operation: "pay-claims",
    signer: "operator",
    bodyHash,
    idempotencyKey,
  } as const;
  return submitOnce(ports, { ...attempt, naturalKey }, async () => {
    await requirePayable(ports, principal, claims);
    return { body: { kind: "pay-claims", claims, bankReference }, echo: {} };
  });
}

/** The bureau of the place of care advances direct claims whose decision is overdue: all or none. */
export async function takeAdvance(
  ports: ClaimPorts,
  asked: Asked<{ readonly claims: readonly Hex32[] }>,
): Promise<Command> {
  const { principal, request, idempotencyKey } = asked;
  const { claims } = request;
  requireCount(claims);
  const bodyHash = ports.vault.hashBody(principal.institution, canonicalJson(request));
  const attempt = {
    principal,
    operation: "advance-claims",
    signer: "operator",
    bodyHash,
    idempotencyKey,
    naturalKey: `advance-claims:${bodyHash}`,
  } as const;
  return submitOnce(ports, attempt, async () => {
    await ports.reader.view(async (view) => {
      for (const claim of claims) await requireKnown(view, principal, claim);
    });
    return { body: { kind: "advance-claims", claims }, echo: {} };
  });
}

function requireCount({ length: count }: readonly Hex32[]): void {
  if (count === 0 || count > CLAIMS_PER_CALL_MAX) {
    fail("request-size-wrong", { what: "claims", count, max: CLAIMS_PER_CALL_MAX });
  }
}

async function requirePayable(
  ports: ClaimPorts,
  principal: Principal,
  claims: readonly Hex32[],
): Promise<void> {
  await ports.reader.view(async (view) => {
    for (const claim of claims) {
      const row = await requireKnown(view, principal, claim);
      if (row.content.payerRegion !== principal.region) fail("bureau-not-of-payer", { claim });
      if (row.state !== "approved") fail("claim-not-in-state", { claim, actual: row.state, wanted: "paid" });
    }
  });
}

/** What one may not see does not exist. */
async function requireKnown(view: LedgerView, principal: Principal, claim: Hex32): Promise<ClaimRow> {
  const row = await view.claim(claim);
  if (row === null || !(await maySeeClaim(view, principal, row))) return fail("claim-unknown", { claim });
  return row;
}
