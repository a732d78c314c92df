import { z } from "zod";
import type { CheckAnswer, ScanAnswer } from "../../domain/scan-answers.ts";
import { SCAN_PURPOSES } from "../../domain/shortest-fix.ts";
import { TRACE_CODE_FAULTS } from "../../domain/trace-code-form.ts";
import type { Wire } from "../wire.ts";
import { facts } from "./commands.ts";
import { failureCode } from "./failures.ts";
import { batchId, blockRef, count, day, instant, packIndex, productId } from "./primitives.ts";

const SCANS_MAX = 200;

/** Longer than any code: what is too long is named as that, and not as a malformed request. */
const rawScan = z.string().max(2_048).describe("What the scanner sent, untouched.");
const purpose = z.enum(SCAN_PURPOSES).describe("What it is scanned for: judged before money is asked for.");
const at = instant.describe("When it is to happen; now, unless said otherwise.");

export const scanRequest = z
  .union([
    z.strictObject({ scan: rawScan, purpose: purpose.optional(), at: at.optional() }),
    z.strictObject({
      scans: z.array(rawScan).min(1).max(SCANS_MAX),
      purpose: purpose.optional(),
      at: at.optional(),
    }),
  ])
  .meta({ id: "ScanRequest", description: "One raw scan, or several." });

const sentence = z.strictObject({ chinese: z.string(), english: z.string() });
const fault = z.enum(TRACE_CODE_FAULTS);

const use = z.strictObject({
  purpose,
  isUsable: z.boolean(),
  failure: failureCode.nullable(),
  facts: facts.describe("What decided it."),
  fix: sentence.nullable().describe("The shortest lawful thing to do about it."),
});

const scan = z.strictObject({
  scheme: z.enum(["cn", "gs1", "sscc"]).nullable().describe("Null: no code that is known."),
  level: z.enum(["pack", "case"]).nullable(),
  canonical: z.string().nullable().describe("The code as people write it."),
  gtin: z.string().nullable(),
  tracePrefix: z.string().nullable().describe("药品标识码: the first 7 of 20 digits."),
  serial: z.string().nullable(),
  lastDay: day.nullable().describe("As printed in the code."),
  batchNumber: z.string().nullable().describe("As printed in the code."),
  product: z.strictObject({ id: productId, name: z.string() }).nullable(),
  pack: z
    .strictObject({ batch: batchId, index: packIndex })
    .nullable()
    .describe("Where it stands on the ledger, if you may see it."),
  contents: z
    .strictObject({
      level: z.union([z.literal(2), z.literal(3)]).describe("2 中码, 3 大码."),
      batch: batchId,
      from: packIndex,
      to: packIndex,
    })
    .nullable()
    .describe("Of a case: packs [from, to), by the batch's label document, if you may see them."),
  fault: fault.nullable().describe("The likely damage."),
  faults: z.array(fault).describe("Damage upon damage, the outermost first."),
  near: z.string().nullable().describe("What it may have been: proposed, never taken for it."),
  words: sentence.nullable().describe("The damage, and what to do about it."),
  use: use.nullable().describe("Null unless a purpose was named."),
}) satisfies z.ZodType<Wire<ScanAnswer>>;

export const scanAnswer = z.union([
  scan.extend({ asOf: blockRef }).meta({ id: "Scan", description: "What one raw scan is." }),
  z
    .strictObject({ scans: z.array(scan), asOf: blockRef })
    .meta({ id: "Scans", description: "In the order in which they were sent." }),
]);

export const checkRequest = z
  .strictObject({
    code: z.string().min(1).max(512).describe("The trace code on the box, in any accepted form of scan."),
    receiptToken: z
      .string()
      .max(64)
      .nullable()
      .optional()
      .describe("As printed on the receipt; without it only what is printed on the box is told."),
  })
  .meta({ id: "CheckRequest" });

export const checkAnswer = z
  .strictObject({
    code: z.string(),
    isKnown: z.boolean().describe("Whether any manifest on this ledger names the code."),
    product: z.strictObject({ name: z.string(), unit: z.string() }).nullable(),
    batchNumber: z.string().nullable(),
    lastDay: day.nullable(),
    isRecalled: z.boolean(),
    isExpired: z.boolean(),
    isReceiptOfPack: z
      .boolean()
      .describe("Whether the token is that of a receipt that handed the pack over."),
    receipt: z
      .strictObject({
        provenance: z.enum(["maker", "declared"]),
        maker: z.string().describe("Of declared stock who declared it."),
        institution: z.string(),
        dispensedAt: instant,
        units: count.describe("0: the whole pack."),
        isReversed: z.boolean(),
        isContested: z.boolean(),
      })
      .nullable(),
    words: sentence,
    asOf: blockRef,
  })
  .meta({ id: "Check", description: "What somebody with the box in hand may know." }) satisfies z.ZodType<
  Wire<CheckAnswer>
>;
