import { z } from "zod";
import { ENFORCEMENT_MODES, PRODUCT_CLASSES } from "../../domain/read-model.ts";
import type { RegionRulesAnswer } from "../../domain/record-answers.ts";
import type { Wire } from "../wire.ts";
import { blockRef, count, instant, institutionName, proof, region } from "./primitives.ts";

const YEAR_SECONDS = 366 * 86_400;
const seconds = z.int().min(1).max(YEAR_SECONDS);

export const regionInPath = z
  .string()
  .regex(/^[1-9][0-9]{5}$/)
  .transform(Number)
  .describe("Six digits of GB/T 2260.");

const limitsRequest = z.strictObject({
  lateAfterSeconds: seconds.describe("A record that comes later than this is late."),
  returnWindowSeconds: seconds.describe("How long packs may come back."),
  disputeLimitSeconds: seconds.describe("After this the receiver's bureau may resolve a dispute."),
  reversalsMax: z.int().min(1).max(255).describe("At this many returns a pack freezes."),
});

const modeRequest = z.strictObject({
  productClass: z.enum(PRODUCT_CLASSES),
  mode: z.enum(ENFORCEMENT_MODES),
  fromAt: instant,
});

export const regionRulesRequest = z
  .union([z.strictObject({ limits: limitsRequest }), z.strictObject({ mode: modeRequest })])
  .meta({
    id: "RegionRulesRequest",
    description: "The limits, or how strictly one class of products is held.",
  });

export const regionRulesAnswer = z
  .strictObject({
    region,
    bureau: institutionName.nullable(),
    limits: z.strictObject({
      isDefault: z.boolean().describe("The bureau has set nothing."),
      lateAfterSeconds: count,
      returnWindowSeconds: count,
      disputeLimitSeconds: count,
      reversalsMax: count,
    }),
    modes: z.array(
      z.strictObject({
        productClass: z.enum(PRODUCT_CLASSES),
        mode: z.enum(ENFORCEMENT_MODES),
        fromAt: instant,
        proof,
      }),
    ),
    asOf: blockRef,
  })
  .meta({ id: "RegionRules" }) satisfies z.ZodType<Wire<RegionRulesAnswer>>;
