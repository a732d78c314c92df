import type { OtherSale } from "../claim-facts.ts";
import type { JudgedCode, ReadClaim } from "../read-claim.ts";
import { isRecorded } from "../sold-lines.ts";

export type LostReturn = { readonly code: JudgedCode; readonly soldBefore: OtherSale };

/**
 * A pack that the same institution sold whole before, with no return known and no claim for that sale: the
 * customer brought it back, the settlement was cancelled, and only the message of the return is missing.
 */
export function lostReturns(read: ReadClaim): readonly LostReturn[] {
  const { institution, claim } = read;
  if (institution === null) return [];
  // The receipt itself, filed once more on paper, is no claim for the sale before.
  const ofInvoice = new Set(read.sameInvoice.map(({ claimId }) => claimId));
  return read.codes.flatMap((code) => {
    const { pack, sold } = code;
    const refused = sold.filter((line) => !isRecorded(line) && line.of === "packs");
    const isClaimedBefore = pack.claims.some(
      ({ claimId, institutionCode }) => institutionCode === claim.institutionCode && !ofInvoice.has(claimId),
    );
    if (isClaimedBefore) return [];
    const soldBefore = pack.otherSales.find(
      (other) =>
        other.institution === institution.id &&
        other.of === "packs" &&
        !other.isReturned &&
        refused.some(
          ({ soldAtSec }) =>
            other.soldAtSec <= soldAtSec &&
            !pack.returnsAtSec.some((atSec) => atSec >= other.soldAtSec && atSec <= soldAtSec),
        ),
    );
    return soldBefore === undefined ? [] : [{ code, soldBefore }];
  });
}
