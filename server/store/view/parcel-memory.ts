import type { CustodyStep } from "../../domain/drug-rows.ts";
import type { BatchId, PackRef } from "../../domain/ids.ts";
import type { StoredParcel } from "../../domain/project/current.ts";

/** A parcel that was read, and the steps of its packs once they were asked for. */
export type ReadParcel = {
  readonly parcel: StoredParcel;
  /** Null until they were read, and where its packs came together on several ways. */
  steps: readonly CustodyStep[] | null;
};

/** Enough for the shelves of a few institutions; each is some hundred bytes. */
const PARCELS_MAX = 4_096;

/**
 * Parcels of one snapshot that were read already: whoever asks for one pack asks for its neighbours next, and
 * nothing of a snapshot ever changes.
 */
export class ParcelMemory {
  /** Of each batch in the order of their first packs. */
  readonly #known = new Map<BatchId, ReadParcel[]>();
  #count = 0;

  at({ batch, index }: PackRef): ReadParcel | null {
    const parcels = this.#known.get(batch);
    const found = parcels?.[lastAtOrBefore(parcels, index)];
    return found !== undefined && index < found.parcel.to ? found : null;
  }

  add(parcel: StoredParcel): ReadParcel {
    if (this.#count === PARCELS_MAX) {
      this.#known.clear();
      this.#count = 0;
    }
    const parcels = this.#known.get(parcel.batch) ?? [];
    const read: ReadParcel = { parcel, steps: null };
    parcels.splice(lastAtOrBefore(parcels, parcel.from) + 1, 0, read);
    this.#known.set(parcel.batch, parcels);
    this.#count += 1;
    return read;
  }
}

/** Place of the last parcel that begins at or before the pack; -1 where none does. */
function lastAtOrBefore(parcels: readonly ReadParcel[], index: number): number {
  let [low, high] = [0, parcels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parcels[middle]?.parcel.from ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
