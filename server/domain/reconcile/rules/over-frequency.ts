import type { ReconcileRule } from "../finding.ts";

/**
 * 超频次购药: one person has more claims on one day, or buys one product more often within the window, than the
 * bureau lets pass unasked. Rule base of the two libraries 两库; cases of one card in many shops.
 */
export const overFrequency: ReconcileRule = {
  kind: "over_frequency",
  stage: "before",
  silentWhen: ["ordinary-history"],
  source: "两库 over-frequency; one card in many shops",
  judge: ({ history, thresholds }) => {
    if (history === null) return [];
    const { purchasesOfProductMax, claimsOfPersonPerDayMax, windowDays } = thresholds;
    const claimsOfDay = history.claimsOfDay + 1;
    if (claimsOfDay > claimsOfPersonPerDayMax) {
      const because = { claimsOfDay, claimsOfPersonPerDayMax };
      return [{ verdict: "suspect", disallowedFen: 0n, because }];
    }
    const over = history.packsInWindow.find(({ purchases }) => purchases > purchasesOfProductMax);
    if (over === undefined) return [];
    const because = {
      product: over.product,
      purchases: over.purchases,
      purchasesOfProductMax,
      windowDays,
    };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
