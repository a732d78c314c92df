import type { CommandBody } from "./command.ts";
import type { BatchId, Hex32, InstitutionId, ProductId } from "./ids.ts";
import type { PersonName } from "./ports.ts";
import type { Identification } from "./read-model.ts";

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
};

/** `units` null = the whole pack. `priceFen` is the whole line's price, a decimal string. */
export type DispenseLineRequest = {
  readonly code: string;
  readonly units: number | null;
  readonly priceFen: string;
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

/** Requests that already are in the ledger's words: no packs, no documents, no persons. */
export type PlainRequest = Exclude<
  CommandBody,
  {
    readonly kind:
      | "open-batch"
      | "append-manifest"
      | "ship-consignment"
      | "receive-consignment"
      | "record-dispenses";
  }
>;
