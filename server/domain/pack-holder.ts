import type { CustodyStep } from "./drug-rows.ts";
import type { InstitutionId } from "./ids.ts";
import type { ParcelState } from "./lifecycles.ts";

export type PackHolder = { readonly holder: InstitutionId; readonly state: ParcelState };

/**
 * In whose hands the steps of a pack's custody left it, as its parcel says too; null before the first step.
 */
export function holderAfter(custody: readonly CustodyStep[]): PackHolder | null {
  const last = custody.at(-1);
  if (last === undefined) return null;
  switch (last.kind) {
    case "opened":
    case "declared":
    case "received":
      return { holder: last.by, state: "held" };
    case "shipped":
      return { holder: last.by, state: "in-transit" };
    case "withdrawn":
    case "returned":
      return { holder: senderOf(last, custody), state: "held" };
    case "disputed":
    case "lost":
      return { holder: senderOf(last, custody), state: last.kind };
  }
}

/** A dispute's words may be the receiver's or a bureau's; the goods are the sender's until they arrive. */
function senderOf(step: CustodyStep, custody: readonly CustodyStep[]): InstitutionId {
  const shipment = custody.findLast(
    ({ kind, consignment }) => kind === "shipped" && consignment === step.consignment,
  );
  return shipment?.by ?? step.by;
}
