import { paidFen } from "../disallowed-share.ts";
import type { ReconcileRule } from "../finding.ts";

/**
 * 重复收费、重复申报: an earlier claim of the same way for the same settlement or receipt. 国令第735号 art. 38. The same
 * claim number a second time is a message that came twice: it is looked at, and accuses nobody.
 */
export const sameInvoiceTwice: ReconcileRule = {
  kind: "same_invoice_twice",
  stage: "before",
  silentWhen: ["claimed-once"],
  source: "国令第735号 art. 38 重复收费",
  judge: (read) => {
    const { claim, sameInvoice } = read;
    const alike = sameInvoice.filter(({ channel }) => channel === claim.channel);
    const first = alike.find(({ isEarlier, claimId }) => isEarlier && claimId !== claim.claimId);
    if (first !== undefined) {
      const because = { earlierClaim: first.claimId, earlierOn: first.claimedOn, channel: claim.channel };
      return [{ verdict: "violation", disallowedFen: paidFen(read), because }];
    }
    const repeated = alike.find(({ claimId, row }) => claimId === claim.claimId && row < claim.row);
    if (repeated === undefined) return [];
    return [{ verdict: "suspect", disallowedFen: 0n, because: { repeatsRow: repeated.row } }];
  },
};
