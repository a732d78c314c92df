import { agreementStatusAt } from "../../domain/agreement-status.ts";
import { dayEndSec } from "../../domain/business-day.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import type {
  ClaimFacts,
  InstitutionFact,
  LedgerClaimFact,
  PackFact,
  Unseen,
} from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { SaleFact } from "../../domain/reconcile/sale-fact.ts";
import { type ThresholdsRow, thresholdsOn } from "../../domain/reconcile/thresholds.ts";
import { type PackFacts, type PackReading, packFactsOf } from "./pack-facts.ts";
import type { PersonHistories } from "./person-histories.ts";
import { type SalesOfClaim, salesOfClaim } from "./sales-of-claim.ts";

export type ClaimReading = PackReading & {
  readonly histories: PersonHistories;
  readonly thresholds: readonly ThresholdsRow[];
};

/**
 * Everything that the ledger and the feed know of one claim. Claims are gathered in the order of the feed:
 * what a person claimed before is what was gathered before.
 */
export async function claimFactsOf(reading: ClaimReading, claim: FeedClaim): Promise<ClaimFacts> {
  const { view, zone, feed, recorded } = reading;
  const row = await view.institutionByCode(claim.institutionCode);
  const found = await salesOfClaim(reading, claim, row?.id ?? null);
  const { sales } = found;
  for (const place of found.places) recorded.markNamed(place);
  const institution = row?.id ?? null;
  const atSec = sales[0]?.soldAtSec ?? (dayEndSec(claim.claimedOn, zone) ?? 0) - 1;
  const known = await packFactsOf(reading, { claim, institution, sales, atSec });
  const thresholds = thresholdsOn(reading.thresholds, claim.claimedOn);
  const sameInvoice = feed.ofInvoice(claim, sales);
  const isRepeated = sameInvoice.some(({ isEarlier }) => isEarlier);
  const bought = {
    claim,
    boughtOn: sales[0]?.soldOn ?? claim.claimedOn,
    packs: packsBought(claim, known, sales),
  };
  return {
    claim,
    zone,
    thresholds,
    institution: row === null ? null : institutionFact(row, recorded.habits.tellsAtOnce(row.id)),
    sales,
    packs: known.packs,
    sameInvoice,
    ledgerClaims: await ledgerClaimsOf(reading, sales),
    // What was claimed twice was bought once.
    history: isRepeated ? null : reading.histories.add(bought, thresholds.windowDays),
    unseen: unseenOf(reading, { institution, found, known }),
  };
}

function institutionFact(row: InstitutionRow, tellsAtOnce: boolean): InstitutionFact {
  const { id, code, kind, region, agreement } = row;
  const agreementAt = (atSec: number) => agreementStatusAt(agreement, atSec);
  return { id, code, kind, region, agreementAt, tellsAtOnce };
}

/** Whole packs by product; of an opened pack, none. */
function packsBought(
  { traceCodes }: FeedClaim,
  { packs }: PackFacts,
  sales: readonly SaleFact[],
): ReadonlyMap<number, number> {
  const inUnits = new Set(sales.filter(({ of }) => of === "units").flatMap(({ codes }) => codes));
  const productOf = new Map(packs.map(({ code, product }: PackFact) => [code, product]));
  const bought = new Map<number, number>();
  for (const code of new Set(traceCodes)) {
    const product = productOf.get(code);
    if (product === undefined || product === null) continue;
    bought.set(product.id, (bought.get(product.id) ?? 0) + (inUnits.has(code) ? 0 : 1));
  }
  return bought;
}

async function ledgerClaimsOf(
  { view, recorded }: ClaimReading,
  sales: readonly SaleFact[],
): Promise<readonly LedgerClaimFact[]> {
  const found = new Map<string, LedgerClaimFact>();
  for (const { standing, institution } of sales) {
    if (standing.is !== "recorded" || !recorded.mayHaveClaims(institution)) continue;
    for (const { id, state, content } of await view.claimsOfEvidence(standing.dispense)) {
      const { payerRegion, channel, totalFen } = content;
      found.set(id, { id, state, payerRegion, channel, totalFen });
    }
  }
  return [...found.values()];
}

function unseenOf(
  { recorded, refused }: ClaimReading,
  of: { readonly institution: InstitutionId | null; readonly found: SalesOfClaim; readonly known: PackFacts },
): readonly Unseen[] {
  const { institution, found, known } = of;
  const unseen: Unseen[] = [];
  if (found.sales.some(({ person }) => person === "closed")) unseen.push("person");
  if (known.hasMissingKeys) unseen.push("pack-keys");
  const times = found.sales.length === 0 ? [null] : found.sales.map(({ soldAtSec }) => soldAtSec);
  const isHidden =
    institution !== null &&
    (times.some((atSec) => recorded.isClosed(institution, atSec)) ||
      (found.sales.length === 0 && known.refs.some((pack) => refused.isWordless(institution, pack))));
  if (isHidden) unseen.push("sale-words");
  return unseen;
}
