import { z } from "zod";
import { IDENTIFICATIONS } from "../../domain/drug-rows.ts";
import { claimOfDispense } from "./claims.ts";
import {
  address,
  batchId,
  blockRef,
  count,
  documentNumber,
  fen,
  hex32,
  instant,
  institutionName,
  listOf,
  packIndex,
  productId,
  proof,
  text,
  traceCode,
} from "./primitives.ts";

const LINES_MAX = 1_000;

export const dispenseRequest = z
  .strictObject({
    documentNumber,
    till: text(32).optional().describe("The counter, where document numbers are only unique at one."),
    dispensedAt: instant,
    person: z
      .strictObject({
        scheme: text(32).describe("What kind of identifier: resident-id, e-voucher, psn-no …"),
        value: text(64),
        identification: z
          .enum(IDENTIFICATIONS)
          .exclude(["none"])
          .optional()
          .describe("card, unless said otherwise."),
      })
      .nullable()
      .describe("Null on a self-pay sale. Used to make a commitment, then kept only encrypted."),
    prescription: z
      .strictObject({ number: text(64), prescriber: text(64) })
      .nullable()
      .optional(),
    lines: z
      .array(
        z.strictObject({
          code: traceCode,
          units: z.int().min(1).max(65_535).nullable().optional().describe("Null: the whole pack."),
          priceFen: fen.describe("Of the whole line."),
          sku: text(64).optional().describe("One's own number of the product; held against the code."),
        }),
      )
      .min(1)
      .max(LINES_MAX),
    claim: claimOfDispense.optional().describe("Claims the receipt in the same go: both stand, or neither."),
  })
  .meta({ id: "DispenseRequest", description: "One receipt for one person." });

const reversal = z
  .strictObject({
    id: hex32,
    reversedAt: instant,
    lines: z.array(
      z.strictObject({
        batch: batchId,
        index: packIndex,
        units: count.describe("0: the whole pack."),
        priceFen: fen,
      }),
    ),
    totalFen: fen.describe("Given back."),
    isImported: z.boolean(),
    operator: address,
    proof,
    documentNumber: z.string().nullable().describe("For the owner only."),
  })
  .meta({ id: "Reversal" });

export const dispenseAnswer = z
  .strictObject({
    id: hex32,
    status: z.enum(["recorded", "partly-reversed", "reversed"]),
    institution: institutionName,
    dispensedAt: instant,
    isLate: z.boolean().describe("Recorded later than the region allows."),
    isImported: z.boolean().describe("Recorded by the bureau, for a time before the ledger."),
    identification: z.enum(IDENTIFICATIONS),
    operator: address,
    lines: z.array(
      z.strictObject({
        code: z.string().nullable().describe("As the owner scanned it; null for others."),
        product: z.string().describe("Its name."),
        productId,
        unit: z.string(),
        batch: batchId,
        batchNumber: z.string(),
        index: packIndex,
        units: count.describe("0: the whole pack."),
        priceFen: fen,
        provenance: z.enum(["maker", "declared"]),
        isTraceWaived: z.boolean().describe("The region did not yet demand the maker's trace."),
      }),
    ),
    totalFen: fen,
    reversals: z.array(reversal).describe("What came back, in the order of the chain."),
    answer: z
      .strictObject({ answer: z.enum(["confirmed", "denied"]), proof })
      .nullable()
      .describe("What the person said who was asked."),
    proof,
    document: z
      .strictObject({
        number: z.string(),
        till: z.string(),
        prescription: z.strictObject({ number: z.string(), prescriber: z.string() }).nullable(),
      })
      .nullable()
      .describe("For the owner only."),
    receiptToken: z
      .string()
      .nullable()
      .describe("For the owner only, to print on the receipt: its holder may ask and answer with it."),
    asOf: blockRef,
  })
  .meta({ id: "Dispense" });

export const reversalRequest = z
  .strictObject({
    documentNumber: documentNumber.describe("The return's own number."),
    till: text(32).optional(),
    reversedAt: instant,
    lines: z
      .array(
        z.strictObject({
          code: traceCode,
          units: z.int().min(1).max(65_535).nullable().optional().describe("Null: the whole pack."),
          priceFen: fen.describe("Given back for the line."),
        }),
      )
      .min(1)
      .max(LINES_MAX),
  })
  .meta({ id: "ReversalRequest", description: "What came back of one dispense 退药." });

export const receiptAnswerRequest = z
  .strictObject({
    receiptToken: text(64).describe("As printed on the receipt."),
    answer: z.enum(["confirmed", "denied"]).describe("Was it received?"),
  })
  .meta({ id: "ReceiptAnswerRequest" });

export const receiptAnswerAnswer = z
  .strictObject({
    dispense: hex32,
    answer: z.enum(["confirmed", "denied"]),
    status: z
      .enum(["on-ledger", "accepted", "accepted-not-on-ledger"])
      .describe("accepted-not-on-ledger: kept here, because this server can not sign for the bureau."),
    proof: proof.nullable(),
  })
  .meta({ id: "ReceiptAnswer" });

export const dispenseList = listOf("DispenseList", dispenseAnswer.omit({ asOf: true }));
