import type { Address, BatchId, Hex, Hex16, Hex32, InstitutionId, PackRef, ProductId } from "../ids.ts";
import type {
  BatchRow,
  ConsignmentRow,
  CustodyStep,
  DispenseRow,
  InstitutionRow,
  OperatorRow,
  PackRow,
  ParcelRow,
  ProductRow,
} from "../read-model.ts";

/** The read models as they stand before an event: what a projection may look at, and nothing else. */
export type Current = {
  institution(id: InstitutionId): InstitutionRow | null;
  operator(key: Address): OperatorRow | null;
  product(id: ProductId): ProductRow | null;
  batch(id: BatchId): BatchRow | null;
  /** The parcel that begins exactly there. */
  parcel(batch: BatchId, from: number): StoredParcel | null;
  consignment(id: Hex32): ConsignmentRow | null;
  pack(batch: BatchId, index: number): PackRow;
  packsByKey(key: Hex16): readonly PackRef[];
};

/** Where a custody step stands in its batch: the event, and which of the event's runs it is. */
export type StepPlace = { readonly block: number; readonly logIndex: number; readonly ordinal: number };

/**
 * A parcel remembers the step that made it what it is. Each step names the one before it, so the story of a
 * pack is read from its end, at a cost that depends on how often it changed hands and not on the size of its
 * batch.
 */
export type StoredParcel = ParcelRow & { readonly lastStep: StepPlace };

export type StoredStep = {
  readonly place: StepPlace;
  readonly step: CustodyStep;
  readonly previous: StepPlace | null;
};

/** One row of a read model as it stands after an event. Rows are replaced whole; none is ever taken away. */
export type Change =
  | { readonly table: "institution"; readonly row: InstitutionRow }
  | { readonly table: "operator"; readonly row: OperatorRow }
  | { readonly table: "product"; readonly row: ProductRow }
  | { readonly table: "batch"; readonly row: BatchRow }
  | {
      readonly table: "manifest";
      readonly batch: BatchId;
      readonly fromIndex: number;
      readonly labelsHash: Hex32;
      readonly packKeys: Hex;
    }
  | { readonly table: "pack-key"; readonly key: Hex16; readonly packs: readonly PackRef[] }
  | {
      readonly table: "parcel";
      readonly row: StoredParcel;
      /** Whose list the parcel leaves; null when it stays in its holder's list or is new. */
      readonly leaves: InstitutionId | null;
    }
  | ({ readonly table: "custody" } & StoredStep)
  | { readonly table: "consignment"; readonly row: ConsignmentRow }
  | { readonly table: "dispense"; readonly row: DispenseRow }
  | { readonly table: "pack"; readonly batch: BatchId; readonly index: number; readonly row: PackRow };
