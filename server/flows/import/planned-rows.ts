import type {
  ConsignmentRow,
  DispenseAftermath,
  DispenseRow,
  PackRow,
  ParcelRow,
} from "../../domain/drug-rows.ts";
import type { BatchId, Hex, Hex16, Hex32, InstitutionId, PackRef } from "../../domain/ids.ts";
import type { BatchRow } from "../../domain/read-model.ts";

/**
 * What calls that were planned and are not yet in the index will have done: rows of batches, pack keys,
 * parcels and documents as they will stand. Memory only; it answers no reader. Every row is whole and newer
 * than the index's, so an index that comes up to them changes nothing.
 */
export type PlannedRows = {
  readonly batches: Map<BatchId, BatchRow>;
  /** Manifest parts of batches that were opened here, in order. */
  readonly manifests: Map<BatchId, Hex[]>;
  readonly packsByKey: Map<Hex16, readonly PackRef[]>;
  /** By the parcel's first index. */
  readonly parcels: Map<BatchId, Map<number, ParcelRow>>;
  /**
   * Parcels as the index had them when they were first asked for: a window asks for the same few again and
   * again, and whatever of this import changes one since stands in `parcels`.
   */
  readonly standing: Map<BatchId, ParcelRow[]>;
  readonly consignments: Map<Hex32, ConsignmentRow>;
  readonly dispenses: Map<Hex32, DispenseRow>;
  /** By institution and document key. */
  readonly dispenseIds: Map<string, Hex32>;
  readonly aftermaths: Map<Hex32, DispenseAftermath>;
  readonly packs: Map<string, PackRow>;
};

export function packName({ batch, index }: PackRef): string {
  return `${batch}/${index}`;
}

export function documentName(institution: InstitutionId, documentKey: Hex32): string {
  return `${institution}/${documentKey}`;
}
