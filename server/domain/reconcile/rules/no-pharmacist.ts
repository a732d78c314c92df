import { tellPacks } from "../because.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 无药师售处方药: a prescription drug from a site that, by its bureau, has no pharmacist. 国家医保局令第3号: a designated
 * pharmacy has one registered there; 药品流通监督管理办法 art. 18: without one, no prescription drug is sold. Only
 * looked at: people change places before lists do.
 */
export const noPharmacist: ReconcileRule = {
  kind: "no_pharmacist",
  stage: "before",
  silentWhen: ["site-agrees"],
  source: "国家医保局令第3号; 药品流通监督管理办法 art. 18",
  judge: ({ site, codes }) => {
    if (site === null || site.pharmacistCount > 0) return [];
    const sold = codes.filter(
      (code) => code.pack.product?.isPrescriptionOnly === true && code.sold.length > 0,
    );
    if (sold.length === 0) return [];
    return [{ verdict: "suspect", disallowedFen: 0n, because: tellPacks(sold) }];
  },
};
