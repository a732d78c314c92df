import type { CommandBody } from "./command-body.ts";
import type { DecommissionReason, Identification } from "./drug-rows.ts";
import type { BatchId, Hex32, InstitutionId, ProductId } from "./ids.ts";
import type { PersonName } from "./ports.ts";

/**
 * What a provider asks, in its own words: trace codes as scanned, document numbers as printed, the person by
 * name of scheme and value. flows/take turns them into commands; nothing here is ever stored in the clear.
 */

/** One receipt for one person. `till` is "" where an institution has one counter. */
export type DispenseRequest = {
  readonly documentNumber: string;
  readonly till: string;
  readonly dispensedAtSec: number;
  /** Null on a self-pay sale; then `identification` is "none". */
  readonly person: PersonName | null;
  readonly identification: Identification;
  readonly prescription: { readonly number: string; readonly prescriber: string } | null;
  readonly lines: readonly DispenseLineRequest[];
  /** Where it is a line of a 3505 message. */
  readonly nhsa?: SaleWords;
};

/**
 * Of a 3505 message: what reconciliation joins claims by, and what the message said of price and shelf life.
 */
export type SaleWords = {
  readonly receiptNumber: string;
  readonly settlementId: string | null;
  /** Absent where it was recorded before it was kept. */
  readonly nhsaCode?: string | null;
  readonly priceMicros: string;
  readonly countE4: string;
  readonly lineFen: string;
  readonly expiresOn: string | null;
  /** When the message says that it was written. Absent where it was recorded before it was kept. */
  readonly sentAtSec?: number;
};

/** `units` null = the whole pack. `priceFen` is the whole line's price, a decimal string. */
export type DispenseLineRequest = {
  readonly code: string;
  readonly units: number | null;
  readonly priceFen: string;
  /** The institution's own number of the product; held against the code where it is given. */
  readonly sku?: string;
};

/** One delivery note 随货同行单. `receiver` is an institution's ledger number. */
export type ShipRequest = {
  readonly documentNumber: string;
  readonly receiver: InstitutionId;
  readonly shippedAtSec: number;
  readonly lines: readonly ShipLineRequest[];
};

/** The packs of one line; purchase price and invoice number stay off the chain, committed to for each run. */
export type ShipLineRequest = {
  readonly codes: readonly string[];
  readonly unitPriceFen: string | null;
  readonly invoiceNumber: string | null;
};

/** "all" = everything of the consignment that is still on its way. */
export type ReceiveRequest = {
  readonly consignment: Hex32;
  readonly receivedAtSec: number;
  readonly codes: readonly string[] | "all";
};

/** `expiresOn` and `madeOn` are days, `2028-10-31`: good through the last day of the zone. */
export type OpenBatchRequest = {
  readonly product: ProductId;
  readonly batchNumber: string;
  readonly packCount: number;
  readonly madeOn: string;
  readonly expiresOn: string;
  /** Procurement price of one pack, kept off the chain; null when none is stated. */
  readonly priceFen: string | null;
};

/**
 * The whole manifest in one go, one trace code a line, in index order. `labelsHash` = of the case-label
 * document.
 */
export type ManifestUpload = {
  readonly batch: BatchId;
  readonly labelsHash: Hex32 | null;
  readonly codes: AsyncIterable<string>;
};

/** A return 退药 of packs or units of one dispense. `documentNumber` is the return's own. */
export type ReversalRequest = {
  readonly dispense: Hex32;
  readonly documentNumber: string;
  readonly till: string;
  readonly reversedAtSec: number;
  /** `units` null = the whole pack; `priceFen` = given back for the line. */
  readonly lines: readonly DispenseLineRequest[];
};

/** What may be said of what is on its way; "all" = everything that still is. */
export type ConsignmentRunsRequest = {
  readonly consignment: Hex32;
  readonly occurredAtSec: number;
  readonly codes: readonly string[] | "all";
};
export type DisputeRequest = ConsignmentRunsRequest & { readonly reason: string };
export type ResolutionRequest = ConsignmentRunsRequest & { readonly outcome: "returned" | "lost" };

/** `units` null = the whole pack; otherwise all that is left of an opened one. */
export type DecommissionRequest = {
  readonly documentNumber: string;
  readonly occurredAtSec: number;
  readonly reason: Exclude<DecommissionReason, "none">;
  readonly lines: readonly { readonly code: string; readonly units: number | null }[];
};

/** Stock older than the ledger, one batch of a stock take 盘存; as in 3501. */
export type DeclarationRequest = {
  readonly documentNumber: string;
  readonly declaredAtSec: number;
  readonly product: ProductId;
  readonly batchNumber: string;
  readonly madeOn: string;
  readonly expiresOn: string;
  readonly packCount: number;
  /** Its trace codes, where there are few enough to come with it; the batch is then sealed in the same go. */
  readonly codes?: readonly string[];
};

/** Which packs lie in which case 大码/中码/SSCC; the whole document of a batch. */
export type LabelsUpload = {
  readonly batch: BatchId;
  readonly cases: readonly {
    /** The code on the case: 20 digits, or an SSCC. */
    readonly code: string;
    /** 2 中码, 3 大码. */
    readonly level: 2 | 3;
    readonly from: number;
    readonly to: number;
  }[];
};

/** An institution's own number for a product (3301 目录对照). */
export type SkuRequest = { readonly sku: string; readonly product: ProductId };

/** Why a batch is recalled stays off the chain; only a commitment to it goes there. */
export type RecallRequest = {
  readonly batch: BatchId;
  readonly recalledAtSec: number;
  readonly reason: string;
};

/** A bureau holds a batch fast in its region. */
export type QuarantineRequest = { readonly batch: BatchId; readonly reason: string };

/** What the person answers who holds the receipt's token. */
export type ReceiptAnswerRequest = {
  readonly dispense: Hex32;
  readonly receiptToken: string;
  readonly answer: "confirmed" | "denied";
};

/** Requests that already are in the ledger's words: no packs, no documents, no persons. */
export type PlainRequest = Exclude<
  CommandBody,
  {
    readonly kind:
      | "open-batch"
      | "append-manifest"
      | "ship-consignment"
      | "receive-consignment"
      | "record-dispenses"
      | "withdraw-consignment"
      | "dispute-consignment"
      | "answer-dispute"
      | "resolve-dispute"
      | "reverse-dispense"
      | "decommission-packs"
      | "declare-batch"
      | "attach-labels"
      | "answer-receipt"
      | "import-record"
      | "import-dispenses";
  }
>;
