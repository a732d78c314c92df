import { z } from "zod";
import { DECOMMISSION_REASONS } from "../../domain/drug-rows.ts";
import { BATCH_STATUSES } from "../../domain/lifecycles.ts";
import { PROVENANCES } from "../../domain/read-model.ts";
import type { DecommissionAnswer, StockAnswer } from "../../domain/record-answers.ts";
import { CODES_PER_REQUEST_MAX, KEYS_PER_CHUNK_MAX } from "../../domain/request-limits.ts";
import type { Wire } from "../wire.ts";
import {
  address,
  batchId,
  blockRef,
  count,
  day,
  documentNumber,
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

const stockAnswer = z
  .strictObject({
    institution: institutionName,
    product: z.strictObject({ id: productId, name: z.string(), unit: z.string() }),
    batch: z
      .strictObject({
        id: batchId,
        batchNumber: z.string(),
        provenance: z.enum(PROVENANCES),
        status: z.enum(BATCH_STATUSES),
        lastDay: day,
      })
      .nullable()
      .describe("Null where all batches of a product are told together."),
    onHandCount: z.int().describe("Whole packs; made + declared + received + cameBack - shipped - gone."),
    onHandDeclaredCount: z.int().describe("Of these, from stock older than the ledger."),
    madeCount: count,
    declaredCount: count,
    receivedCount: count,
    shippedCount: count,
    cameBackCount: count.describe("Withdrawn from the way, or returned by the end of a dispute."),
    lostCount: count,
    dispensedCount: count,
    openedCount: count.describe("Packs opened to sell units."),
    returnedCount: count,
    frozenCount: count.describe("Taken back once too often: never sold again."),
    writtenOffCount: count,
    unitsDispensedCount: count,
    unitsReturnedCount: count,
    unitsWrittenOffCount: count,
  })
  .meta({ id: "Stock", description: "The mass balance 进销存 of one batch or product." }) satisfies z.ZodType<
  Wire<StockAnswer>
>;

export const stockList = listOf("StockList", stockAnswer);

export const declarationRequest = z
  .strictObject({
    documentNumber: documentNumber.describe("Of the stock take 盘存."),
    declaredAt: instant,
    product: productId.optional(),
    sku: text(64).optional().describe("One's own number of the product, instead of `product`."),
    batchNumber: text(20).describe("As printed, GS1 AI 10."),
    madeOn: day,
    expiresOn: day.describe("The last day on which it is good."),
    packCount: z.int().min(1).max(0xffff_ffff),
    codes: z
      .array(traceCode)
      .min(1)
      .max(KEYS_PER_CHUNK_MAX)
      .optional()
      .describe("All trace codes of the batch: it is then filled and sealed in one go. More are streamed."),
  })
  .refine(({ product, sku }) => (product === undefined) !== (sku === undefined), "give product or sku")
  .meta({ id: "DeclarationRequest", description: "Stock older than the ledger, as in 3501." });

const REASONS = ["destroyed", "stolen", "sampled", "exported", "expired"] as const;

export const decommissionRequest = z
  .strictObject({
    documentNumber,
    occurredAt: instant,
    reason: z.enum(REASONS),
    lines: z
      .array(
        z.strictObject({
          code: traceCode,
          units: z
            .int()
            .min(1)
            .max(65_535)
            .nullable()
            .optional()
            .describe("Null: the whole pack; otherwise all that is left of an opened one."),
        }),
      )
      .min(1)
      .max(CODES_PER_REQUEST_MAX),
  })
  .meta({ id: "DecommissionRequest" });

export const decommissionAnswer = z
  .strictObject({
    id: hex32,
    institution: institutionName,
    occurredAt: instant,
    reason: z.enum(DECOMMISSION_REASONS).exclude(["none"]),
    runs: z.array(
      z.strictObject({
        batch: batchId,
        from: packIndex,
        to: packIndex,
        product: z.strictObject({ id: productId, name: z.string() }),
        batchNumber: z.string(),
        packCount: count,
      }),
    ),
    remnants: z
      .array(z.strictObject({ batch: batchId, index: packIndex, units: count }))
      .describe("What was left of opened packs."),
    packCount: count,
    isImported: z.boolean(),
    operator: address,
    proof,
    document: z
      .strictObject({ number: z.string(), codes: z.array(z.string()) })
      .nullable()
      .describe("For the owner only."),
    asOf: blockRef,
  })
  .meta({ id: "Decommission" }) satisfies z.ZodType<Wire<DecommissionAnswer>>;

export const decommissionList = listOf("DecommissionList", decommissionAnswer.omit({ asOf: true }));
