import { tellPacks } from "../because.ts";
import { fenOfCodes } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import type { JudgedCode } from "../read-claim.ts";
import { isRecorded } from "../sold-lines.ts";

/**
 * 无生产企业追溯信息: the pack is on the ledger only by its holder's declaration of old stock. 医保发〔2025〕7号: from the
 * dated day on, what has no maker's code is not settled. A violation where the product demands the maker's
 * trace and the ledger did not let the sale pass; a sale that it took was made while the region only warned.
 * What demands nothing is old stock and no finding.
 */
export const declaredOnly: ReconcileRule = {
  kind: "declared_only",
  stage: "before",
  silentWhen: ["codes-agree", "received-before"],
  source: "医保发〔2025〕7号 无码不结",
  judge: (read) => {
    const declared = read.codes.filter(({ pack }) => pack.isDeclaredOnly);
    const demanded = declared.filter(
      (code) => code.pack.product?.mustBeMakerTraced === true && !code.sold.some(isRecorded),
    );
    if (demanded.length > 0) {
      const disallowedFen = fenOfCodes(read, demanded);
      return [{ verdict: "violation", disallowedFen, because: tellPacks(demanded) }];
    }
    const doubtful = declared.filter(isDoubtful);
    if (doubtful.length === 0) return [];
    return [{ verdict: "suspect", disallowedFen: 0n, because: tellPacks(doubtful) }];
  },
};

function isDoubtful({ pack: { product } }: JudgedCode): boolean {
  return product !== null && (product.mustBeMakerTraced || product.isHighValue);
}
