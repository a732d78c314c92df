import { businessDayOf, dayEndSec } from "../../business-day.ts";
import type { ReconcileRule } from "../finding.ts";

const YEAR_DIGITS = 4;

/**
 * 频繁住院: a hospital's claim for somebody who was admitted more often in that calendar year, on the ledger and
 * up to the claim's day, than the fund lets pass unasked. 国令第735号 art. 38: one stay told as several 分解住院, or
 * a bed that nobody lies in 挂床住院.
 */
export const frequentAdmission: ReconcileRule = {
  kind: "frequent_admission",
  stage: "before",
  silentWhen: ["few-stays"],
  source: "国令第735号 art. 38 分解住院、挂床住院; 两库 more than six admissions a year",
  judge: (read) => {
    const { claim, institution, thresholds, visits, zone } = read;
    if (institution?.kind !== "hospital") return [];
    const year = claim.claimedOn.slice(0, YEAR_DIGITS);
    const untilSec = dayEndSec(claim.claimedOn, zone) ?? 0;
    const stays = visits.filter(
      ({ kind, openedAtSec }) =>
        kind === "inpatient" &&
        openedAtSec < untilSec &&
        businessDayOf(openedAtSec, zone).slice(0, YEAR_DIGITS) === year,
    );
    const { admissionsPerYearMax } = thresholds;
    if (stays.length <= admissionsPerYearMax) return [];
    const because = { year, admissions: stays.length, admissionsPerYearMax };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};
