import { holdsEvidence } from "../../claims/claim-life.ts";
import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 重复报销: a paper receipt filed for a sale that was settled at the counter, by the feed or on the ledger
 * itself; whichever came first, the paper is the second way. 国令第735号 art. 41: a person's double claim 重复享受待遇.
 */
export const manualRepeatsDirect: ReconcileRule = {
  kind: "manual_repeats_direct",
  stage: "before",
  silentWhen: ["claimed-once", "one-fund"],
  source: "国令第735号 art. 41 重复享受医疗保障待遇",
  judge: (read) => {
    if (read.claim.channel !== "manual") return [];
    const direct = read.sameInvoice.find(({ channel }) => channel === "direct");
    const onLedger = read.ledgerClaims.find(
      ({ channel, state }) => channel === "direct" && holdsEvidence(state),
    );
    if (direct === undefined && onLedger === undefined) return [];
    const because =
      direct === undefined
        ? { ledgerClaim: onLedger?.id ?? null }
        : { directClaim: direct.claimId, directOn: direct.claimedOn };
    return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
  },
};
