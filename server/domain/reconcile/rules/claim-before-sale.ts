import { businessDayOf, ZONES } from "../../business-day.ts";
import { paidFen } from "../disallowed-share.ts";
import type { Found, ReconcileRule } from "../finding.ts";
import { judgeTime, type TimeVerdict } from "../near-misses/shifted-time.ts";
import type { ReadClaim } from "../read-claim.ts";
import type { SaleFact } from "../sale-fact.ts";

/**
 * 先报后卖: claimed before the day of the sale. 医保发〔2025〕7号: a code is scanned before the fund pays. A claim that
 * is dated by UTC stands a day before what was sold in the first hours of the morning.
 */
export const claimBeforeSale: ReconcileRule = {
  kind: "claim_before_sale",
  stage: "during",
  silentWhen: ["sold-by-then"],
  source: "医保发〔2025〕7号 扫码后结算",
  judge: (read) => {
    const judged = read.lines.map((line) => ({ line, verdict: judgeLine(read, line) }));
    const wrong = judged.find(({ verdict }) => verdict === "wrong");
    if (wrong !== undefined) {
      return [{ verdict: "violation", disallowedFen: paidFen(read), because: tell(read, wrong.line) }];
    }
    const shifted = judged.find(({ verdict }) => verdict === "shifted");
    if (shifted === undefined) return [];
    return [{ kind: "time_zone", verdict: "suspect", disallowedFen: 0n, because: tell(read, shifted.line) }];
  },
};

function judgeLine({ claim, zone }: ReadClaim, line: SaleFact): TimeVerdict {
  const isFine = (atSec: number): boolean => claim.claimedOn >= businessDayOf(atSec, zone);
  const verdict = judgeTime(line, zone, isFine);
  return verdict === "wrong" && claim.claimedOn === businessDayOf(line.soldAtSec, ZONES.UTC)
    ? "shifted"
    : verdict;
}

function tell({ claim }: ReadClaim, { soldOn }: SaleFact): Found["because"] {
  return { claimedOn: claim.claimedOn, soldOn };
}
