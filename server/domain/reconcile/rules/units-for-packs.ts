import type { ReconcileRule } from "../finding.ts";
import { unitsForPacks as readUnits } from "../near-misses/units-for-packs.ts";

/**
 * A till that counted tablets where it sold boxes, or priced a tablet as a box, while the claim is right.
 * 3505: `sel_retn_cnt` counts packs unless `trdn_flag` says otherwise, and older tills mix the two.
 */
export const unitsForPacks: ReconcileRule = {
  kind: "units_for_packs",
  stage: "before",
  silentWhen: ["sold", "nothing-returned", "amount-agrees", "counts-agree"],
  source: "3505 sel_retn_cnt and trdn_flag",
  judge: (read) => {
    const turned = readUnits(read);
    if (turned === null) return [];
    const because = { countE4: turned.countE4?.toString() ?? null, unitsPerPack: turned.unitsPerPack };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
