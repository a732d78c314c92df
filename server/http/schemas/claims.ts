import { z } from "zod";
import { ACCOUNT_USES } from "../../domain/adjudication/adjudication-input.ts";
import { CARE_TYPES, INSURANCE_TYPES } from "../../domain/adjudication/rule-words.ts";
import { QUEUED_STATES } from "../../domain/claims/claim-queue.ts";
import {
  CLAIM_CHANNELS,
  DISPUTE_VERDICTS,
  EVIDENCE_KINDS,
  EXEMPTIONS,
} from "../../domain/claims/claim-rows.ts";
import { CLAIM_STEPS } from "../../domain/claims/step-words.ts";
import { CLAIM_STATES } from "../../domain/lifecycles.ts";
import {
  address,
  blockRef,
  count,
  documentNumber,
  fen,
  hex32,
  instant,
  institutionId,
  institutionName,
  listOf,
  proof,
  region,
  text,
} from "./primitives.ts";

const EVIDENCE_MAX = 20;
const UNCODED_LINES_MAX = 50;
const CLAIMS_MAX = 50;

const person = z
  .strictObject({ scheme: text(32), value: text(64) })
  .describe("Used to make a commitment, then kept only encrypted.");

const terms = {
  invoiceNumber: text(64).describe("As the invoice prints it: an invoice is paid once, whoever asks."),
  insuranceType: z.enum(INSURANCE_TYPES).describe("insutype: 310 employee, 390 resident, 340 retired cadre."),
  careType: z.enum(CARE_TYPES).describe("med_type: 11 outpatient, 41 pharmacy, 14 chronic, 21 inpatient."),
  useAccount: z
    .enum(ACCOUNT_USES)
    .optional()
    .describe("Whose personal account pays first: none, unless said."),
  diagnosisCode: text(32).optional(),
  doctorCode: text(32).optional(),
};

const exemption = z.enum(EXEMPTIONS).exclude(["none"]);

export const claimRequest = z
  .strictObject({
    documentNumber,
    till: text(32).optional(),
    channel: z
      .enum(CLAIM_CHANNELS)
      .exclude(["none"])
      .optional()
      .describe("direct, unless said; manual: filed by the payer's bureau; secondary: draws on a primary."),
    payerRegion: region.describe("The fund region that is asked to pay."),
    provider: institutionId.optional().describe("Of a manual claim: whose care it is."),
    outsideProviderCode: text(32)
      .optional()
      .describe("Of a manual claim for care that is not on the ledger."),
    claimedAt: instant,
    person,
    ...terms,
    dispenses: z.array(hex32).max(EVIDENCE_MAX).optional(),
    encounters: z.array(hex32).max(EVIDENCE_MAX).optional(),
    uncodedLines: z
      .array(
        z.strictObject({
          exemption,
          itemCode: text(50).optional().describe("med_list_codg; without one the line is own pay."),
          name: text(200),
          quantity: z
            .string()
            .regex(/^(0|[1-9][0-9]{0,9})(\.[0-9]{1,4})?$/)
            .describe("cnt, up to 4 decimals."),
          fen: fen.describe("Of the whole line."),
        }),
      )
      .max(UNCODED_LINES_MAX)
      .optional(),
    primary: hex32.optional().describe("Of a secondary claim: the claim whose self-pay it draws on."),
    requestedFen: fen.optional().describe("What the fund is asked for; without it, whatever the rules give."),
  })
  .meta({ id: "ClaimRequest", description: "One invoice that a region's fund is asked to pay." });

/** What a receipt carries that is claimed in the same go: both are recorded, or neither. */
export const claimOfDispense = z
  .strictObject({
    documentNumber,
    payerRegion: region,
    ...terms,
    requestedFen: fen.optional(),
  })
  .meta({ id: "ClaimOfDispense" });

const awardParts = {
  fundParts: z.array(z.strictObject({ fundPayType: z.int().min(1).max(999_999), fen })).max(12),
  accountFen: fen,
  familyAccountFen: fen,
  cashFen: fen,
  hospitalFen: fen,
};

export const decisionRequest = z
  .discriminatedUnion("verdict", [
    z.strictObject({
      verdict: z.literal("approve"),
      award: z
        .strictObject(awardParts)
        .optional()
        .describe(
          "A person's own figures, where no rule set decides: secondary claims, care off the ledger.",
        ),
    }),
    z.strictObject({
      verdict: z.literal("reject"),
      reason: z
        .int()
        .min(1)
        .max(65_535)
        .optional()
        .describe("Number in the table of docs/claims.md; without one, what rules and evidence say."),
      note: text(500).optional(),
    }),
  ])
  .meta({ id: "DecisionRequest" });

export const reasonRequest = z.strictObject({ reason: text(500) }).meta({ id: "ClaimReasonRequest" });

export const resolutionRequest = z
  .strictObject({ verdict: z.enum(DISPUTE_VERDICTS).exclude(["none"]), reason: text(500) })
  .meta({ id: "ClaimResolutionRequest" });

const claims = z.array(hex32).min(1).max(CLAIMS_MAX);

export const paymentRequest = z
  .strictObject({
    claims,
    bankReference: z
      .string()
      .regex(/^[\x20-\x7e]{1,35}$/)
      .describe("The transfer's end-to-end reference (ISO 20022 Max35Text)."),
  })
  .meta({ id: "PaymentRequest" });

