import type { Address, BatchId, Hex16, Hex32, InstitutionId, PackRef, ProductId } from "../domain/ids.ts";
import type { Change, StoredParcel } from "../domain/project/current.ts";
import type {
  BatchRow,
  ConsignmentRow,
  DispenseRow,
  InstitutionRow,
  OperatorRow,
  PackRow,
  ProductRow,
} from "../domain/read-model.ts";
import type { DispenseCall } from "./codecs/dispense-row.ts";
import { type PackPage, pageOf } from "./codecs/pack-rows.ts";
import { type Stored, UNTOUCHED } from "./stored-rows.ts";

type ParcelChange = Extract<Change, { table: "parcel" }>;

/** Rows that are written once and that no projection looks at: they go into the batch as they come. */
export type WriteOnly = Extract<Change, { table: "custody" | "manifest" }>;

/** Where what is written once goes. */
export type WriteOnlyRows = { row(change: WriteOnly): void; call(call: DispenseCall): void };

/**
 * The rows of one commit before they are bytes: the last state of each, so that a row that changes often is
 * written once. Reads look here first, then in `beneath`: the commit under way, or the store.
 */
export class CommitRows implements Stored {
  readonly institutions = new Map<InstitutionId, InstitutionRow>();
  readonly operators = new Map<Address, OperatorRow>();
  readonly products = new Map<ProductId, ProductRow>();
  readonly batches = new Map<BatchId, BatchRow>();
  readonly packKeys = new Map<Hex16, readonly PackRef[]>();
  readonly consignments = new Map<Hex32, ConsignmentRow>();
  readonly parcels = new ByBatch<StoredParcel>();
  readonly packPages = new ByBatch<Map<number, PackRow>>();
  /** In order: a parcel may leave a holder and come back within one commit. */
  readonly holderMoves: ParcelChange[] = [];
  readonly #beneath: Stored;
  readonly #writeOnly: WriteOnlyRows;
  #call: DispenseRow[] = [];

  constructor(beneath: Stored, writeOnly: WriteOnlyRows) {
    this.#beneath = beneath;
    this.#writeOnly = writeOnly;
  }

  apply(change: Change): void {
    switch (change.table) {
      case "pack":
        this.#page(change.batch, pageOf(change.index)).set(change.index, change.row);
        return;
      case "dispense":
        this.#addToCall(change.row);
        return;
      case "custody":
      case "manifest":
        this.#writeOnly.row(change);
        return;
      case "pack-key":
        this.packKeys.set(change.key, change.packs);
        return;
      case "parcel":
        this.parcels.set(change.row.batch, change.row.from, change.row);
        this.holderMoves.push(change);
        return;
      case "consignment":
        this.consignments.set(change.row.id, change.row);
        return;
      case "batch":
        this.batches.set(change.row.id, change.row);
        return;
      case "product":
        this.products.set(change.row.id, change.row);
        return;
      case "operator":
        this.operators.set(change.row.key, change.row);
        return;
      case "institution":
        this.institutions.set(change.row.id, change.row);
        return;
      default:
        change satisfies never;
    }
  }

  /** Ends the call that is being gathered; to be done before the commit is written. */
  endCall(): void {
    if (this.#call.length === 0) return;
    this.#writeOnly.call(this.#call);
    this.#call = [];
  }

  institution(id: InstitutionId): InstitutionRow | null {
    return this.institutions.get(id) ?? this.#beneath.institution(id);
  }

  operator(key: Address): OperatorRow | null {
    return this.operators.get(key) ?? this.#beneath.operator(key);
  }

  product(id: ProductId): ProductRow | null {
    return this.products.get(id) ?? this.#beneath.product(id);
  }

  batch(id: BatchId): BatchRow | null {
    return this.batches.get(id) ?? this.#beneath.batch(id);
  }

  parcel(batch: BatchId, from: number): StoredParcel | null {
    return this.parcels.get(batch, from) ?? this.#beneath.parcel(batch, from);
  }

  consignment(id: Hex32): ConsignmentRow | null {
    return this.consignments.get(id) ?? this.#beneath.consignment(id);
  }

  pack(batch: BatchId, index: number): PackRow {
    return this.packPage(batch, pageOf(index)).get(index) ?? UNTOUCHED;
  }

  packPage(batch: BatchId, page: number): PackPage {
    return this.packPages.get(batch, page) ?? this.#beneath.packPage(batch, page);
  }

  packsByKey(key: Hex16): readonly PackRef[] {
    return this.packKeys.get(key) ?? this.#beneath.packsByKey(key);
  }

  /** Copied before it is changed: what is beneath belongs to another commit. */
  #page(batch: BatchId, page: number): Map<number, PackRow> {
    const own = this.packPages.get(batch, page);
    if (own !== undefined) return own;
    const copy = new Map(this.#beneath.packPage(batch, page));
    this.packPages.set(batch, page, copy);
    return copy;
  }

  /** A call has one transaction and one institution, and its logs stand together. */
  #addToCall(row: DispenseRow): void {
    const first = this.#call[0];
    const isSameCall =
      first !== undefined &&
      first.origin.transactionHash === row.origin.transactionHash &&
      first.institution === row.institution;
    if (!isSameCall) this.endCall();
    this.#call.push(row);
  }
}

/** Rows by batch and index, without making a text of the two for each look-up. */
class ByBatch<Row> {
  readonly #batches = new Map<BatchId, Map<number, Row>>();

  get(batch: BatchId, index: number): Row | undefined {
    return this.#batches.get(batch)?.get(index);
  }

  set(batch: BatchId, index: number, row: Row): void {
    let rows = this.#batches.get(batch);
    if (rows === undefined) {
      rows = new Map();
      this.#batches.set(batch, rows);
    }
    rows.set(index, row);
  }

  *[Symbol.iterator](): Generator<readonly [BatchId, number, Row]> {
    for (const [batch, rows] of this.#batches) {
      for (const [index, row] of rows) yield [batch, index, row];
    }
  }
}
