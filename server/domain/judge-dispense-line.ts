import type { Facts } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import type { InstitutionId } from "./ids.ts";
import { instantText } from "./instant.ts";
import type { BatchRow, DispenseRow, PackRow, ParcelRow, ProductRow } from "./read-model.ts";

/** What decides whether one institution may hand over one pack, or units of it, at a stated time. */
export type DispenseLineCase = {
  readonly institution: InstitutionId;
  readonly dispensedAtSec: number;
  /** Null = the whole pack. */
  readonly units: number | null;
  readonly pack: PackRow;
  readonly parcel: ParcelRow | null;
  readonly batch: BatchRow;
  readonly product: ProductRow;
  /** The first dispense that named the pack. */
  readonly dispense: DispenseRow | null;
};

export type LineRefusal = { readonly failure: FailureCode; readonly facts: Facts };

/**
 * The ledger's own checks, made before signing so that every bad line can be told with its facts. A pack that
 * was dispensed is told as that before anything else: to a till it is the reason to keep the box, whoever
 * held it.
 */
export function judgeDispenseLine(line: DispenseLineCase): LineRefusal | null {
  return judgeSold(line) ?? judgeCustody(line) ?? judgeBatch(line) ?? judgeUnits(line);
}

function judgeSold({ pack, units, dispense, institution }: DispenseLineCase): LineRefusal | null {
  const isSold = pack.isGone && (units === null || pack.unitsTaken === 0);
  if (!isSold) return null;
  if (dispense === null) return { failure: "pack-already-dispensed", facts: {} };
  const facts: Facts = { dispensedAt: instantText(dispense.dispensedAtSec) };
  // Where a pack was sold by another is for the bureau, not for whoever holds a copy of its code.
  if (dispense.institution !== institution) return { failure: "pack-already-dispensed", facts };
  return { failure: "pack-already-dispensed", facts: { ...facts, dispense: dispense.id } };
}

function judgeCustody({ parcel, institution, batch }: DispenseLineCase): LineRefusal | null {
  if (parcel === null) return { failure: "batch-not-sellable", facts: { status: batch.status } };
  if (parcel.state === "held" && parcel.holder === institution) return null;
  const isComing = parcel.state === "in-transit" && parcel.counterparty === institution;
  const facts: Facts = isComing
    ? { isInTransitToYou: true, consignment: parcel.consignment }
    : { isInTransitToYou: false };
  return { failure: "not-in-custody", facts };
}

function judgeBatch({ batch, product, dispensedAtSec }: DispenseLineCase): LineRefusal | null {
  if (batch.status !== "sealed" || product.status !== "admitted") {
    return {
      failure: "batch-not-sellable",
      facts: { status: batch.status, productStatus: product.status },
    };
  }
  if (dispensedAtSec < batch.expiresAtSec) return null;
  const facts = { expiresAt: instantText(batch.expiresAtSec), dispensedAt: instantText(dispensedAtSec) };
  return { failure: "batch-expired", facts };
}

function judgeUnits({ units, product, pack }: DispenseLineCase): LineRefusal | null {
  if (units === null) return null;
  if (!product.flags.includes("splitAllowed")) return { failure: "split-not-allowed", facts: {} };
  const unitsLeft = product.unitsPerPack - pack.unitsTaken;
  return units > unitsLeft ? { failure: "units-exceed-pack", facts: { unitsLeft, asked: units } } : null;
}
