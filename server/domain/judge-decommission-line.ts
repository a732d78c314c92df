import type { PackRow } from "./drug-rows.ts";
import type { LineRefusal } from "./judge-dispense-line.ts";
import type { ProductRow } from "./read-model.ts";

/** What decides whether a pack that its holder has in hand may be written off. */
export type DecommissionLineCase = {
  /** Null = the whole pack; otherwise all that is left of an opened one. */
  readonly units: number | null;
  readonly pack: PackRow;
  readonly product: ProductRow;
};

/**
 * Whole packs must be whole, opened and frozen ones go with everything that is left of them: a frozen pack is
 * in its holder's hands, and its bit is set.
 */
export function judgeDecommissionLine({ units, pack, product }: DecommissionLineCase): LineRefusal | null {
  const unitsLeft = product.unitsPerPack - pack.unitsTaken;
  if (units === null) {
    if (!pack.isGone) return null;
    const facts = pack.isOpened && unitsLeft > 0 ? { isOpened: true, unitsLeft } : { isGone: true };
    return { failure: "pack-already-dispensed", facts };
  }
  if (!pack.isOpened && !pack.isFrozen) {
    return { failure: "remnant-wrong", facts: { isOpened: false, asked: units } };
  }
  return unitsLeft > 0 && units === unitsLeft
    ? null
    : { failure: "remnant-wrong", facts: { isOpened: pack.isOpened, unitsLeft, asked: units } };
}

/** A frozen pack that is named whole goes as all of its units: nobody counts the tablets of a closed box. */
export function decommissionUnits({ units, pack, product }: DecommissionLineCase): number | null {
  return units === null && pack.isFrozen && pack.decommission === null
    ? product.unitsPerPack - pack.unitsTaken
    : units;
}
