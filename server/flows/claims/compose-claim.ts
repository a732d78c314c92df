import { businessDayOf } from "../../domain/business-day.ts";
import type { ClaimSubmission } from "../../domain/claims/claim-body.ts";
import type { ClaimRequest } from "../../domain/claims/claim-requests.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { NewCommand } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import { sealDocument } from "../document-codec.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { ClaimDocument } from "./claim-words.ts";
import type { ClaimDraft } from "./draft-claim.ts";
import { requireFen } from "./require-fen.ts";

export const EVIDENCE_PER_CLAIM_MAX = 20;
export const UNCODED_LINES_PER_CLAIM_MAX = 50;

/** What can be wrong with a claim without looking at the ledger. */
export function requireClaimForm(request: ClaimRequest, comes: "alone" | "with-receipt" = "alone"): void {
  const { dispenses, encounters, uncodedLines, requestedFen, channel, primary } = request;
  const evidenceCount = dispenses.length + encounters.length;
  check("evidence", evidenceCount, EVIDENCE_PER_CLAIM_MAX);
  check("uncodedLines", uncodedLines.length, UNCODED_LINES_PER_CLAIM_MAX);
  for (const [at, { fen }] of uncodedLines.entries()) requireFen(fen, `uncodedLines.${at}.fen`);
  if (requestedFen !== null) requireFen(requestedFen, "requestedFen");
  if ((channel === "secondary") !== (primary !== null)) fail("claim-channel-wrong", { channel });
  if (channel === "secondary" && requestedFen === null) fail("claim-amounts-wrong", { requestedFen: null });
  if (comes === "with-receipt") return;
  if (channel !== "secondary" && evidenceCount + uncodedLines.length === 0) fail("evidence-missing", {});
}

export function claimDocumentKey(
  ports: ClaimPorts,
  principal: Principal,
  { documentNumber, till, claimedAtSec }: Pick<ClaimRequest, "documentNumber" | "till" | "claimedAtSec">,
): Hex32 {
  return ports.vault.documentKey(principal.institution, {
    kind: "claim",
    number: documentNumber,
    businessDay: businessDayOf(claimedAtSec, ports.zone),
    till,
  });
}

/**
 * The claim without its evidence, and what is sealed beside it. The person's list learns of the claim first:
 * an entry whose claim never comes to the ledger names nothing.
 */
export async function composeClaim(
  ports: ClaimPorts,
  from: {
    readonly principal: Principal;
    readonly request: ClaimRequest;
    readonly documentKey: Hex32;
    readonly draft: ClaimDraft;
  },
): Promise<{
  readonly claim: Omit<ClaimSubmission, "evidence">;
  readonly openings: NonNullable<NewCommand["openings"]>;
}> {
  const { principal, request, documentKey, draft } = from;
  const { channel, payerRegion, claimedAtSec, uncodedLines, person } = request;
  const { commitment, sealedOpening } = await ports.vault.commitPerson(person, documentKey);
  await ports.claimRecords.putPersonClaim(payerRegion, ports.vault.personNumberOf(sealedOpening), {
    filer: principal.institution,
    documentKey,
  });
  const requestedFen = request.requestedFen ?? draft.totalFen.toString();
  const claim = {
    documentKey,
    provider: draft.provider,
    payerRegion,
    channel,
    claimedAtSec,
    personCommitment: commitment,
    catalogue: draft.catalogue,
    policy: draft.policy,
    totalFen: draft.totalFen.toString(),
    requestedFen,
    primaryFiler: draft.primary?.content.filer ?? 0,
    primaryKey: draft.primary?.content.documentKey ?? NONE,
    uncodedLines: uncodedLines.map(({ exemption, fen }) => ({ exemption, fen })),
  };
  const words: ClaimDocument = {
    number: request.documentNumber,
    till: request.till,
    providerCode: draft.providerCode,
    terms: request.terms,
    uncodedItems: uncodedLines.map(({ itemCode, name, quantityE4 }) => ({ itemCode, name, quantityE4 })),
  };
  return { claim, openings: [sealDocument(ports.vault, { documentKey, person: sealedOpening, words })] };
}

function check(what: string, count: number, max: number): void {
  if (count > max) fail("request-size-wrong", { what, count, max });
}

const NONE: Hex32 = `0x${"0".repeat(64)}`;
