import { yearOf } from "../../../domain/adjudication/accumulators.ts";
import type { Outcome } from "../../../domain/adjudication/outcome.ts";
import { readjudicate } from "../../../domain/adjudication/readjudicate.ts";
import type { AsOf } from "../../../domain/answers.ts";
import type { AdjudicationAnswer, ReadjudicationAnswer } from "../../../domain/claims/claim-answers.ts";
import type { ClaimRequest } from "../../../domain/claims/claim-requests.ts";
import { fail } from "../../../domain/failure.ts";
import type { Hex32 } from "../../../domain/ids.ts";
import type { Principal } from "../../../domain/principal.ts";
import { adjudicateClaim } from "../../claims/adjudicate-claim.ts";
import type { ClaimPorts } from "../../claims/claim-ports.ts";
import { requireClaimForm } from "../../claims/compose-claim.ts";
import { draftClaim } from "../../claims/draft-claim.ts";
import { openClaim } from "../../claims/open-claim.ts";
import { readPersonYear } from "../../claims/person-year.ts";
import { numberOfReason, reasonAgainst, subjectOf, weighClaim } from "../../claims/prepare-decision.ts";
import { createRuleSetShelf } from "../../claims/rule-set-shelf.ts";
import { tellReason } from "./answer-claim.ts";

/** What a claim that is not submitted would come to: the same fen, and nothing is changed. */
export function answerDryRun(
  ports: ClaimPorts,
  principal: Principal,
  request: ClaimRequest,
): Promise<AdjudicationAnswer & AsOf> {
  requireClaimForm(request);
  return ports.reader.view(async (view) => {
    const draft = await draftClaim(ports, view, { principal, request });
    const person = await ports.vault.knownPersonNumber(request.person);
    const { payerRegion, channel, claimedAtSec, terms } = request;
    const content = {
      provider: draft.provider,
      payerRegion,
      channel,
      claimedAtSec,
      catalogue: draft.catalogue,
      policy: draft.policy,
      totalFen: draft.totalFen,
      requestedFen: BigInt(request.requestedFen ?? draft.totalFen.toString()),
      evidence: draft.evidence,
      uncodedLines: request.uncodedLines.map(({ exemption, fen }) => ({ exemption, fen: BigInt(fen) })),
    };
    const { outcome } = await adjudicateClaim(ports, view, {
      content,
      providerCode: draft.providerCode,
      terms,
      uncodedItems: request.uncodedLines,
      // Nobody is known by a number of zeros: such a person has no insurance and no year.
      person: person ?? NOBODY,
      claim: null,
    });
    const told = { ...tellOutcome(outcome, draft.totalFen), suspicions: [] };
    return { ...told, catalogue: draft.catalogue, policy: draft.policy, asOf: view.asOf };
  });
}

/** What a decision would come to now. For the payer's bureau. */
export function answerWeighing(
  ports: ClaimPorts,
  principal: Principal,
  claim: Hex32,
): Promise<AdjudicationAnswer & AsOf> {
  return ports.reader.view(async (view) => {
    const row = await view.claim(claim);
    if (row === null || row.content.payerRegion !== principal.region) return fail("not-found", { claim });
    const weighed = await weighClaim(ports, view, row);
    const { catalogue, policy, totalFen } = row.content;
    const told = tellOutcome(weighed.adjudicated.outcome, totalFen);
    const against = reasonAgainst(weighed);
    const result = against === null ? "awarded" : "refused";
    return {
      ...told,
      result,
      reason: against === null ? null : tellReason(numberOfReason(against)),
      suspicions: weighed.suspicions,
      catalogue,
      policy,
      asOf: view.asOf,
    };
  });
}

/** Claims of the same person and year whose award would differ had a claim that was taken back never been. */
export function answerReadjudications(
  ports: ClaimPorts,
  principal: Principal,
  claim: Hex32,
): Promise<{ readonly claim: Hex32; readonly readjudications: readonly ReadjudicationAnswer[] } & AsOf> {
  return ports.reader.view(async (view) => {
    const row = await view.claim(claim);
    if (row === null || row.content.payerRegion !== principal.region) return fail("not-found", { claim });
    const { words, person, sealedPerson } = await openClaim(ports, row);
    const { insuranceType } = words.terms;
    const shelf = createRuleSetShelf(ports);
    const { inputs } = await adjudicateClaim(ports, view, subjectOf(row, { words, person, sealedPerson }));
    const key = { insuranceType, year: yearOf(inputs.claim.occurredOn) };
    const region = row.content.payerRegion;
    const { history } = await readPersonYear(ports, shelf, view, {
      region,
      person,
      key,
      without: null,
    });
    const differing = readjudicate(history, { reversed: [], order: "decision" });
    const readjudications = differing.map(({ id, before, after, funds }) => ({
      // History names claims by their ids on the ledger.
      claim: id as Hex32,
      approvedFen: before.approvedFen,
      owedFen: after.result === "awarded" ? after.approvedFen : 0n,
      funds,
    }));
    return { claim, readjudications, asOf: view.asOf };
  });
}

function tellOutcome(
  outcome: Outcome,
  totalFen: bigint,
): Omit<AdjudicationAnswer, "suspicions" | "catalogue" | "policy"> {
  if (outcome.result === "refused") {
    const nothing = {
      approvedFen: 0n,
      accountFen: 0n,
      familyAccountFen: 0n,
      hospitalFen: 0n,
      deductibleFen: 0n,
    };
    return {
      result: "refused",
      reason: tellReason(outcome.reason),
      totalFen,
      ...nothing,
      cashFen: totalFen,
      fundParts: [],
      totals: null,
      lines: [],
      explanation: [],
    };
  }
  const { fundParts, lines, totals, explanation, deductibleFen, approvedFen } = outcome;
  const { accountFen, familyAccountFen, cashFen, hospitalFen } = outcome;
  return {
    result: "awarded",
    reason: null,
    totalFen,
    approvedFen,
    accountFen,
    familyAccountFen,
    cashFen,
    hospitalFen,
    deductibleFen,
    fundParts: fundParts.map(({ fundPayType, name, fen }) => ({
      fundPayType: Number(fundPayType),
      name,
      fen,
    })),
    totals,
    lines,
    explanation,
  };
}

const NOBODY: Hex32 = `0x${"0".repeat(64)}`;
