import type { ReconcileRule } from "../finding.ts";
import type { ReadClaim } from "../read-claim.ts";

/**
 * 大额购药: one purchase above the bureau's limit, default 5,000 yuan, without what is of high value and approved
 * apart. Judged by what was sold; a claim whose sale is not known, by its total, unless it names a pack of
 * high value.
 */
export const largePurchase: ReconcileRule = {
  kind: "large_purchase",
  stage: "before",
  silentWhen: ["sold", "counts-agree", "ordinary-amount"],
  source: "两库 large purchases; designated pharmacies, above 5,000 yuan",
  judge: (read) => {
    const { purchaseFenMax } = read.thresholds;
    const purchaseFen = ordinaryFen(read);
    if (purchaseFen === null || purchaseFen <= purchaseFenMax) return [];
    const because = { purchaseFen: purchaseFen.toString(), purchaseFenMax: purchaseFenMax.toString() };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};

function ordinaryFen({ lines, codes, claim }: ReadClaim): bigint | null {
  const highValue = codes.filter(({ pack }) => pack.product?.isHighValue === true);
  if (lines.length === 0) return highValue.length > 0 ? null : claim.totalFen;
  let sumFen = 0n;
  for (const line of lines) {
    if (highValue.some(({ sold }) => sold.includes(line))) continue;
    if (line.lineFen === null) return null;
    sumFen += line.lineFen;
  }
  return sumFen;
}
