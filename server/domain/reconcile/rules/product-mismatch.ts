import { tellPacks } from "../because.ts";
import { fenOfCodes } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import type { JudgedCode } from "../read-claim.ts";

/**
 * 串换药品: the till's own number stands for another product than the code scanned. 国令第735号 art. 38: one drug
 * claimed in place of another.
 */
export const productMismatch: ReconcileRule = {
  kind: "product_mismatch",
  stage: "during",
  silentWhen: ["codes-agree", "product-agrees"],
  source: "国令第735号 art. 38 串换药品",
  judge: (read) => {
    const swapped = read.codes.filter(isSwapped);
    const [first] = swapped;
    if (first === undefined) return [];
    const because = {
      ...tellPacks(swapped),
      scannedProduct: first.pack.product?.id ?? null,
      statedProduct: first.sold.find((line) => line.statedProduct !== null)?.statedProduct ?? null,
    };
    return [{ verdict: "violation", disallowedFen: fenOfCodes(read, swapped), because }];
  },
};

function isSwapped({ pack: { product }, sold }: JudgedCode): boolean {
  if (product === null) return false;
  return sold.some(({ statedProduct }) => statedProduct !== null && statedProduct !== product.id);
}
