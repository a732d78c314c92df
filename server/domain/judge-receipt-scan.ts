import type { InstitutionKind } from "./acts.ts";
import type { ParcelRow } from "./drug-rows.ts";
import type { InstitutionId } from "./ids.ts";
import type { LineRefusal } from "./judge-dispense-line.ts";
import type { BatchRow } from "./read-model.ts";

/** What decides whether a pack that was scanned at a dock may be taken over there. */
export type ReceiptScanCase = {
  readonly institution: InstitutionId;
  readonly kind: InstitutionKind;
  readonly parcel: ParcelRow | null;
  readonly batch: BatchRow;
};

/**
 * Whether the pack is on its way to the institution, and may still be taken over. A pack that is elsewhere
 * and one that does not exist are told alike: who holds it is nobody's business but theirs.
 */
export function judgeReceiptScan({ institution, kind, parcel, batch }: ReceiptScanCase): LineRefusal | null {
  if (parcel?.state === "held" && parcel.holder === institution) {
    return { failure: "run-not-of-consignment", facts: { isHeldByYou: true } };
  }
  if (parcel?.counterparty !== institution) return { failure: "not-found", facts: {} };
  const facts = { consignment: parcel.consignment };
  if (parcel.state !== "in-transit") {
    return { failure: "parcel-not-in-state", facts: { ...facts, actual: parcel.state } };
  }
  const mayGoThere = batch.status !== "recalled" || kind === "maker" || kind === "wholesaler";
  return mayGoThere ? null : { failure: "batch-only-goes-back", facts: { ...facts, status: batch.status } };
}
