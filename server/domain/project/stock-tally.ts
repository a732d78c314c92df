import type { BatchId, InstitutionId, PackRun } from "../ids.ts";
import type { Change, Current, StoredParcel, StoredStock } from "./current.ts";

/**
 * The stock that one event moves: each row is copied once, counted up, and added to the event's changes at
 * the end. Every dispense makes one of these, so it is plain.
 */
export class StockTally {
  readonly #current: Current;
  readonly #rows: Counting[] = [];

  constructor(current: Current) {
    this.#current = current;
  }

  of(institution: InstitutionId, batch: BatchId): Counting {
    // An event moves stock of a few batches, mostly of one.
    for (const row of this.#rows) if (row.batch === batch && row.institution === institution) return row;
    const stored = this.#current.stock(institution, batch);
    const row = stored === null ? { ...NO_STOCK, institution, batch } : { ...stored };
    this.#rows.push(row);
    return row;
  }

  /**
   * Packs of a run that its holder sends off. Only where some in its custody are gone are they looked for.
   */
  goneLeaving(run: PackRun, holder: InstitutionId): number {
    return this.of(holder, run.batch).goneHeldCount === 0 ? 0 : this.#current.goneCount(run);
  }

  /** Packs of a parcel on its way that are gone: none may be sold there, so it is as it was sent off. */
  goneIn(parcel: StoredParcel): number {
    return parcel.carriesGone ? this.#current.goneCount(parcel) : 0;
  }

  addTo(changes: Change[]): void {
    for (const row of this.#rows) changes.push({ table: "stock", row });
  }
}

export type Counting = { -readonly [Name in keyof StoredStock]: StoredStock[Name] };

const NO_STOCK: StoredStock = {
  institution: 0,
  batch: "0x",
  madeCount: 0,
  declaredCount: 0,
  receivedCount: 0,
  shippedCount: 0,
  cameBackCount: 0,
  lostCount: 0,
  dispensedCount: 0,
  openedCount: 0,
  returnedCount: 0,
  frozenCount: 0,
  writtenOffCount: 0,
  unitsDispensedCount: 0,
  unitsReturnedCount: 0,
  unitsWrittenOffCount: 0,
  goneHeldCount: 0,
};
