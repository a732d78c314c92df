import { z } from "zod";
import type { PackStory } from "../../domain/answers.ts";
import { BATCH_STATUSES, PARCEL_STATES, PRODUCT_STATUSES } from "../../domain/lifecycles.ts";
import { CODE_SCHEMES, IDENTIFICATIONS, PRODUCT_FLAGS } from "../../domain/read-model.ts";
import type { Wire } from "../wire.ts";
import { failureCode } from "./failures.ts";
import {
  address,
  batchId,
  block,
  blockRef,
  count,
  day,
  fen,
  hex32,
  instant,
  institutionName,
  packIndex,
  productId,
  proof,
} from "./primitives.ts";

const signedStep = z
  .strictObject({ occurredAt: instant, operator: address.nullable(), proof })
  .meta({ id: "SignedStep" });

const product = z.strictObject({
  id: productId,
  name: z.string(),
  unit: z.string(),
  codes: z.array(z.strictObject({ scheme: z.enum(CODE_SCHEMES), value: z.string() })),
  flags: z.array(z.enum(PRODUCT_FLAGS)),
  status: z.enum(PRODUCT_STATUSES),
});

const batch = z.strictObject({
  id: batchId,
  batchNumber: z.string(),
  maker: institutionName,
  status: z.enum(BATCH_STATUSES),
  madeAt: instant,
  expiresAt: instant,
  lastDay: day,
  packCount: count,
  opened: proof,
  sealed: proof.nullable(),
});

const transfer = z.strictObject({
  consignment: hex32,
  sender: institutionName,
  receiver: institutionName,
  shipped: signedStep,
  received: signedStep.nullable().describe("Null while on its way."),
});

const dispense = z.strictObject({
  id: hex32,
  institution: institutionName,
  dispensedAt: instant,
  isLate: z.boolean(),
  identification: z.enum(IDENTIFICATIONS),
  units: count.describe("0: the whole pack."),
  priceFen: fen.nullable().describe("For the dispenser, its bureau and auditors."),
  operator: address,
  proof,
});

const storyLine = z.strictObject({
  step: z.enum(["made", "shipped", "received", "dispensed", "refused", "contested"]),
  at: instant,
  block: block.nullable().describe("A refusal stands in no block."),
  chinese: z.string(),
  english: z.string(),
});

export const packAnswer = z
  .strictObject({
    code: z.string().describe("The canonical form of the code that was asked."),
    pack: z.strictObject({ batch: batchId, index: packIndex }),
    product,
    batch,
    provenance: z.enum(["maker", "declared"]),
    contestedBy: z
      .array(z.strictObject({ batch: batchId, index: packIndex, maker: institutionName }))
      .describe("Later manifests that claim the same code; the first stands."),
    custody: z.array(transfer),
    holder: z
      .strictObject({ institution: institutionName, state: z.enum(PARCEL_STATES) })
      .nullable()
      .describe("Whose hands it is in; in transit the sender's."),
    dispenses: z.array(dispense),
    unitsPerPack: count,
    unitsLeft: count,
    isGone: z.boolean().describe("Not sellable as a whole any more."),
    refusals: z.array(
      z.strictObject({
        id: z.string(),
        institution: institutionName,
        operation: z.string(),
        code: failureCode,
        at: instant,
      }),
    ),
    lines: z.array(storyLine).describe("The same in words, in the order of the chain."),
    asOf: blockRef,
  })
  .meta({ id: "PackStory", description: "The whole story of one pack." }) satisfies z.ZodType<
  Wire<PackStory>
>;
