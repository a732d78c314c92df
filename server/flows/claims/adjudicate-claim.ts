import type { Accumulators } from "../../domain/adjudication/accumulators.ts";
import { yearOf } from "../../domain/adjudication/accumulators.ts";
import { adjudicate } from "../../domain/adjudication/adjudicate.ts";
import type { AdjudicatedClaim, ClaimLine } from "../../domain/adjudication/adjudication-input.ts";
import { coverageAt } from "../../domain/adjudication/coverage.ts";
import type { Outcome } from "../../domain/adjudication/outcome.ts";
import { businessDayOf } from "../../domain/business-day.ts";
import type { ClaimTerms } from "../../domain/claims/claim-requests.ts";
import type { ClaimContent } from "../../domain/claims/claim-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { claimLines } from "./claim-lines.ts";
import type { ClaimPorts } from "./claim-ports.ts";
import type { UncodedItem } from "./claim-words.ts";
import type { PinnedInputs } from "./decision-basis.ts";
import { type PersonYear, readPersonYear } from "./person-year.ts";
import { createRuleSetShelf } from "./rule-set-shelf.ts";

/** A claim as the rules look at it, on the ledger or not yet. */
export type Subject = {
  readonly content: Pick<
    ClaimContent,
    | "provider"
    | "payerRegion"
    | "channel"
    | "claimedAtSec"
    | "catalogue"
    | "policy"
    | "totalFen"
    | "requestedFen"
    | "evidence"
    | "uncodedLines"
  >;
  readonly providerCode: string;
  readonly terms: ClaimTerms;
  readonly uncodedItems: readonly UncodedItem[];
  readonly person: Hex32;
  /** Its own id; null while it is not on the ledger. */
  readonly claim: Hex32 | null;
  /** Of care that is not on the ledger yet, in the place of its evidence's. */
  readonly lines?: readonly ClaimLine[];
};

export type Adjudicated = {
  readonly outcome: Outcome;
  readonly inputs: PinnedInputs;
  readonly accumulators: Accumulators;
  readonly year: PersonYear;
};

/** What the rules make of a claim as the ledger and the bureau's records stand. Changes nothing. */
export async function adjudicateClaim(
  ports: ClaimPorts,
  view: LedgerView,
  subject: Subject,
): Promise<Adjudicated> {
  const { content, terms, person } = subject;
  const { payerRegion } = content;
  const shelf = createRuleSetShelf(ports);
  const claim = await claimOf(ports, view, subject);
  const insured = await ports.claimRecords.insured(payerRegion, person);
  const insurance = insured?.insurances.find(({ insuranceType }) => insuranceType === terms.insuranceType);
  const key = { insuranceType: terms.insuranceType, year: yearOf(claim.occurredOn) };
  const without = subject.claim;
  const year = await readPersonYear(ports, shelf, view, { region: payerRegion, person, key, without });
  const inputs: PinnedInputs = {
    claim,
    coverage: coverageAt(insurance?.records ?? [], claim.occurredOn),
    approvals: await ports.claimRecords.approvals(payerRegion, person),
    accountBalanceFen: balanceOf(insurance?.accountCreditFen ?? null, year.accountUsedFen),
    familyBalanceFen: balanceOf(insurance?.familyCreditFen ?? null, year.familyUsedFen),
    filing: await filingOf(view, subject),
    stated: null,
  };
  const { stated: _, ...rest } = inputs;
  const outcome = adjudicate({
    ...rest,
    accumulators: year.accumulators,
    catalogue: await shelf.catalogue(content.catalogue),
    policy: await shelf.policy(content.policy),
  });
  return { outcome, inputs, accumulators: year.accumulators, year };
}

async function claimOf(ports: ClaimPorts, view: LedgerView, subject: Subject): Promise<AdjudicatedClaim> {
  const { content, terms, providerCode, uncodedItems } = subject;
  const { evidence, uncodedLines, channel, requestedFen, totalFen } = content;
  const lines =
    subject.lines ?? (await claimLines(ports, view, { evidence, uncodedLines, uncodedItems, terms }));
  const provider = content.provider === 0 ? null : await view.institution(content.provider);
  const site = provider === null ? null : await ports.claimRecords.site(content.provider);
  const isPharmacy = provider?.kind === "pharmacy";
  if (channel === "none") return fail("claim-channel-wrong", { channel });
  return {
    insuranceType: terms.insuranceType,
    careType: terms.careType,
    // A place that its bureau has said nothing of stands at the lowest level.
    institutionLevel: site?.level ?? (isPharmacy ? "pharmacy" : "1"),
    providerKind: isPharmacy ? "pharmacy" : "hospital",
    siteCode: providerCode,
    occurredOn: await dayOfCare(ports, view, content),
    diagnosisCode: terms.diagnosisCode,
    lines,
    channel,
    useAccount: terms.useAccount,
    // A claim for all of it asks for whatever the rules give.
    requestedFen: requestedFen === totalFen ? null : requestedFen,
  };
}

/** The latest day of the evidence; of a claim without any, the day it states. */
async function dayOfCare(
  ports: Pick<ClaimPorts, "zone">,
  view: LedgerView,
  { evidence, claimedAtSec }: Subject["content"],
): Promise<string> {
  let latestSec = 0;
  for (const { kind, id } of evidence) {
    const occurredAtSec =
      kind === "dispense"
        ? (await view.dispense(id))?.dispensedAtSec
        : (await view.encounter(id))?.closings.at(-1)?.closedAtSec;
    latestSec = Math.max(latestSec, occurredAtSec ?? fail("evidence-unknown", { evidence: id }));
  }
  return businessDayOf(latestSec === 0 ? claimedAtSec : latestSec, ports.zone);
}

/** Care at home needs none; filings of care elsewhere are kept by the payer's bureau. */
async function filingOf(view: LedgerView, { content }: Subject): Promise<PinnedInputs["filing"]> {
  const provider = content.provider === 0 ? null : await view.institution(content.provider);
  return provider === null || provider.region === content.payerRegion ? "local" : "unfiled";
}

/** Never below nothing: a reversal of what was paid in may leave more used than there is. */
function balanceOf(creditFen: bigint | null, usedFen: bigint): bigint | null {
  if (creditFen === null) return null;
  return creditFen > usedFen ? creditFen - usedFen : 0n;
}
