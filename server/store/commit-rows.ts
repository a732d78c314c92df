import type { ConsignmentRow, DispenseAftermath, DispenseRow, PackRow } from "../domain/drug-rows.ts";
import type {
  Address,
  BatchId,
  Hex16,
  Hex32,
  InstitutionId,
  PackRef,
  PackRun,
  ProductId,
  RegionCode,
} from "../domain/ids.ts";
import type { Change, ClaimChange, StoredParcel, StoredStock } from "../domain/project/current.ts";
import type {
  BatchRow,
  InstitutionRow,
  OperatorRow,
  ProductRow,
  RegionRulesRow,
} from "../domain/read-model.ts";
import { ByBatch } from "./by-batch.ts";
import { ClaimCommitRows } from "./claim-commit-rows.ts";
import type { DispenseCall } from "./codecs/dispense-row.ts";
import { type PackPage, pageOf } from "./codecs/pack-rows.ts";
import { countGone, type Stored, UNTOUCHED } from "./stored-rows.ts";

type ParcelChange = Extract<Change, { table: "parcel" | "parcel-joined" }>;

/** Rows that are written once and that no projection looks at: they go into the batch as they come. */
export type WriteOnly = Extract<
  Change,
  { table: "custody" | "custody-join" | "manifest" | "reversal" | "decommission" | "anchor" }
>;

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
  /** Null where a parcel began that another took in. */
  readonly parcels = new ByBatch<StoredParcel | null>();
  readonly packPages = new ByBatch<Map<number, PackRow>>();
  /** By batch and institution. */
  readonly stocks = new ByBatch<StoredStock>();
  readonly aftermaths = new Map<Hex32, DispenseAftermath>();
  /** Null for a key that may be spent again. */
  readonly spentKeys = new Map<Hex16, PackRef | null>();
  readonly regionRuleRows = new Map<RegionCode, RegionRulesRow>();
  readonly claimRows: ClaimCommitRows;
  /** In order: a parcel may leave a holder and come back within one commit. */
  readonly holderMoves: ParcelChange[] = [];
  readonly #beneath: Stored;
  readonly #writeOnly: WriteOnlyRows;
  /** Asked for with every dispense and hardly ever changed: each is read and decoded once a commit. */
  readonly #operatorsRead = new Map<Address, OperatorRow | null>();
  #call: DispenseRow[] = [];

  constructor(beneath: Stored, writeOnly: WriteOnlyRows) {
    this.#beneath = beneath;
    this.claimRows = new ClaimCommitRows(beneath);
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
      case "stock":
        this.stocks.set(change.row.batch, change.row.institution, change.row);
        return;
      case "custody":
      case "custody-join":
      case "manifest":
      case "reversal":
      case "decommission":
      case "anchor":
        this.#writeOnly.row(change);
        return;
      case "parcel":
        this.parcels.set(change.row.batch, change.row.from, change.row);
        this.holderMoves.push(change);
        return;
      case "parcel-joined":
        this.parcels.set(change.batch, change.from, null);
        this.holderMoves.push(change);
        return;
      case "aftermath":
        this.aftermaths.set(change.dispense, change.row);
        return;
      case "spent-key":
        this.spentKeys.set(change.key, change.pack);
        return;
      default:
        this.#applyGoverning(change);
    }
  }

  #applyGoverning(change: Governing): void {
    switch (change.table) {
      case "pack-key":
        this.packKeys.set(change.key, change.packs);
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
      case "region-rules":
        this.regionRuleRows.set(change.row.region, change.row);
        return;
      default:
        this.claimRows.apply(change);
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
    const own = this.operators.get(key);
    if (own !== undefined) return own;
    const read = this.#operatorsRead.get(key);
    if (read !== undefined) return read;
    const row = this.#beneath.operator(key);
    this.#operatorsRead.set(key, row);
    return row;
  }

  product(id: ProductId): ProductRow | null {
    return this.products.get(id) ?? this.#beneath.product(id);
  }

  batch(id: BatchId): BatchRow | null {
    return this.batches.get(id) ?? this.#beneath.batch(id);
  }

  parcel(batch: BatchId, from: number): StoredParcel | null {
    const own = this.parcels.get(batch, from);
    return own === undefined ? this.#beneath.parcel(batch, from) : own;
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

  goneCount(run: PackRun): number {
    return countGone(run, (batch, page) => this.packPage(batch, page));
  }

  stock(institution: InstitutionId, batch: BatchId): StoredStock | null {
    return this.stocks.get(batch, institution) ?? this.#beneath.stock(institution, batch);
  }

  aftermath(dispense: Hex32): DispenseAftermath | null {
    return this.aftermaths.get(dispense) ?? this.#beneath.aftermath(dispense);
  }

  spentBy(key: Hex16): PackRef | null {
    const own = this.spentKeys.get(key);
    return own === undefined ? this.#beneath.spentBy(key) : own;
  }

  regionRules(region: RegionCode): RegionRulesRow | null {
    return this.regionRuleRows.get(region) ?? this.#beneath.regionRules(region);
  }

  readonly claim: Stored["claim"] = (id) => this.claimRows.claim(id);
  readonly payment: Stored["payment"] = (id) => this.claimRows.payment(id);
  readonly encounter: Stored["encounter"] = (id) => this.claimRows.encounter(id);
  readonly claimRules: Stored["claimRules"] = (region) => this.claimRows.claimRules(region);
  readonly consortium: Stored["consortium"] = () => this.claimRows.consortium();

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

type Governing =
  | Extract<
      Change,
      {
        table: "pack-key" | "consignment" | "batch" | "product" | "operator" | "institution" | "region-rules";
      }
    >
  | ClaimChange;
