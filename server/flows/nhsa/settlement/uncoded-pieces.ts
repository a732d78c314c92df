import type { UncodedLineRequest } from "../../../domain/claims/claim-requests.ts";
import type { FeeLine } from "../../../domain/nhsa/settlement/message.ts";

/** 饮片 of a settlement as lines without a pack. */
export function requestOfPieces(
  fees: readonly FeeLine[],
  pieces: readonly number[],
): readonly UncodedLineRequest[] {
  return pieces.map((at) => {
    const fee = fees[at];
    if (fee === undefined) throw new Error(`no fee ${at + 1}`);
    return {
      exemption: "decoction-piece",
      itemCode: fee.nhsaCode,
      name: fee.sku,
      quantityE4: fee.countE4.toString(),
      fen: fee.lineFen.toString(),
    };
  });
}
