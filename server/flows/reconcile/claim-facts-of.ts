import { agreementStatusAt } from "../../domain/agreement-status.ts";
import { businessDayOf, dayEndSec, type Zone } from "../../domain/business-day.ts";
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
import { siteFactsAt } from "../../domain/reconcile/site-facts.ts";
import { asksPrices, type Thresholds, thresholdsOn } from "../../domain/reconcile/thresholds.ts";
import type { BureauSettings } from "./bureau-settings.ts";
import { type PackFacts, type PackReading, packFactsOf } from "./pack-facts.ts";
import type { PersonHistories } from "./person-histories.ts";
import type { PersonVisits } from "./person-visits.ts";
import { type SalesOfClaim, salesOfClaim } from "./sales-of-claim.ts";
import type { Sieved } from "./sieve/claim-sieve.ts";

const DAY_SEC = 86_400;

export type ClaimReading = PackReading & {
  readonly histories: PersonHistories;
  readonly visits: PersonVisits;
  readonly settings: BureauSettings;
  /** Null where every claim is gathered. */
  readonly sieved: Sieved | null;
};

/**
 * Everything that the ledger and the feed know of one claim. Claims are gathered in the order of the feed:
 * what a person claimed before is what was gathered before.
 */
export async function claimFactsOf(
  reading: ClaimReading,
  claim: FeedClaim,
  place: number,
): Promise<ClaimFacts> {
  const { view, zone, feed, recorded } = reading;
  const row = await view.institutionByCode(claim.institutionCode);
  const found = await salesOfClaim(reading, claim, row?.id ?? null);
  const { sales } = found;
  for (const place of found.places) recorded.markNamed(place);
  const institution = row?.id ?? null;
  const atSec = sales[0]?.soldAtSec ?? (dayEndSec(claim.claimedOn, zone) ?? 0) - 1;
  const known = await packFactsOf(reading, { claim, institution, sales, atSec });
  const { insuredRegion } = claim;
  const set = await reading.settings.thresholds({ insuredRegion, institutionRegion: row?.region ?? null });
  const thresholds = thresholdsOn(set, claim.claimedOn);
  const sameInvoice = feed.ofInvoice(claim, sales);
  const isRepeated = sameInvoice.some(({ isEarlier }) => isEarlier);
  // Of who claims little, what passed the sieve was never added up.
  const isQuiet = reading.sieved?.busy.has(place) === false;
  const bought = {
    claim,
    boughtOn: sales[0]?.soldOn ?? claim.claimedOn,
    packs: packsBought(claim, known, sales),
  };
  return {
    claim,
    zone,
    thresholds,
    institution: row === null ? null : institutionFact(row, recorded),
    sales,
    packs: known.packs,
    sameInvoice,
    ledgerClaims: await ledgerClaimsOf(reading, sales),
    // What was claimed twice was bought once.
    history: isRepeated || isQuiet ? null : reading.histories.add(bought, thresholds.windowDays),
    visits: claim.person === null ? [] : reading.visits.of(claim.person),
    ...(await siteOf(reading, sales, institution)),
    unseen: unseenOf(reading, { claim, institution, found, known, thresholds }),
  };
}

export function institutionFact(row: InstitutionRow, { habits }: ClaimReading["recorded"]): InstitutionFact {
  const { id, code, kind, region, agreement } = row;
  const agreementAt = (atSec: number) => agreementStatusAt(agreement, atSec);
  return { id, code, kind, region, agreementAt, tellsAtOnce: habits.tellsAtOnce(id) };
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

export async function ledgerClaimsOf(
  { view, recorded }: Pick<ClaimReading, "view" | "recorded">,
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

/** Of the site where it was sold; of what was not sold, there is nothing to say. */
async function siteOf(
  { settings, recorded, zone }: ClaimReading,
  sales: readonly SaleFact[],
  institution: InstitutionId | null,
): Promise<Pick<ClaimFacts, "site" | "receiptsInHour">> {
  const [first] = sales;
  const seller = first?.institution ?? institution;
  if (first === undefined || seller === null) return { site: null, receiptsInHour: null };
  const site = siteFactsAt(await settings.siteFacts(seller), first.soldAtSec, zone);
  return { site, receiptsInHour: recorded.rates.receiptsInHourOf(seller, first.soldAtSec) };
}

function unseenOf(
  { recorded, refused, visits, zone }: ClaimReading,
  of: {
    readonly claim: FeedClaim;
    readonly institution: InstitutionId | null;
    readonly found: SalesOfClaim;
    readonly known: PackFacts;
    readonly thresholds: Thresholds;
  },
): readonly Unseen[] {
  const { claim, institution, found, known, thresholds } = of;
  const unseen: Unseen[] = [];
  if (found.sales.some(({ person }) => person === "closed")) unseen.push("person");
  if (known.hasMissingKeys) unseen.push("pack-keys");
  const times = found.sales.length === 0 ? [null] : found.sales.map(({ soldAtSec }) => soldAtSec);
  const isHidden =
    institution !== null &&
    (times.some((atSec) => recorded.isClosed(institution, atSec)) ||
      (found.sales.length === 0 && known.refs.some((pack) => refused.isWordless(institution, pack))));
  if (isHidden) unseen.push("sale-words");
  if (asksPrices(thresholds) && known.packs.some(({ purchase }) => purchase === "hidden")) {
    unseen.push("purchase-prices");
  }
  const days = visitDays(claim, { sales: found.sales, thresholds, zone });
  if (thresholds.visitDemand !== "never" && claim.person !== null && visits.mayHide(claim.person, days)) {
    unseen.push("visits");
  }
  return unseen;
}

/** The days on which a visit would do for a purchase. */
function visitDays(
  { claimedOn }: FeedClaim,
  of: { readonly sales: readonly SaleFact[]; readonly thresholds: Thresholds; readonly zone: Zone },
): { readonly from: string; readonly until: string } {
  const { sales, thresholds, zone } = of;
  const untilSec = sales[0]?.soldAtSec ?? (dayEndSec(claimedOn, zone) ?? 1) - 1;
  const fromSec = untilSec - thresholds.visitWithinDays * DAY_SEC;
  return { from: businessDayOf(Math.max(0, fromSec), zone), until: businessDayOf(untilSec, zone) };
}
