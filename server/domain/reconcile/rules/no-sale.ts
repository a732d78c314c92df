import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import type { ReadClaim } from "../read-claim.ts";

/**
 * 空卖空报: no dispense, tried or recorded, belongs to the claim. Regulation on the Supervision of the Use of
 * Medical-Security Funds (国令第735号) art. 40: invented services. Serves the case of the empty shop that sold by
 * remote QR.
 */
export const noSale: ReconcileRule = {
  kind: "no_sale",
  stage: "before",
  silentWhen: ["sold"],
  source: "国令第735号 art. 40 虚构医药服务项目",
  judge: (read) => {
    if (read.sales.length > 0 || read.unseen.includes("sale-words") || isMiswrittenOnly(read)) return [];
    const { settlementId, receiptNumber, channel, traceCodes } = read.claim;
    const isBySettlement = channel === "direct" && settlementId !== null;
    const isJoinable = isBySettlement || receiptNumber !== null;
    const because = { channel, codeCount: traceCodes.length };
    // Without a number to look for, that nothing was found says nothing about the sale.
    if (!isJoinable) return [{ verdict: "suspect", disallowedFen: 0n, because: { ...because, isJoinable } }];
    // A till's numbers may differ from the fund's: the packs were sold here, under another number.
    if (channel === "direct" && !isBySettlement && isSoldHere(read))
      return [{ verdict: "suspect", disallowedFen: 0n, because: { ...because, isSoldUnderAnother: true } }];
    return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
  },
};

function isSoldHere({ codes, institution }: ReadClaim): boolean {
  return codes.some(({ pack }) =>
    pack.otherSales.some((sale) => sale.institution === institution?.id && !sale.isReturned),
  );
}

function isMiswrittenOnly({ codes, misread }: ReadClaim): boolean {
  return codes.length === 0 && misread.length > 0;
}
