import { z } from "zod";
import { productId, text } from "./primitives.ts";

/** What a body of 1 MiB has room for. */
const SKUS_MAX = 12_000;

const skuRow = z
  .strictObject({ sku: text(64).describe("The institution's own number."), product: productId })
  .meta({ id: "Sku" });

export const skusRequest = z
  .strictObject({ skus: z.array(skuRow).max(SKUS_MAX) })
  .meta({ id: "SkusRequest", description: "The whole mapping 目录对照, in the place of the one before." });

export const skusAnswer = z
  .strictObject({ rows: z.array(skuRow), next: z.string().nullable() })
  .meta({ id: "SkuList" });

export const skusPutAnswer = z.strictObject({ skuCount: z.int().min(0) }).meta({ id: "SkusPut" });
