import { z } from "zod";
import { CLAIM_CHANNELS } from "../../domain/claims/claim-rows.ts";
import { CLAIM_STEPS } from "../../domain/claims/step-words.ts";
import {
  DECOMMISSION_REASONS,
  DISPUTE_OUTCOMES,
  IDENTIFICATIONS,
  RECEIPT_ANSWERS,
} from "../../domain/drug-rows.ts";
import {
  BATCH_STATUSES,
  CLAIM_STATES,
  DISPENSE_STATES,
  PARCEL_STATES,
  PRODUCT_STATUSES,
} from "../../domain/lifecycles.ts";
import { type PackStory, STORY_STEPS } from "../../domain/pack-story.ts";
import { CODE_SCHEMES, PRODUCT_FLAGS, PROVENANCES } from "../../domain/read-model.ts";
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
  region,
} from "./primitives.ts";

const isLate = z.boolean().describe("Recorded later than the region allows.");
const isImported = z.boolean().describe("Recorded by the bureau, for a time before the ledger.");

const signed = { occurredAt: instant, operator: address.nullable(), isLate, isImported, proof };
const signedStep = z.strictObject(signed).meta({ id: "SignedStep" });

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
  recalled: z.strictObject({ by: institutionName, recalledAt: instant, proof }).nullable(),
  quarantines: z.array(
    z.strictObject({ region, bureau: institutionName, held: proof, released: proof.nullable() }),
  ),
});

const transfer = z.strictObject({
  consignment: hex32,
  sender: institutionName,
  receiver: institutionName,
  shipped: signedStep,
  received: signedStep.nullable().describe("Null unless it arrived."),
  withdrawn: signedStep.nullable().describe("Taken back by the sender before it was received."),
  disputes: z.array(
    z.strictObject({
      ...signed,
      kind: z.enum(["opened", "answered", "resolved"]),
      by: institutionName,
      outcome: z.enum(DISPUTE_OUTCOMES).nullable(),
    }),
  ),
});

const reversal = z.strictObject({
  id: hex32,
  reversedAt: instant,
  isLate,
  isImported,
  units: count.describe("0: the whole pack."),
  priceFen: fen.nullable(),
  operator: address,
  proof,
  hasFrozen: z.boolean().describe("The pack came back once too often by it."),
});

const decommission = z.strictObject({
  id: hex32,
  institution: institutionName,
  occurredAt: instant,
  reason: z.enum(DECOMMISSION_REASONS),
  units: count.describe("0: the whole pack; otherwise what was left of it."),
  isLate,
  isImported,
  operator: address,
  proof,
});

const packClaim = z.strictObject({
  id: hex32,
  state: z.enum(CLAIM_STATES).exclude(["none"]),
  channel: z.enum(CLAIM_CHANNELS),
  filer: institutionName,
  payerRegion: region,
  claimedAt: instant,
  totalFen: fen,
  approvedFen: fen.nullable(),
  proof,
  steps: z.array(
    z.strictObject({ kind: z.enum(CLAIM_STEPS), by: institutionName, fen: fen.nullable(), proof }),
  ),
});

const dispense = z.strictObject({
  id: hex32,
  institution: institutionName,
  dispensedAt: instant,
  isLate,
  isImported,
  identification: z.enum(IDENTIFICATIONS),
  state: z.enum(DISPENSE_STATES),
  units: count.describe("0: the whole pack."),
  priceFen: fen.nullable().describe("For the dispenser, its bureau and auditors."),
  operator: address,
  proof,
  reversals: z.array(reversal).describe("What of this pack came back."),
  answer: z
    .strictObject({ answer: z.enum(RECEIPT_ANSWERS), proof })
    .nullable()
    .describe("What the person said; for the dispenser, its bureau and auditors."),
  claims: z
    .array(packClaim)
    .describe("Every claim that named it; for the dispenser, its bureau and auditors."),
});

const storyLine = z.strictObject({
  step: z.enum(STORY_STEPS),
  at: instant.describe("When it happened, as stated."),
  recordedAt: instant.describe("When the ledger took it."),
  isLate,
  isImported,
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
    provenance: z.enum(PROVENANCES),
    contestedBy: z
      .array(
        z.strictObject({
          batch: batchId,
          index: packIndex,
          maker: institutionName,
          provenance: z.enum(PROVENANCES),
        }),
      )
      .describe("Later manifests that claim the same code; the first stands."),
    custody: z.array(transfer),
    holder: z
      .strictObject({ institution: institutionName, state: z.enum(PARCEL_STATES) })
      .nullable()
      .describe("Whose hands it is in; in transit the sender's. Null for a reader whose hands it has left."),
    dispenses: z.array(dispense),
    decommission: decommission.nullable(),
    unitsPerPack: count,
    unitsLeft: count
      .nullable()
      .describe("This and the four next: null for a reader whose hands it has left."),
    isGone: z.boolean().nullable().describe("Not sellable as a whole any more."),
    isOpened: z.boolean().nullable().describe("Units of it were handed over."),
    isFrozen: z.boolean().nullable().describe("It came back as often as the region allows."),
    reversalCount: count.nullable(),
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
