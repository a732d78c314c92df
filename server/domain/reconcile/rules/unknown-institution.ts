import { dayEndSec } from "../../business-day.ts";
import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";
import type { ReadClaim } from "../read-claim.ts";

/**
 * 非定点机构: nobody on the ledger has the claim's institution code; or it had no agreement yet, which may be only
 * the ledger's beginning and is looked at. 国家医保局令第3号: the fund pays designated institutions.
 */
export const unknownInstitution: ReconcileRule = {
  kind: "unknown_institution",
  stage: "before",
  silentWhen: ["institution-known", "sold", "agreement-active"],
  source: "国家医保局令第3号 定点协议",
  judge: (read) => {
    const { institution, claim } = read;
    const because = { institution: claim.institutionCode };
    if (institution === null) return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
    const status = institution.agreementAt(askedAtSec(read));
    return status === "none"
      ? [{ verdict: "suspect", disallowedFen: 0n, because: { ...because, agreement: status } }]
      : [];
  },
};

function askedAtSec({ lines, claim, zone }: ReadClaim): number {
  const [line] = lines;
  return line?.soldAtSec ?? (dayEndSec(claim.claimedOn, zone) ?? 1) - 1;
}