export const advanceRequest = z.strictObject({ claims }).meta({ id: "AdvanceRequest" });

const words = z.strictObject({ chinese: z.string(), english: z.string() });
const reason = z.strictObject({ number: count, code: z.string(), words });

export const claimAnswer = z
  .strictObject({
    id: hex32,
    state: z.enum(CLAIM_STATES).exclude(["none"]),
    channel: z.enum(CLAIM_CHANNELS).exclude(["none"]),
    filer: institutionName,
    provider: institutionName.nullable().describe("Null: not on the ledger."),
    payerRegion: region,
    claimedAt: instant,
    totalFen: fen,
    requestedFen: fen,
    approvedFen: fen.nullable(),
    deadlineAt: instant.nullable().describe("Of the present stage, pauses of the ledger aside."),
    isOverdue: z.boolean(),
    isTimely: z.boolean().describe("No evidence came late: it may be advanced when the decision is overdue."),
    catalogue: hex32,
    policy: hex32,
    evidence: z.array(z.strictObject({ kind: z.enum(EVIDENCE_KINDS), id: hex32 })),
    uncodedLines: z.array(z.strictObject({ exemption: z.enum(EXEMPTIONS), fen })),
    primary: hex32.nullable(),
    award: z.strictObject({ ...awardParts, basis: hex32 }).nullable(),
    steps: z.array(
      z.strictObject({
        kind: z.enum(CLAIM_STEPS),
        by: institutionName,
        operator: address,
        words,
        fen: fen.nullable(),
        reason: reason.nullable(),
        note: z.string().nullable(),
        bankReference: z.string().nullable(),
        untilAt: instant.nullable(),
        proof,
      }),
    ),
    proof,
    document: z
      .strictObject({
        number: z.string(),
        till: z.string(),
        terms: z.strictObject({
          invoiceNumber: z.string(),
          insuranceType: z.enum(INSURANCE_TYPES),
          careType: z.enum(CARE_TYPES),
          useAccount: z.enum(ACCOUNT_USES),
          diagnosisCode: z.string().nullable(),
          doctorCode: z.string().nullable(),
        }),
      })
      .nullable()
      .describe("For the filer and the payer's bureau."),
    asOf: blockRef,
  })
  .meta({ id: "Claim" });

export const claimList = listOf("ClaimList", claimAnswer.omit({ asOf: true }));

const micros = z.string().regex(/^[0-9]+$/);

export const adjudicationAnswer = z
  .strictObject({
    result: z.enum(["awarded", "refused"]),
    reason: reason.nullable(),
    suspicions: z.array(z.string()).describe("Why no rule alone would decide it."),
    totalFen: fen,
    approvedFen: fen,
    accountFen: fen,
    familyAccountFen: fen,
    cashFen: fen,
    hospitalFen: fen,
    deductibleFen: fen,
    fundParts: z.array(z.strictObject({ fundPayType: count, name: z.string(), fen })),
    lines: z.array(
      z.strictObject({
        lineNumber: count,
        itemCode: z.string().nullable(),
        quantityE4: micros.describe("cnt, scaled by ten thousand."),
        amountFen: fen,
        itemClass: z.string().nullable(),
        ceilingMicros: micros.nullable().describe("pric_uplmt_amt, in millionths of a yuan."),
        selfpayBps: micros,
        fulamtOwnpayFen: fen,
        overlmtFen: fen,
        preselfpayFen: fen,
        inscpScpFen: fen,
        isSpecial: z.boolean(),
        cause: z.string().nullable(),
      }),
    ),
    explanation: z.array(words).describe("How it came to that, step by step."),
    catalogue: hex32,
    policy: hex32,
    asOf: blockRef,
  })
  .meta({ id: "Adjudication", description: "What the rules make of a claim. Nothing is changed by asking." });

export const queueAnswer = z
  .strictObject({
    region,
    counts: z.array(z.strictObject({ state: z.enum(QUEUED_STATES), count })),
    asOf: blockRef,
  })
  .meta({ id: "ClaimQueue" });

export const readjudicationsAnswer = z
  .strictObject({
    claim: hex32,
    readjudications: z.array(
      z.strictObject({
        claim: hex32,
        approvedFen: fen,
        owedFen: fen,
        funds: z.array(z.strictObject({ fundPayType: z.string(), beforeFen: fen, afterFen: fen })),
      }),
    ),
    asOf: blockRef,
  })
  .meta({
    id: "Readjudications",
    description: "Claims of the same person and year that would now come to another award.",
  });

export const bundleAnswer = z
  .looseObject({
    format: z.literal("caretrail-bundle/1"),
    subject: z.strictObject({ kind: z.literal("claim"), id: hex32 }),
    reader: institutionId,
    seal: hex32,
  })
  .meta({ id: "Bundle", description: "An evidence bundle; its whole form is told in docs/bundles.md." });

export const paymentAnswer = z
  .strictObject({ payment: hex32, claims: z.array(claimAnswer) })
  .meta({ id: "Payment" });

export const claimsAnswer = z.strictObject({ claims: z.array(claimAnswer) }).meta({ id: "Claims" });
