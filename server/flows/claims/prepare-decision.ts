import type { Awarded } from "../../domain/adjudication/outcome.ts";
import { REJECTION_REASONS, type RejectionReason } from "../../domain/adjudication/rejection-reasons.ts";
import type { Approval, AwardBody, RejectionBody } from "../../domain/claims/claim-body.ts";
import type { StatedAward } from "../../domain/claims/claim-requests.ts";
import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { NewCommand } from "../../domain/ports.ts";
import { sealDocument } from "../document-codec.ts";
import { type Adjudicated, adjudicateClaim, type Subject } from "./adjudicate-claim.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import { type PinnedInputs, textOfBasis } from "./decision-basis.ts";
import { type JudgedEvidence, judgeEvidence } from "./judge-evidence.ts";
import { type OpenedClaim, openClaim } from "./open-claim.ts";

/** What there is to decide about a claim, and what the rules and its evidence say. */
export type Weighed = JudgedEvidence & {
  readonly row: ClaimRow;
  readonly opened: OpenedClaim;
  readonly adjudicated: Adjudicated;
  /** The claim that holds the invoice already; null when none does. */
  readonly invoiceHeldBy: Hex32 | null;
  /** The invoice's word of each epoch. */
  readonly nullifiers: readonly Hex32[];
};

/** Looks at a claim with everything that decides it; changes nothing. */
export async function weighClaim(ports: ClaimPorts, view: LedgerView, row: ClaimRow): Promise<Weighed> {
  const opened = await openClaim(ports, row);
  const adjudicated = await adjudicateClaim(ports, view, subjectOf(row, opened));
  const judged = await judgeEvidence(ports, view, { row, person: opened.person });
  const nullifiers = await nullifiersOf(ports, view, row, opened);
  let invoiceHeldBy: Hex32 | null = null;
  for (const word of nullifiers) {
    const holder = await view.nullifier(word);
    if (holder !== row.id) invoiceHeldBy ??= holder;
  }
  return { ...judged, row, opened, adjudicated, nullifiers, invoiceHeldBy };
}

export function subjectOf({ id, content }: ClaimRow, { words, person }: OpenedClaim): Subject {
  const { providerCode, terms, uncodedItems } = words;
  return { content, providerCode, terms, uncodedItems, person, claim: id };
}

/** A secondary claim is of its primary's invoice, which that holds. */
async function nullifiersOf(
  ports: ClaimPorts,
  view: LedgerView,
  { content }: ClaimRow,
  { words }: OpenedClaim,
): Promise<readonly Hex32[]> {
  if (content.channel === "secondary") return [];
  const { nullifierEpochCount } = await view.consortium();
  return ports.vault.invoiceWords(words.providerCode, words.terms.invoiceNumber, nullifierEpochCount);
}

/** What evidence and rules say against the claim: evidence first. */
export function reasonAgainst(weighed: Weighed): RejectionReason | null {
  if (weighed.against !== null) return weighed.against;
  if (weighed.invoiceHeldBy !== null) return "invoice-already-paid";
  const { outcome } = weighed.adjudicated;
  return outcome.result === "refused" ? outcome.code : null;
}

export type PreparedDecision<Body> = {
  readonly body: Body;
  readonly openings: NonNullable<NewCommand["openings"]>;
};

/** The award of the rules, pinned to what they were given. */
export function approvalByRules(
  ports: ClaimPorts,
  weighed: Weighed,
  note: string | null,
): PreparedDecision<Approval> {
  const { outcome, inputs } = weighed.adjudicated;
  if (outcome.result !== "awarded") {
    return fail("claim-refused-by-rules", { reason: outcome.code, ...outcome.facts });
  }
  return approval(ports, weighed, { award: awardOf(outcome), inputs, note });
}

/** The award of a person, where no rule set decides. */
export function approvalAsStated(
  ports: ClaimPorts,
  weighed: Weighed,
  of: { readonly stated: StatedAward; readonly note: string | null },
): PreparedDecision<Approval> {
  const { stated, note } = of;
  return approval(ports, weighed, { award: stated, inputs: { ...weighed.adjudicated.inputs, stated }, note });
}

function approval(
  ports: ClaimPorts,
  weighed: Weighed,
  of: {
    readonly award: Omit<AwardBody, "basis">;
    readonly inputs: PinnedInputs;
    readonly note: string | null;
  },
): PreparedDecision<Approval> {
  const { basis, opening } = pinned(ports, weighed, of);
  const { row, nullifiers } = weighed;
  return { body: { claim: row.id, award: { ...of.award, basis }, nullifiers }, openings: [opening] };
}

export function rejection(
  ports: ClaimPorts,
  weighed: Weighed,
  of: { readonly reason: number; readonly note: string | null },
): PreparedDecision<RejectionBody> {
  const { inputs } = weighed.adjudicated;
  const { basis, opening } = pinned(ports, weighed, { inputs, note: of.note });
  return { body: { claim: weighed.row.id, reason: of.reason, basis }, openings: [opening] };
}

export function numberOfReason(reason: RejectionReason): number {
  return REJECTION_REASONS[reason].number;
}

function pinned(
  ports: ClaimPorts,
  { row, adjudicated }: Weighed,
  { inputs, note }: { readonly inputs: PinnedInputs; readonly note: string | null },
): { readonly basis: Hex32; readonly opening: { documentKey: Hex32; sealed: string } } {
  const { catalogue, policy } = row.content;
  const text = textOfBasis({ catalogue, policy, inputs, accumulators: adjudicated.accumulators });
  // The second of two persons stands where the first one did, were it advanced between them.
  const stage = row.steps.filter(({ kind }) => kind !== "endorsed" && kind !== "advanced").length;
  const { basis, salt } = ports.vault.commitBasis({ claim: row.id, stage, text });
  const words = { text, salt, note };
  return { basis, opening: sealDocument(ports.vault, { documentKey: basis, person: null, words }) };
}

function awardOf(outcome: Awarded): Omit<AwardBody, "basis"> {
  return {
    fundParts: outcome.fundParts.map(({ fundPayType, fen }) => ({
      fundPayType: Number(fundPayType),
      fen: fen.toString(),
    })),
    accountFen: outcome.accountFen.toString(),
    familyAccountFen: outcome.familyAccountFen.toString(),
    cashFen: outcome.cashFen.toString(),
    hospitalFen: outcome.hospitalFen.toString(),
  };
}
