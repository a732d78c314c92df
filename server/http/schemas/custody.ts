import { z } from "zod";
import type { ConsignmentAnswer } from "../../domain/answers.ts";
import { CONSIGNMENT_STATES } from "../../domain/lifecycles.ts";
import { CODES_PER_REQUEST_MAX } from "../../domain/request-limits.ts";
import type { Wire } from "../wire.ts";
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
  packRun,
  productId,
  proof,
  text,
  traceCode,
} from "./primitives.ts";

const LINES_MAX = 1_000;

const goodsCode = traceCode.describe("A pack's trace code, or the code of a labelled case 大码/中码/SSCC.");

export const consignmentRequest = z
  .strictObject({
    documentNumber,
    receiver: z.int().min(1).max(0xffff_ffff).describe("The receiver's number on this ledger."),
    shippedAt: instant,
    lines: z
      .array(
        z.strictObject({
          codes: z.array(goodsCode).min(1).max(CODES_PER_REQUEST_MAX),
          unitPriceFen: fen.nullable().optional(),
          invoiceNumber: text(64).nullable().optional(),
        }),
      )
      .min(1)
      .max(LINES_MAX),
  })
  .meta({
    id: "ConsignmentRequest",
    description:
      "A delivery note 随货同行单. Prices and invoice numbers are committed to, never shown on the chain.",
  });

export const receiptRequest = z
  .strictObject({
    receivedAt: instant,
    codes: z
      .union([z.array(goodsCode).min(1).max(CODES_PER_REQUEST_MAX), z.literal("all")])
      .describe('What arrived; "all" is everything of the consignment still on its way.'),
  })
  .meta({ id: "ReceiptRequest" });

const whatIsMeant = z
  .union([z.array(goodsCode).min(1).max(CODES_PER_REQUEST_MAX), z.literal("all")])
  .describe('Packs and cases; "all" is everything that it can be.');

export const withdrawalRequest = z
  .strictObject({ withdrawnAt: instant, codes: whatIsMeant })
  .meta({ id: "WithdrawalRequest" });

export const disputeRequest = z
  .strictObject({
    disputedAt: instant,
    codes: whatIsMeant,
    reason: text(500).describe("Stays with the two sides; a commitment to it goes on the chain."),
  })
  .meta({ id: "DisputeRequest" });

export const resolutionRequest = z
  .strictObject({
    resolvedAt: instant,
    codes: whatIsMeant,
    outcome: z.enum(["returned", "lost"]).describe("Back with the sender, or nobody has it."),
  })
  .meta({ id: "ResolutionRequest", description: "Of a side its answer, of the bureau the decision." });

const dispute = z.strictObject({
  kind: z.enum(["opened", "answered", "resolved"]),
  by: institutionName,
  outcome: z.enum(["returned", "lost"]).nullable(),
  occurredAt: instant,
  reason: z.string().nullable().describe("Where this server was told it."),
  runs: z.array(packRun),
  packCount: count,
  operator: address,
  proof,
});

export const consignmentAnswer = z
  .strictObject({
    id: hex32,
    sender: institutionName,
    receiver: institutionName,
    state: z.enum(CONSIGNMENT_STATES),
    shippedAt: instant,
    packCount: count,
    outstandingCount: count.describe("Packs still on their way."),
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
    receipts: z.array(
      z.strictObject({
        receivedAt: instant,
        accepted: z.array(packRun),
        packCount: count,
        operator: address,
        proof,
      }),
    ),
    withdrawals: z.array(
      z.strictObject({
        withdrawnAt: instant,
        runs: z.array(packRun),
        packCount: count,
        operator: address,
        proof,
      }),
    ),
    inTransit: z.array(packRun).describe("Still on its way."),
    disputed: z.array(packRun).describe("Contested now."),
    disputes: z.array(dispute).describe("Everything said in its disputes, in the order of the chain."),
    isImported: z.boolean().describe("Recorded by the bureau, for a time before the ledger."),
    operator: address,
    proof,
    documentNumber: z.string().nullable().describe("For the sender only."),
    prices: z
      .array(
        z.strictObject({
          unitPriceFen: fen.nullable(),
          invoiceNumber: z.string().nullable(),
          isCommitted: z.boolean().describe("The ledger's commitment is to just this."),
        }),
      )
      .nullable()
      .describe("Line by line; for the sender and the bureaus of both regions."),
    asOf: blockRef,
  })
  .meta({ id: "Consignment" }) satisfies z.ZodType<Wire<ConsignmentAnswer>>;

export const consignmentList = listOf("ConsignmentList", consignmentAnswer.omit({ asOf: true }));
