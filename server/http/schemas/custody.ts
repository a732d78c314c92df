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

export const consignmentRequest = z
  .strictObject({
    documentNumber,
    receiver: z.int().min(1).max(0xffff_ffff).describe("The receiver's number on this ledger."),
    shippedAt: instant,
    lines: z
      .array(
        z.strictObject({
          codes: z.array(traceCode).min(1).max(CODES_PER_REQUEST_MAX),
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
      .union([z.array(traceCode).min(1).max(CODES_PER_REQUEST_MAX), z.literal("all")])
      .describe('What arrived; "all" is everything of the consignment still on its way.'),
  })
  .meta({ id: "ReceiptRequest" });

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
    operator: address,
    proof,
    documentNumber: z.string().nullable().describe("For the sender only."),
    asOf: blockRef,
  })
  .meta({ id: "Consignment" }) satisfies z.ZodType<Wire<ConsignmentAnswer>>;

export const consignmentList = listOf("ConsignmentList", consignmentAnswer.omit({ asOf: true }));
