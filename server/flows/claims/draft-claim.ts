import { businessDayOf } from "../../domain/business-day.ts";
import { holdsEvidence } from "../../domain/claims/claim-life.ts";
import type { ClaimRequest } from "../../domain/claims/claim-requests.ts";
import type { ClaimRow, EvidenceRef } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId, RegionCode } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import { standingFenOf } from "./claim-lines.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { requireFen } from "./require-fen.ts";
import { ruleSetsAt } from "./rule-sets-at.ts";

/** What follows from a request and the ledger: whose care, under which rules, and what it comes to. */
export type ClaimDraft = {
  readonly provider: InstitutionId;
  readonly providerCode: string;
  readonly careRegion: RegionCode;
  readonly catalogue: Hex32;
  readonly policy: Hex32;
  readonly evidence: readonly EvidenceRef[];
  readonly primary: ClaimRow | null;
  readonly totalFen: bigint;
  /** Day of care: of the latest piece of evidence. */
  readonly occurredOn: string;
};

type Asking = { readonly principal: Principal; readonly request: ClaimRequest };

/**
 * The ledger checks all of this again; here it is told by name, and with the other claim where one may know
 * it.
 */
export async function draftClaim(
  ports: ClaimPorts,
  view: LedgerView,
  { principal, request }: Asking,
): Promise<ClaimDraft> {
  const place = await placeOfCare(view, { principal, request });
  const primary = await primaryOf(view, request);
  const pieces = await Promise.all([
    ...request.dispenses.map((id) => dispensePiece(view, id)),
    ...request.encounters.map((id) => encounterPiece(view, id)),
  ]);
  for (const piece of pieces) {
    if (piece.institution !== place.provider) fail("evidence-of-other", { evidence: piece.ref.id });
    await requireUnspent(view, piece.ref.id, principal);
  }
  const atSec = Math.max(request.claimedAtSec, 0);
  const occurredAtSec = pieces.reduce((latest, { occurredAtSec: at }) => Math.max(latest, at), 0);
  const occurredOn = businessDayOf(occurredAtSec === 0 ? atSec : occurredAtSec, ports.zone);
  const rules = await ruleSetsAt(view, {
    careRegion: place.careRegion,
    payerRegion: request.payerRegion,
    atSec,
  });
  const uncodedFen = request.uncodedLines.reduce((sum, { fen }) => sum + requireFen(fen, "fen"), 0n);
  const careFen = pieces.reduce((sum, { fen }) => sum + fen, 0n);
  const totalFen =
    request.channel === "secondary"
      ? requireFen(request.requestedFen ?? "0", "requestedFen")
      : careFen + uncodedFen;
  return { ...place, ...rules, evidence: pieces.map(({ ref }) => ref), primary, totalFen, occurredOn };
}

type Piece = {
  readonly ref: EvidenceRef;
  readonly institution: InstitutionId;
  readonly occurredAtSec: number;
  /** What it adds to the total: an encounter only its services, its drugs are the claim's dispenses. */
  readonly fen: bigint;
};

async function dispensePiece(view: LedgerView, id: Hex32): Promise<Piece> {
  const row = (await view.dispense(id)) ?? fail("evidence-unknown", { evidence: id });
  if (row.identification === "none") fail("evidence-without-person", { evidence: id });
  return {
    ref: { kind: "dispense", id, documentKey: row.documentKey },
    institution: row.institution,
    occurredAtSec: row.dispensedAtSec,
    fen: await standingFenOf(view, row),
  };
}

async function encounterPiece(view: LedgerView, id: Hex32): Promise<Piece> {
  const row = (await view.encounter(id)) ?? fail("evidence-unknown", { evidence: id });
  const closing = row.closings.at(-1);
  if (row.state !== "closed" || closing === undefined) {
    return fail("encounter-not-in-state", { encounter: id, actual: row.state });
  }
  const { institution, documentKey } = row.content;
  const ref = { kind: "encounter", id, documentKey } as const;
  return { ref, institution, occurredAtSec: closing.closedAtSec, fen: closing.serviceFen };
}

/** Whoever may see the other claim is told which it is; all others only that there is one. */
async function requireUnspent(view: LedgerView, evidence: Hex32, principal: Principal): Promise<void> {
  const spending = (await view.claimsOfEvidence(evidence)).find(({ state }) => holdsEvidence(state));
  if (spending === undefined) return;
  const { filer, provider, payerRegion } = spending.content;
  const isParty =
    filer === principal.institution ||
    provider === principal.institution ||
    (principal.role === "bureau" && principal.region === payerRegion);
  fail("evidence-already-spent", { evidence, ...(isParty ? { claim: spending.id } : {}) });
}

type Place = Pick<ClaimDraft, "provider" | "providerCode" | "careRegion">;

/** A provider claims its own care; a bureau files for care anywhere, on the ledger or not. */
async function placeOfCare(view: LedgerView, { principal, request }: Asking): Promise<Place> {
  const { channel, payerRegion, outsideProviderCode } = request;
  const isBureau = principal.role === "bureau";
  if (isBureau !== (channel === "manual") && channel !== "secondary") {
    return fail("claim-channel-wrong", { channel });
  }
  if (isBureau && principal.region !== payerRegion) return fail("bureau-not-of-payer", { payerRegion });
  if (isBureau && outsideProviderCode !== null) {
    if (request.provider !== null) return fail("claim-channel-wrong", { channel });
    return { provider: 0, providerCode: outsideProviderCode, careRegion: payerRegion };
  }
  const id = isBureau ? (request.provider ?? 0) : principal.institution;
  const provider = (await view.institution(id)) ?? fail("institution-unknown", { institution: id });
  return { provider: id, providerCode: provider.code, careRegion: provider.region };
}

async function primaryOf(view: LedgerView, request: ClaimRequest): Promise<ClaimRow | null> {
  if (request.channel !== "secondary") return null;
  const { primary } = request;
  if (primary === null) return fail("primary-not-live", { primary: null });
  return (await view.claim(primary)) ?? fail("claim-unknown", { claim: primary });
}
