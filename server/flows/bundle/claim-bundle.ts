import type { Bundle, BundleAdjudication, BundleOpening } from "../../domain/bundle.ts";
import type { Json } from "../../domain/canonical-json.ts";
import type { ClaimRow, ClaimStep } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerEvent } from "../../domain/ledger-event.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Principal } from "../../domain/principal.ts";
import type { Origin } from "../../domain/read-model.ts";
import { maySeeClaim } from "../answer/claims/answer-claim.ts";
import type { ClaimPorts } from "../claims/claim-ports.ts";
import type { ClaimDocument } from "../claims/claim-words.ts";
import { openBasis } from "../claims/decision-basis.ts";
import { openStored } from "../document-codec.ts";
import { assembleBundle, type BundlePorts } from "./assemble-bundle.ts";

export type ClaimBundlePorts = BundlePorts & {
  /** The events of a block, as the chain serves them. */
  eventsAt(block: number): Promise<readonly LedgerEvent[]>;
};

type NamedPlace = { readonly block: number; readonly logIndex: number; readonly name: string };

/**
 * Everything that proves one claim, for one reader: its own events, those of the care it spends, its invoice
 * and its payment; the rule sets; and, for the filer, the payer's bureau and auditors of it, who it is about
 * and what it was decided upon.
 */
export async function claimBundle(
  ports: ClaimBundlePorts,
  claims: ClaimPorts,
  asked: { readonly principal: Principal; readonly claim: Hex32; readonly head: number | null },
): Promise<Bundle> {
  const { principal, claim, head } = asked;
  const parts = await claims.reader.view(async (view) => {
    const row = await view.claim(claim);
    if (row === null || !(await maySeeClaim(view, principal, row))) return fail("not-found", { claim });
    const isParty = mayOpen(principal, row);
    return {
      events: await eventsOf(ports, view, row),
      openings: isParty ? await openingsOf(claims, view, row) : [],
      ruleSets: await ruleSetsOf(claims, row),
      adjudication: isParty ? await adjudicationOf(claims, row) : null,
    };
  });
  return assembleBundle(ports, { claim, reader: principal.institution, head, ...parts });
}

/** Whoever filed it, whoever pays it, and who audits these. */
function mayOpen({ role, region, institution }: Principal, { content }: ClaimRow): boolean {
  if (content.filer === institution) return true;
  if (role === "bureau") return region === content.payerRegion;
  return role === "auditor" && (region === 0 || region === content.payerRegion);
}

async function eventsOf(
  ports: ClaimBundlePorts,
  view: LedgerView,
  row: ClaimRow,
): Promise<readonly NamedPlace[]> {
  const places: NamedPlace[] = [];
  for (const { kind, id } of row.content.evidence) {
    if (kind === "dispense") {
      const dispense = (await view.dispense(id)) ?? fail("could-not-look", { missing: "evidence" });
      places.push({ ...placeOf(dispense.origin), name: "DispenseRecorded" });
    } else {
      const encounter = (await view.encounter(id)) ?? fail("could-not-look", { missing: "evidence" });
      places.push({ ...placeOf(encounter.origin), name: "EncounterOpened" });
      for (const [nth, { origin }] of encounter.closings.entries()) {
        places.push({ ...placeOf(origin), name: nth === 0 ? "EncounterClosed" : "EncounterCorrected" });
      }
    }
  }
  places.push({ ...placeOf(row.origin), name: "ClaimSubmitted" });
  for (const step of row.steps) places.push({ ...placeOf(step.origin), name: STEP_EVENTS[step.kind] });
  return [...places, ...(await besides(ports, row, places))];
}

const STEP_EVENTS: Readonly<Record<ClaimStep["kind"], string>> = {
  endorsed: "ClaimEndorsed",
  approved: "ClaimApproved",
  rejected: "ClaimRejected",
  appealed: "ClaimAppealed",
  advanced: "ClaimAdvanced",
  paid: "ClaimPaid",
  reversed: "ClaimReversed",
  "clawed-back": "ClaimClawedBack",
  disputed: "ClaimDisputed",
  upheld: "ClaimUpheld",
};

/** What stands in the same transactions and belongs to the claim: its invoice's word, and the transfer. */
async function besides(
  { eventsAt }: ClaimBundlePorts,
  row: ClaimRow,
  own: readonly NamedPlace[],
): Promise<readonly NamedPlace[]> {
  const found: NamedPlace[] = [];
  for (const block of new Set(own.map((place) => place.block))) {
    for (const event of await eventsAt(block)) {
      const isOfClaim =
        (event.name === "NullifierTaken" || event.name === "NullifierReleased") && event.claim === row.id;
      const isTransfer = event.name === "PaymentRecorded" && paymentsOf(row).has(event.payment);
      if (isOfClaim || isTransfer) found.push({ block, logIndex: event.place.logIndex, name: event.name });
    }
  }
  return found;
}

function paymentsOf(row: ClaimRow): ReadonlySet<Hex32> {
  return new Set(row.steps.flatMap((step) => (step.kind === "paid" ? [step.payment] : [])));
}

function placeOf({ block, logIndex }: Origin): { readonly block: number; readonly logIndex: number } {
  return { block, logIndex };
}

/** Who the claim and its evidence are about; a person who was erased is opened no more. */
async function openingsOf(
  claims: ClaimPorts,
  view: LedgerView,
  row: ClaimRow,
): Promise<readonly BundleOpening[]> {
  const { documentKey, personCommitment, evidence } = row.content;
  const commitments = [{ documentKey, commitment: personCommitment }];
  for (const { kind, id, documentKey: key } of evidence) {
    const commitment =
      kind === "dispense"
        ? (await view.dispense(id))?.personCommitment
        : (await view.encounter(id))?.content.personCommitment;
    if (commitment !== undefined) commitments.push({ documentKey: key, commitment });
  }
  const openings: BundleOpening[] = [];
  for (const each of commitments) {
    const sealed = await claims.openings.opening(each.documentKey);
    const stored = sealed === null ? null : openStored<ClaimDocument>(claims.vault, sealed).person;
    const opened = stored === null ? null : await claims.vault.openPerson(stored, each.documentKey);
    if (opened === null) continue;
    const { scheme, value } = opened.person;
    openings.push({ kind: "person", commitment: each.commitment, words: [scheme, value], salt: opened.salt });
  }
  return openings;
}

async function ruleSetsOf(
  claims: ClaimPorts,
  { content }: ClaimRow,
): Promise<{ readonly catalogue: Json; readonly policy: Json }> {
  const documentOf = async (hash: Hex32): Promise<Json> => {
    const document = await claims.claimRecords.ruleSet(hash);
    if (document === null) return fail("rule-set-unknown", { ruleSet: hash });
    // Kept as the canonical JSON that was put.
    return JSON.parse(document.text) as Json;
  };
  return { catalogue: await documentOf(content.catalogue), policy: await documentOf(content.policy) };
}

/** Of the last decision; null while there is none. */
async function adjudicationOf(claims: ClaimPorts, row: ClaimRow): Promise<BundleAdjudication | null> {
  const step = row.steps.findLast((each) => each.kind === "approved" || each.kind === "rejected");
  if (step === undefined) return null;
  const basis = step.kind === "approved" ? step.award.basis : step.basis;
  return { ...(await openBasis(claims, basis)).plain, basis };
}
