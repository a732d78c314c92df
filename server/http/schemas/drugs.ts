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
  productId,
  proof,
  text,
} from "./primitives.ts";

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
    asOf: blockRef,
  })
  .meta({ id: "Batch" }) satisfies z.ZodType<Wire<BatchAnswer>>;

export const productList = listOf("ProductList", productAnswer.omit({ asOf: true }));
export const batchList = listOf("BatchList", batchAnswer.omit({ asOf: true }));
