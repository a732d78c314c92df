import { dayStartSec } from "../../business-day.ts";
import { instantText } from "../../instant.ts";
import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import { cameBack, soldLines } from "../sold-lines.ts";

/**
 * 退药未退费: all that was sold came back, and the claim stands. A violation where the last of it was back before
 * the day of the claim; after that the fund is owed its money, and whether it has it only a person can tell.
 * Case: refunds without the settlement's reversal (2103, 2208).
 */
export const returnedAndClaimed: ReconcileRule = {
  kind: "returned_and_claimed",
  stage: "during",
  silentWhen: ["nothing-returned"],
  source: "国令第735号 art. 40; 2103 / 2208 not sent after a 3506",
  judge: (read) => {
    const lines = soldLines(read.sales);
    if (lines.length === 0 || !lines.every(cameBack)) return [];
    const backAtSec = Math.max(...lines.flatMap((line) => line.returns.map(({ atSec }) => atSec)));
    const { claimedOn } = read.claim;
    const because = { returnedAt: instantText(backAtSec), claimedOn };
    const claimedFromSec = dayStartSec(claimedOn, read.zone);
    return claimedFromSec !== null && backAtSec < claimedFromSec
      ? [{ verdict: "violation", disallowedFen: paidFen(read), because }]
      : [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
