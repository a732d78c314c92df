import type { ReconcileRule } from "../finding.ts";

/**
 * 超量购药: more packs of one product for one person, within the window, than the bureau lets pass unasked. Rule
 * base of the two libraries 两库, over-quantity; cases of group buying.
 */
export const overQuantity: ReconcileRule = {
  kind: "over_quantity",
  stage: "before",
  silentWhen: ["ordinary-history"],
  source: "两库 over-quantity; group buying",
  judge: ({ history, thresholds }) => {
    const { packsOfProductMax, windowDays } = thresholds;
    const over = history?.packsInWindow.find(({ packs }) => packs > packsOfProductMax);
    if (over === undefined) return [];
    const because = { product: over.product, packs: over.packs, packsOfProductMax, windowDays };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
