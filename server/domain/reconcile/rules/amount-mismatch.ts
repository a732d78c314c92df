import { paidFen, shareUpFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import { unitsForPacks } from "../near-misses/units-for-packs.ts";
import type { ReadClaim } from "../read-claim.ts";

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
    if (claim.totalFen === soldFen || isRoundedOnce(read) || unitsForPacks(read) !== null) return [];
    const excessFen = claim.totalFen - soldFen;
    const disallowedFen = shareUpFen({ paidFen: paidFen(read), part: excessFen, of: claim.totalFen });
    const because = { totalFen: claim.totalFen.toString(), soldFen: soldFen.toString() };
    return [{ verdict: "violation", disallowedFen, because }];
  },
};

/** Hundred-millionths of a fen: millionths of a yuan by ten-thousandths of a pack. */
const FEN_E8 = 100_000_000n;

/** A receipt that adds its lines up before it rounds, half up: lines of thirds of a fen make another sum. */
function isRoundedOnce({ lines, claim }: ReadClaim): boolean {
  let exactE8 = 0n;
  for (const line of lines) {
    if (line.exactE8 === null) return false;
    exactE8 += line.exactE8;
  }
  return claim.totalFen === (exactE8 * 2n + FEN_E8) / (2n * FEN_E8);
}
