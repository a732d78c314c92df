import { holdsEvidence } from "../../claims/claim-life.ts";
import { isSameFund } from "../../region-levels.ts";
import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 跨统筹区重复报销: on the ledger another region's fund holds a claim that spends this sale. 国令第735号 art. 41. Case:
 * one box settled in Zhangjiakou and again in Ulanqab.
 */
export const claimedAcrossRegions: ReconcileRule = {
  kind: "claimed_across_regions",
  stage: "before",
  silentWhen: ["one-fund"],
  source: "国令第735号 art. 41 重复享受; Zhangjiakou and Ulanqab",
  judge: (read) => {
    const { insuredRegion } = read.claim;
    if (insuredRegion === null) return [];
    const other = read.ledgerClaims.find(
      ({ state, payerRegion }) => holdsEvidence(state) && !isSameFund(payerRegion, insuredRegion),
    );
    if (other === undefined) return [];
    const because = {
      insuredRegion,
      payerRegion: other.payerRegion,
      ledgerClaim: other.id,
      state: other.state,
    };
    return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
  },
};
