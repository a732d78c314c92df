import { z } from "zod";
import { IDENTIFICATIONS } from "../../domain/read-model.ts";
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
        }),
      )
      .min(1)
      .max(LINES_MAX),
  })
  .meta({ id: "DispenseRequest", description: "One receipt for one person." });

export const dispenseAnswer = z
  .strictObject({
    id: hex32,
    status: z.literal("recorded"),
    institution: institutionName,
    dispensedAt: instant,
    isLate: z.boolean().describe("Recorded later than the region allows."),
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
      }),
    ),
    totalFen: fen,
    proof,
    document: z
      .strictObject({
        number: z.string(),
        till: z.string(),
        prescription: z.strictObject({ number: z.string(), prescriber: z.string() }).nullable(),
      })
      .nullable()
      .describe("For the owner only."),
    asOf: blockRef,
  })
  .meta({ id: "Dispense" });

export const dispenseList = listOf("DispenseList", dispenseAnswer.omit({ asOf: true }));
