import { tellPacks } from "../because.ts";
import { fenOfCodes } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import type { JudgedCode } from "../read-claim.ts";

/**
 * 反复退卖: a code that came back to this institution more often than is honest. Case: sold, refunded after ten
 * minutes and sold again, fourteen times in two months. Tablets of an opened pack come back from several
 * people, so their returns are only looked at.
 */
export const refundCycle: ReconcileRule = {
  kind: "refund_cycle",
  stage: "during",
  silentWhen: ["nothing-returned"],
  source: "国令第735号 art. 40; sale-refund-resale, 14 cycles in 2 months",
  judge: (read) => {
    const { returnsOfCodeMax } = read.thresholds;
    const cycled = read.codes.filter((code) => code.isClaimed && returnCount(code) > returnsOfCodeMax);
    if (cycled.length === 0) return [];
    const because = {
      ...tellPacks(cycled),
      returnCount: Math.max(...cycled.map(returnCount)),
      returnsOfCodeMax,
    };
    const whole = cycled.filter(({ sold }) => !sold.some(({ of }) => of === "units"));
    if (whole.length === 0) return [{ verdict: "suspect", disallowedFen: 0n, because }];
    return [{ verdict: "violation", disallowedFen: fenOfCodes(read, whole), because }];
  },
};

/** A message of a return that came twice tells of one return: both state the same time. */
function returnCount({ pack }: JudgedCode): number {
  return new Set(pack.returnsAtSec).size;
}
