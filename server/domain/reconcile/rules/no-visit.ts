import { instantText } from "../../instant.ts";
import type { ReconcileRule } from "../finding.ts";
import type { ReadClaim } from "../read-claim.ts";

const DAY_SEC = 86_400;

/**
 * 无就诊购药: bought at a pharmacy on the fund without a visit of the person on the ledger in the days before,
 * where the fund wants one. What only needs a prescription may state it in its place. Silent where visits
 * could not be looked at, and by default: many see their doctor outside the ledger.
 */
export const noVisit: ReconcileRule = {
  kind: "no_visit",
  stage: "during",
  silentWhen: ["no-visit-wanted"],
  source: "国家医保局令第3号; 医保办发〔2023〕4号 凭处方购药",
  judge: (read) => {
    const { claim, institution, thresholds, lines, unseen } = read;
    const { visitDemand, visitWithinDays } = thresholds;
    if (visitDemand === "never" || claim.person === null || institution?.kind !== "pharmacy") return [];
    if (lines.length === 0 || unseen.includes("visits") || !isWanted(read)) return [];
    const soldAtSec = Math.min(...lines.map((line) => line.soldAtSec));
    if (read.visits.some((visit) => isNear(visit.openedAtSec, soldAtSec, visitWithinDays))) return [];
    const last = read.visits.findLast(({ openedAtSec }) => openedAtSec <= soldAtSec);
    const lastVisitAt = last === undefined ? null : instantText(last.openedAtSec);
    const because = { visitDemand, visitWithinDays, soldAt: instantText(soldAtSec), lastVisitAt };
    return [{ verdict: "suspect", disallowedFen: 0n, because }];
  },
};

function isWanted({ thresholds, codes }: ReadClaim): boolean {
  if (thresholds.visitDemand === "always") return true;
  return codes.some(
    ({ pack, sold }) =>
      pack.product?.isPrescriptionOnly === true && sold.some(({ hasPrescription }) => !hasPrescription),
  );
}

function isNear(openedAtSec: number, soldAtSec: number, withinDays: number): boolean {
  return openedAtSec <= soldAtSec && soldAtSec - openedAtSec <= withinDays * DAY_SEC;
}
