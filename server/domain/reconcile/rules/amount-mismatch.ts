import { paidFen, shareUpFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import { unitsForPacks } from "../near-misses/units-for-packs.ts";

/**
 * 金额不符: the total is not the sum of the lines sold. Disallowed is of what was paid the share that the excess
 * has in the total, rounded up; of a total below the sum, nothing. Case: an invoice altered from 15,263.14
 * to 105,263.14 yuan.
 */
export const amountMismatch: ReconcileRule = {
  kind: "amount_mismatch",
  stage: "before",
  silentWhen: ["sold", "nothing-returned", "amount-agrees"],
  source: "国令第735号 art. 40 篡改单据; invoice 15,263.14 → 105,263.14",
  judge: (read) => {
    const { lines, claim, unseen } = read;
    if (lines.length === 0 || unseen.includes("sale-words")) return [];
    let soldFen = 0n;
    for (const { lineFen } of lines) {
      if (lineFen === null) return [];
      soldFen += lineFen;
    }
    if (claim.totalFen === soldFen || unitsForPacks(read) !== null) return [];
    const excessFen = claim.totalFen - soldFen;
    const disallowedFen = shareUpFen({ paidFen: paidFen(read), part: excessFen, of: claim.totalFen });
    const because = { totalFen: claim.totalFen.toString(), soldFen: soldFen.toString() };
    return [{ verdict: "violation", disallowedFen, because }];
  },
};
