import { businessDayOf } from "../../domain/business-day.ts";
import { holdsEvidence } from "../../domain/claims/claim-life.ts";
import type { ClaimRow } from "../../domain/claims/claim-rows.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import type { FeedClaims } from "./feed-claims.ts";
import { type LedgerReading, rowsOf } from "./ledger-reading.ts";
import type { RecordedSales } from "./recorded-sales.ts";

/**
 * Claims of the ledger that a fund of the feed was asked to pay in the feed's days, and whose dispenses no
 * claim of the feed names: what is paid by the ledger and not told in the feed is looked at.
 */
export async function* missingClaims(
  reading: LedgerReading & { readonly recorded: RecordedSales; readonly feed: FeedClaims },
  payerRegion: RegionCode | null,
): AsyncGenerator<Finding> {
  const { view, feed } = reading;
  const regions = payerRegion === null ? [...feed.regions].sort((a, b) => a - b) : [payerRegion];
  for (const region of regions) {
    for await (const claim of rowsOf((page) => view.claimsOfPayer(region, page))) {
      if (isMissing(reading, claim)) yield findingOf(claim);
    }
  }
}

function isMissing(
  { recorded, feed, zone }: LedgerReading & { readonly recorded: RecordedSales; readonly feed: FeedClaims },
  { content, state }: ClaimRow,
): boolean {
  const day = businessDayOf(content.claimedAtSec, zone);
  const isOfPeriod = day >= (feed.firstDay ?? "9999") && day <= (feed.lastDay ?? "");
  const dispenses = content.evidence.filter(({ kind }) => kind === "dispense");
  if (!isOfPeriod || !holdsEvidence(state) || dispenses.length === 0) return false;
  return dispenses.every(({ id }) => recorded.isUnnamed(id) === true);
}

function findingOf({ id, state, content }: ClaimRow): Finding {
  const { payerRegion, channel, totalFen } = content;
  return {
    claimId: id,
    row: 0,
    kind: "missing_from_feed",
    verdict: "suspect",
    disallowedFen: 0n,
    because: { claim: id, state, payerRegion, channel, totalFen: totalFen.toString() },
  };
}
