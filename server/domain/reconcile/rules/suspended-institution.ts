import { dayEndSec, dayStartSec } from "../../business-day.ts";
import { instantText } from "../../instant.ts";
import type { InstitutionFact } from "../claim-facts.ts";
import { paidFen } from "../disallowed-share.ts";
import type { Found, ReconcileRule } from "../finding.ts";
import { judgeTime } from "../near-misses/shifted-time.ts";
import type { ReadClaim } from "../read-claim.ts";

/**
 * 停保机构: sold (of what was not sold: claimed) while the institution's agreement was suspended or had ended.
 * Measures for Designated Retail Pharmacies (国家医保局令第3号): no settlement while the agreement rests 中止协议.
 */
export const suspendedInstitution: ReconcileRule = {
  kind: "suspended_institution",
  stage: "before",
  silentWhen: ["sold", "agreement-active"],
  source: "国家医保局令第3号 中止、解除协议期间不予结算",
  judge: (read) => {
    const { institution, lines } = read;
    if (institution === null) return [];
    return lines.length === 0 ? judgeDay(read, institution) : judgeSale(read, institution);
  },
};

function judgeSale(read: ReadClaim, institution: InstitutionFact): readonly Found[] {
  for (const verdict of ["wrong", "shifted"] as const) {
    const line = read.lines.find(
      (each) => judgeTime(each, read.zone, (atSec) => !isResting(institution, atSec)) === verdict,
    );
    if (line === undefined) continue;
    const because = {
      status: institution.agreementAt(line.soldAtSec),
      soldAt: instantText(line.soldAtSec),
    };
    return verdict === "wrong"
      ? [{ verdict: "violation", disallowedFen: paidFen(read), because }]
      : [{ kind: "time_zone", verdict: "suspect", disallowedFen: 0n, because }];
  }
  return [];
}

/** A day on which the agreement rests only in part leaves open when the claim was made. */
function judgeDay(read: ReadClaim, institution: InstitutionFact): readonly Found[] {
  const { claimedOn } = read.claim;
  const start = dayStartSec(claimedOn, read.zone);
  const end = dayEndSec(claimedOn, read.zone);
  if (start === null || end === null) return [];
  if (!isResting(institution, start) || !isResting(institution, end - 1)) return [];
  const because = { status: institution.agreementAt(start), claimedOn };
  return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
}

function isResting({ agreementAt }: InstitutionFact, atSec: number): boolean {
  const status = agreementAt(atSec);
  return status === "suspended" || status === "terminated";
}
