import { z } from "zod";
import type { BatchAnswer, ProductAnswer } from "../../domain/answers.ts";
import { BATCH_STATUSES, PRODUCT_STATUSES } from "../../domain/lifecycles.ts";
import { CODE_SCHEMES, PRODUCT_FLAGS } from "../../domain/read-model.ts";
import type { Wire } from "../wire.ts";
import {
  batchId,
  blockRef,
  count,
  day,
  fen,
  hex32,
  instant,
  institutionName,
  listOf,
  packIndex,
  productId,
  proof,
  region,
  text,
} from "./primitives.ts";

/** What a body of 1 MiB has room for. */
const CASES_MAX = 16_000;

export const productCode = z
  .strictObject({ scheme: z.enum(CODE_SCHEMES), value: text(32) })
  .meta({ id: "ProductCode" });

export const productRequest = z
  .strictObject({
    maker: z.int().min(1).max(0xffff_ffff).describe("The maker's number on this ledger."),
    unitsPerPack: z.int().min(1).max(65_535),
    flags: z.array(z.enum(PRODUCT_FLAGS)).max(PRODUCT_FLAGS.length),
    name: text(120),
    unit: text(20).describe("What one unit is: 片, 支, mL."),
    codes: z.array(productCode).min(1).max(64),
  })
  .meta({ id: "ProductRequest" });

export const productAnswer = z
  .strictObject({
    id: productId,
    maker: institutionName,
    bureau: institutionName,
    name: z.string(),
    unit: z.string(),
    unitsPerPack: count,
    flags: z.array(z.enum(PRODUCT_FLAGS)),
    status: z.enum(PRODUCT_STATUSES),
    codes: z.array(z.strictObject({ scheme: z.enum(CODE_SCHEMES), value: z.string() })),
    proof,
    asOf: blockRef,
  })
  .meta({ id: "Product" }) satisfies z.ZodType<Wire<ProductAnswer>>;

export const batchRequest = z
  .strictObject({
    product: productId,
    batchNumber: text(20).describe("As printed, GS1 AI 10."),
    packCount: z.int().min(1).max(0xffff_ffff),
    madeOn: day,
    expiresOn: day.describe("The last day on which it is good."),
    priceFen: fen
      .nullable()
      .optional()
      .describe("Procurement price of one pack; only a commitment to it goes on the chain."),
  })
  .meta({ id: "BatchRequest" });

export const batchAnswer = z
  .strictObject({
    id: batchId,
    product: z.strictObject({ id: productId, name: z.string() }),
    maker: institutionName,
    batchNumber: z.string(),
    packCount: count,
    manifestCount: count.describe("Trace codes on the ledger so far."),
    manifestHash: hex32,
    madeAt: instant,
    expiresAt: instant.describe("The first instant at which it is no longer good."),
    lastDay: day,
    keyEpoch: count,
    status: z.enum(BATCH_STATUSES),
    provenance: z.enum(["maker", "declared"]),
    opened: proof,
    sealed: proof.nullable(),
    recalled: z
      .strictObject({
        by: institutionName,
        recalledAt: instant,
        reason: z.string().nullable().describe("Where this server was told it."),
        proof,
      })
      .nullable(),
    quarantines: z.array(
      z.strictObject({
        region,
        bureau: institutionName,
        held: proof,
        released: proof.nullable().describe("Null while the region holds it."),
      }),
    ),
    labels: z
      .strictObject({
        hash: hex32,
        isHeldHere: z.boolean().describe("Whether this server has the document behind the hash."),
      })
      .nullable(),
    asOf: blockRef,
  })
  .meta({ id: "Batch" }) satisfies z.ZodType<Wire<BatchAnswer>>;

export const labelsRequest = z
  .strictObject({
    cases: z
      .array(
        z.strictObject({
          code: text(64).describe("On the case: 20 digits, or an SSCC."),
          level: z.literal([2, 3]).describe("2 中码, 3 大码."),
          from: packIndex,
          to: packIndex.describe("Exclusive."),
        }),
      )
      .min(1)
      .max(CASES_MAX),
  })
  .meta({
    id: "LabelsRequest",
    description: "Which packs lie in which case; the whole document of a batch.",
  });

export const recallRequest = z
  .strictObject({ recalledAt: instant, reason: text(500) })
  .meta({ id: "RecallRequest" });

export const recallAnswer = z
  .strictObject({
    batch: batchAnswer,
    alsoRecalled: z
      .array(batchId)
      .describe("Declared batches of the same product and number, whose recall was accepted with it."),
  })
  .meta({ id: "Recall" });

export const quarantineRequest = z.strictObject({ reason: text(500) }).meta({ id: "QuarantineRequest" });

export const productList = listOf("ProductList", productAnswer.omit({ asOf: true }));
export const batchList = listOf("BatchList", batchAnswer.omit({ asOf: true }));
