import type { AsOf, Sentence } from "./answers.ts";
import type { Facts } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import type { BatchId, PackRun, ProductId } from "./ids.ts";
import type { Provenance } from "./read-model.ts";
import type { ScanPurpose } from "./shortest-fix.ts";
import type { TraceCode, TraceCodeFault } from "./trace-code-form.ts";

export type ScansAnswer = AsOf & { readonly scans: readonly ScanAnswer[] };

/** What a raw scan is. `scheme` and `canonical` are null when it is no code. */
export type ScanAnswer = {
  readonly scheme: TraceCode["scheme"] | "sscc" | null;
  readonly level: "pack" | "case" | null;
  readonly canonical: string | null;
  readonly gtin: string | null;
  readonly tracePrefix: string | null;
  readonly serial: string | null;
  /** As printed beside the code. */
  readonly lastDay: string | null;
  readonly batchNumber: string | null;
  /** The product that the code's own segment names, if the catalogue has it. */
  readonly product: { readonly id: ProductId; readonly name: string } | null;
  /** Where it stands on the ledger, if the reader may see it. */
  readonly pack: { readonly batch: BatchId; readonly index: number } | null;
  /** Of a case: packs [from, to), by the label document of their batch. */
  readonly contents: (PackRun & { readonly level: 2 | 3 }) | null;
  /** The likely damage, the outermost first; of a readable code that has one near it, what parts the two. */
  readonly fault: TraceCodeFault | null;
  readonly faults: readonly TraceCodeFault[];
  /** What it may have been: proposed, never taken for it. */
  readonly near: string | null;
  readonly words: Sentence | null;
  readonly use: ScanUse | null;
};

/** What may be done with it, before money is asked for. */
export type ScanUse = {
  readonly purpose: ScanPurpose;
  readonly isUsable: boolean;
  readonly failure: FailureCode | null;
  readonly facts: Facts;
  readonly fix: Sentence | null;
};

/**
 * What a person is told who holds the box. Without the token of its receipt that is what is printed on the
 * box, and whether it was recalled.
 */
export type CheckAnswer = AsOf & {
  readonly code: string;
  /** No manifest names the code: it is not on this ledger. */
  readonly isKnown: boolean;
  readonly product: { readonly name: string; readonly unit: string } | null;
  readonly batchNumber: string | null;
  readonly lastDay: string | null;
  readonly isRecalled: boolean;
  readonly isExpired: boolean;
  readonly isReceiptOfPack: boolean;
  /** Of the receipt whose token was given. */
  readonly receipt: CheckedReceipt | null;
  readonly words: Sentence;
};

export type CheckedReceipt = {
  readonly provenance: Provenance;
  readonly maker: string;
  readonly institution: string;
  readonly dispensedAtSec: number;
  /** 0 = the whole pack. */
  readonly units: number;
  /** All of it was brought back since. */
  readonly isReversed: boolean;
  readonly isContested: boolean;
};
