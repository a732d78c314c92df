import type { ReceiptAnswer } from "./drug-rows.ts";
import type { BatchId, Hex32, InstitutionId, PackRun, ProductId } from "./ids.ts";
import type { Page, PageRequest } from "./ledger-view.ts";

/**
 * What this server keeps beside the chain for its institutions: documents whose hash the ledger pins, their
 * own product numbers, and what persons answered. Every write is on the disk when its promise resolves.
 */
export type KeptRecords = {
  /** A label document counts once the ledger pins its hash; kept before it is pinned. */
  putLabels(document: LabelDocument): Promise<void>;
  labels(hash: Hex32): Promise<LabelDocument | null>;
  /** Every case of this canonical code, in any document that is kept. */
  casesNamed(code: string): Promise<readonly LabelledCase[]>;
  /** Puts the whole mapping of an institution in the place of the one before. */
  replaceSkus(institution: InstitutionId, rows: readonly SkuRow[]): Promise<void>;
  skuProduct(institution: InstitutionId, sku: string): Promise<ProductId | null>;
  /** In an order that stays. */
  skusOf(institution: InstitutionId, page: PageRequest): Promise<Page<SkuRow>>;
  receiptAnswer(dispense: Hex32): Promise<KeptReceiptAnswer | null>;
  putReceiptAnswer(dispense: Hex32, answer: KeptReceiptAnswer): Promise<void>;
};

/**
 * Which packs of a batch lie in which case. `hash` is sha256 of its canonical JSON, and pinned on the ledger.
 */
export type LabelDocument = {
  readonly hash: Hex32;
  readonly batch: BatchId;
  readonly cases: readonly CaseLabel[];
};

/** `code` in canonical form; `level` 2 中码, 3 大码. */
export type CaseLabel = {
  readonly code: string;
  readonly level: 2 | 3;
  readonly from: number;
  readonly to: number;
};

export type LabelledCase = PackRun & { readonly labelsHash: Hex32; readonly level: 2 | 3 };

/** An institution's own number for a product. */
export type SkuRow = { readonly sku: string; readonly product: ProductId };

/** What a person answered here, whether or not the ledger has it yet. */
export type KeptReceiptAnswer = { readonly answer: Exclude<ReceiptAnswer, "none">; readonly atMs: number };
