import type { DispenseRow, PackRow, ParcelRow } from "./drug-rows.ts";
import type { Facts } from "./failure.ts";
import type { FailureCode } from "./failure-catalogue.ts";
import type { BatchId, InstitutionId, PackRef, RegionCode } from "./ids.ts";
import { instantText } from "./instant.ts";
import type { BatchRow, EnforcementMode, ProductRow } from "./read-model.ts";

/** What decides whether one institution may hand over one pack, or units of it, at a stated time. */
export type DispenseLineCase = {
  readonly institution: InstitutionId;
  /** The region the institution stands in. */
  readonly region: RegionCode;
  readonly dispensedAtSec: number;
  /** Null = the whole pack. */
  readonly units: number | null;
  readonly ref: PackRef;
  readonly pack: PackRow;
  readonly parcel: ParcelRow | null;
  readonly batch: BatchRow;
  readonly product: ProductRow;
  /** The newest dispense that named the pack. */
  readonly dispense: DispenseRow | null;
  /** How strictly the region demands the maker's trace of this product, at the stated time. */
  readonly mode: EnforcementMode;
  /** Of declared stock: the pack that has spent the same code; null of a maker's. */
  readonly spentBy: PackRef | null;
};

export type LineRefusal = { readonly failure: FailureCode; readonly facts: Facts };

/**
 * The ledger's own checks, made before signing so that every bad line can be told with its facts. A pack that
 * was dispensed is told as that before anything else: to a till it is the reason to keep the box, whoever
 * held it.
 */
export function judgeDispenseLine(line: DispenseLineCase): LineRefusal | null {
  return (
    judgeGone(line) ??
    judgeCustody(line) ??
    judgeBatch(line) ??
    judgeProvenance(line) ??
    judgeUnits(line) ??
    judgeSpent(line)
  );
}

function judgeGone({ pack, units, dispense, institution }: DispenseLineCase): LineRefusal | null {
  if (pack.isFrozen) return { failure: "pack-frozen", facts: { reversalCount: pack.reversalCount } };
  if (pack.decommission !== null && (units === null || !pack.isOpened)) {
    return { failure: "pack-already-dispensed", facts: { isDecommissioned: true } };
  }
  const isSold = pack.isGone && (units === null || !pack.isOpened);
  if (!isSold) return null;
  // Opened and brought back unit by unit, it is still no whole pack.
  const opened: Facts = pack.isOpened ? { isOpened: true } : {};
  if (dispense === null) return { failure: "pack-already-dispensed", facts: opened };
  const facts: Facts = { ...opened, dispensedAt: instantText(dispense.dispensedAtSec) };
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

function judgeBatch(line: DispenseLineCase): LineRefusal | null {
  const { batch, product, region, dispensedAtSec } = line;
  if (batch.status !== "sealed" || product.status !== "admitted") {
    return {
      failure: "batch-not-sellable",
      facts: { status: batch.status, productStatus: product.status },
    };
  }
  if (isQuarantined(batch, region)) {
    return { failure: "batch-in-quarantine", facts: { batch: batch.id, region } };
  }
  if (dispensedAtSec < batch.expiresAtSec) return null;
  const facts = { expiresAt: instantText(batch.expiresAtSec), dispensedAt: instantText(dispensedAtSec) };
  return { failure: "batch-expired", facts };
}

/** Whether the region holds the batch fast now. */
export function isQuarantined(batch: BatchRow, region: RegionCode): boolean {
  return batch.quarantines.some((held) => held.region === region && held.released === null);
}

function judgeProvenance({ batch, product, ref, mode }: DispenseLineCase): LineRefusal | null {
  const isRefused = batch.provenance === "declared" && product.flags.includes("makerTracedOnly");
  if (!isRefused || mode !== "enforce") return null;
  return { failure: "maker-trace-required", facts: { batch: ref.batch, index: ref.index } };
}

function judgeUnits({ units, product, pack }: DispenseLineCase): LineRefusal | null {
  if (units === null) return null;
  if (!product.flags.includes("splitAllowed")) return { failure: "split-not-allowed", facts: {} };
  const unitsLeft = product.unitsPerPack - pack.unitsTaken;
  return units > unitsLeft ? { failure: "units-exceed-pack", facts: { unitsLeft, asked: units } } : null;
}

/** Further units of the pack that spent the code are its own. */
function judgeSpent({ spentBy, ref }: DispenseLineCase): LineRefusal | null {
  if (spentBy === null || isSamePack(spentBy, ref)) return null;
  const by: { batch: BatchId; index: number } = { batch: spentBy.batch, index: spentBy.index };
  return { failure: "declared-key-spent", facts: { by } };
}

function isSamePack(one: PackRef, other: PackRef): boolean {
  return one.batch === other.batch && one.index === other.index;
}
