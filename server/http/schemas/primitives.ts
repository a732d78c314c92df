import { z } from "zod";
import { ACTS, INSTITUTION_KINDS } from "../../domain/acts.ts";
import { fenOf } from "../../domain/money.ts";

/** Text without control characters and without halves of characters, which no other system could store. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]+$/u;

export const text = (lengthMax: number) => z.string().min(1).max(lengthMax).regex(PRINTABLE);

const hexOf = (digits: number) =>
  z.templateLiteral(["0x", z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`))]);

export const hex32 = hexOf(64).describe("32 bytes, lower-case hex.");
export const batchId = hexOf(16).describe("A batch: 8 bytes, lower-case hex.");
export const address = hexOf(40).describe("A key's address: 20 bytes, lower-case hex.");
/** Wallets print addresses in mixed case; the ledger's words are lower case. */
export const addressAnyCase = z
  .templateLiteral(["0x", z.string().regex(/^[0-9a-fA-F]{40}$/)])
  .describe("A key's address: 20 bytes of hex.");

const UINT32_MAX = 0xffff_ffff;
export const institutionId = z.int().min(0).max(UINT32_MAX).describe("An institution's number; 0 is nobody.");
export const productId = z.int().min(1).max(UINT32_MAX).describe("A product's number.");
export const packIndex = z.int().min(0).max(UINT32_MAX).describe("A pack's place in its batch.");
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const block = z.int().min(0).max(Number.MAX_SAFE_INTEGER).describe("Number of a block.");
export const region = z
  .int()
  .min(0)
  .max(999_999)
  .describe("Six digits of GB/T 2260; 0 is the whole country.");

export const instant = z.iso.datetime().describe("RFC 3339, UTC.");
export const day = z.iso.date().describe("A day of the region's zone.");
export const fen = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/)
  .refine((digits) => fenOf(digits) !== null, "not whole fen of at most 64 bits")
  .describe("Whole fen, a decimal string.");

export const traceCode = z.string().min(1).max(256).describe("A trace code in any accepted form of scan.");
export const documentNumber = text(64).describe("The document's number as printed.");
export const institutionKind = z.enum(INSTITUTION_KINDS);
export const act = z.enum(ACTS);

/** Ids in a path come as text; only the plain decimal form names a thing. */
const decimalInPath = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,9})$/)
    .transform(Number)
    .pipe(schema);
export const institutionInPath = decimalInPath(z.int().min(1).max(UINT32_MAX));
export const productInPath = decimalInPath(z.int().min(1).max(UINT32_MAX));
/** A query is text too. */
export const blockInQuery = decimalInPath(z.int().min(0).max(UINT32_MAX));
export const regionInQuery = decimalInPath(z.int().min(1).max(999_999));

export const blockRef = z
  .strictObject({ block, blockHash: hex32 })
  .meta({ id: "BlockRef", description: "The block up to which an answer saw the chain." });

export const proof = z
  .strictObject({ block, transactionHash: hex32, recordedAt: instant })
  .meta({ id: "Proof", description: "Where a fact stands on the chain; `recordedAt` is the block's time." });

export const institutionName = z
  .strictObject({
    id: institutionId,
    code: z.string(),
    name: z.string(),
    kind: institutionKind,
    region,
  })
  .meta({ id: "InstitutionName" });

export const packRun = z
  .strictObject({ batch: batchId, from: packIndex, to: packIndex })
  .meta({ id: "PackRun", description: "Packs [from, to) of one batch." });

/** A page of rows in a stable order; `next` is the cursor of the following page, null on the last. */
export const listOf = <Row extends z.ZodType>(id: string, row: Row) =>
  z.strictObject({ rows: z.array(row), next: z.string().nullable(), asOf: blockRef }).meta({ id });
