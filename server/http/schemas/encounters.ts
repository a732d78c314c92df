import { z } from "zod";
import { ENCOUNTER_KINDS, EXEMPTIONS } from "../../domain/claims/claim-rows.ts";
import type { EncounterAnswer, FeeProofAnswer } from "../../domain/claims/encounter-answers.ts";
import { FEE_LINE_KINDS, HOSPITAL_MARKS } from "../../domain/claims/fee-line.ts";
import { IDENTIFICATIONS } from "../../domain/drug-rows.ts";
import type { Wire } from "../wire.ts";
import {
  address,
  blockRef,
  count,
  documentNumber,
  fen,
  hex32,
  instant,
  institutionName,
  listOf,
  proof,
  text,
} from "./primitives.ts";

const FEE_LINES_MAX = 5_000;
const LINE_NUMBER_MAX = 999_999_999;
const GROUP_LENGTH_MAX = 16;

export const personName = z
  .strictObject({
    scheme: text(32).describe("What kind of identifier: resident-id, e-voucher, psn-no …"),
    value: text(64),
  })
  .meta({ id: "Person", description: "Used to find or make the person's key, then kept only encrypted." });

export const encounterRequest = z
  .strictObject({
    documentNumber: documentNumber.describe("Of the visit or stay, as the hospital numbers them."),
    kind: z.enum(ENCOUNTER_KINDS).exclude(["none"]),
    openedAt: instant,
    person: personName,
    identification: z
      .enum(IDENTIFICATIONS)
      .exclude(["none"])
      .optional()
      .describe("card, unless said otherwise."),
    voucherToken: text(128).optional().describe("The e-voucher's one-time token; with e-voucher only."),
  })
  .meta({ id: "EncounterRequest", description: "A person is there 就诊, 入院." });

const lineNumber = z.int().min(1).max(LINE_NUMBER_MAX).describe("The hospital's own; each stands once.");
const feeLineKind = z.enum(FEE_LINE_KINDS);
const exemption = z.enum(EXEMPTIONS).exclude(["none"]);
const hospitalMark = z.enum(HOSPITAL_MARKS);

const feeLineRequest = z
  .strictObject({
    lineNumber,
    itemCode: text(50).nullable().optional().describe("`med_list_codg`."),
    name: text(200),
    quantity: z
      .string()
      .regex(/^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$/)
      .describe("`cnt`, up to 4 decimals."),
    priceFen: fen.describe("Of the whole line."),
    kind: feeLineKind,
    dispense: hex32
      .optional()
      .describe("Which handed the drug over; lines of one come to what stands of it."),
    exemption: exemption.optional().describe("Why a drug has no trace code."),
    diagnosisCode: text(32).optional(),
    hospitalMark: hospitalMark
      .optional()
      .describe("Within the item's restriction or not; unmarked, unless said otherwise."),
  })
  .meta({ id: "FeeLineRequest" });

const closing = {
  closedAt: instant,
  fees: z.array(feeLineRequest).min(1).max(FEE_LINES_MAX).describe("The whole fee list 费用清单."),
  diagnosisGroup: z
    .string()
    .regex(/^[\x21-\x7e]*$/)
    .max(GROUP_LENGTH_MAX)
    .optional()
    .describe("DRG or DIP code."),
};

export const closingRequest = z
  .strictObject(closing)
  .meta({ id: "EncounterClosingRequest", description: "What the visit or stay cost." });

const reason = text(1_000).describe("Kept by this server; the ledger has a commitment to it.");

export const correctionRequest = z.strictObject({ ...closing, reason }).meta({
  id: "EncounterCorrectionRequest",
  description: "What it really cost, in place of what was stated.",
});

export const cancellationRequest = z.strictObject({ reason }).meta({ id: "EncounterCancellationRequest" });

export const encounterAnswer = z
  .strictObject({
    id: hex32,
    status: z.enum(["open", "closed", "cancelled"]),
    institution: institutionName,
    kind: z.enum(ENCOUNTER_KINDS),
    openedAt: instant,
    identification: z.enum(IDENTIFICATIONS),
    closings: z
      .array(
        z.strictObject({
          closedAt: instant,
          feeRoot: hex32.describe("Of the Merkle tree over the fee list's salted lines."),
          feeLineCount: count,
          totalFen: fen,
          serviceFen: fen.describe("Of the lines that are no drugs."),
          diagnosisGroup: z.string().describe("Empty when there is none."),
          isLate: z.boolean().describe("Recorded later than the region allows."),
          reason: z.string().nullable().describe("Why it was corrected, where this server holds it."),
          operator: address,
          proof,
        }),
      )
      .describe("The last one stands; those before it were corrected."),
    cancelled: z.strictObject({ reason: z.string().nullable(), operator: address, proof }).nullable(),
    operator: address,
    proof,
    documentNumber: z.string().nullable().describe("For the owner only."),
    asOf: blockRef,
  })
  .meta({ id: "Encounter" }) satisfies z.ZodType<Wire<EncounterAnswer>>;

export const encounterList = listOf("EncounterList", encounterAnswer.omit({ asOf: true }));

export const feeLineInPath = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/)
  .transform(Number)
  .describe("The line's number in the fee list.");

export const feeProofAnswer = z
  .strictObject({
    encounter: hex32,
    line: z.strictObject({
      lineNumber,
      itemCode: z.string().nullable(),
      name: z.string(),
      quantityE4: z
        .string()
        .regex(/^[0-9]+$/)
        .describe("The count, scaled by ten thousand."),
      amountFen: fen,
      kind: feeLineKind,
      dispense: hex32.nullable(),
      exemption: exemption.nullable(),
      diagnosisCode: z.string().nullable(),
      hospitalMark,
    }),
    text: z.string().describe("The line as it was committed to."),
    salt: hex32,
    commitment: hex32.describe(
      "sha256 over `caretrail/fee-line/v1`, the salt's bytes and the text, each behind its 4-byte length.",
    ),
    merkleProof: z.array(hex32).describe("For OpenZeppelin's MerkleProof, of a leaf of `[bytes32]`."),
    feeRoot: hex32,
    asOf: blockRef,
  })
  .meta({ id: "FeeProof" }) satisfies z.ZodType<Wire<FeeProofAnswer>>;
