import type { z } from "zod";
import { sentenceOf } from "../../domain/adjudication/steps.ts";
import type { AsOf } from "../../domain/answers.ts";
import type { AdjudicationAnswer, ClaimAnswer } from "../../domain/claims/claim-answers.ts";
import type {
  ClaimRequest,
  ClaimTerms,
  DecisionRequest,
  DispenseAndClaimRequest,
} from "../../domain/claims/claim-requests.ts";
import type { Hex32 } from "../../domain/ids.ts";
import { decimalOf } from "../../domain/money.ts";
import type {
  adjudicationAnswer,
  claimAnswer,
  claimOfDispense,
  claimRequest,
  decisionRequest,
} from "../schemas/claims.ts";
import { secOf, wireOf } from "../wire.ts";

export function claimRequestOf(body: z.output<typeof claimRequest>): ClaimRequest {
  const { uncodedLines = [], dispenses = [], encounters = [] } = body;
  return {
    documentNumber: body.documentNumber,
    till: body.till ?? "",
    channel: body.channel ?? "direct",
    payerRegion: body.payerRegion,
    provider: body.provider ?? null,
    outsideProviderCode: body.outsideProviderCode ?? null,
    claimedAtSec: secOf(body.claimedAt),
    person: body.person,
    terms: termsOf(body),
    dispenses,
    encounters,
    uncodedLines: uncodedLines.map(({ exemption, itemCode, name, quantity, fen }) => ({
      exemption,
      itemCode: itemCode ?? null,
      name,
      // The schema has let through four decimals at most.
      quantityE4: (decimalOf(quantity, 4) ?? 0n).toString(),
      fen,
    })),
    primary: body.primary ?? null,
    requestedFen: body.requestedFen ?? null,
  };
}

/** What the rules are given beside the lines. */
export function termsOf(body: z.output<typeof claimRequest> | z.output<typeof claimOfDispense>): ClaimTerms {
  const { invoiceNumber, insuranceType, careType, useAccount, diagnosisCode, doctorCode } = body;
  return {
    invoiceNumber,
    insuranceType,
    careType,
    useAccount: useAccount ?? "none",
    diagnosisCode: diagnosisCode ?? null,
    doctorCode: doctorCode ?? null,
  };
}

/** The claim that a receipt carries. */
export function claimOfReceiptOf(body: z.output<typeof claimOfDispense>): DispenseAndClaimRequest["claim"] {
  const { documentNumber, payerRegion, requestedFen } = body;
  return { documentNumber, payerRegion, terms: termsOf(body), requestedFen: requestedFen ?? null };
}

export function decisionOf(claim: Hex32, body: z.output<typeof decisionRequest>): DecisionRequest {
  if (body.verdict === "approve") return { verdict: "approve", claim, award: body.award ?? null };
  return { verdict: "reject", claim, reason: body.reason ?? null, note: body.note ?? null };
}

export function claimOnTheWire(claim: ClaimAnswer): z.input<typeof claimAnswer> {
  const { evidence, uncodedLines, award, steps, ...rest } = wireOf(claim);
  return {
    ...rest,
    evidence: [...evidence],
    uncodedLines: [...uncodedLines],
    award: award === null ? null : { ...award, fundParts: [...award.fundParts] },
    steps: [...steps],
  };
}

/** The steps of the rules are told in words; their values stand in the lines and the parts. */
export function adjudicationOnTheWire(told: AdjudicationAnswer & AsOf): z.input<typeof adjudicationAnswer> {
  const { explanation, lines, fundParts, suspicions, totals: _, ...rest } = told;
  return {
    ...wireOf(rest),
    suspicions: [...suspicions],
    fundParts: fundParts.map((part) => wireOf(part)),
    lines: lines.map((line) => ({
      ...wireOf(line),
      quantityE4: line.quantityE4.toString(),
      ceilingMicros: line.ceilingMicros?.toString() ?? null,
      selfpayBps: line.selfpayBps.toString(),
    })),
    explanation: explanation.map(sentenceOf),
  };
}
