import type { Zone } from "../business-day.ts";
import type { ClaimFacts, PackFact } from "./claim-facts.ts";
import { isOffsetAway } from "./near-misses/shifted-time.ts";
import { lateSecOf } from "./near-misses/told-late.ts";
import type { SaleFact } from "./sale-fact.ts";
import { isOpenAt, type SiteFacts } from "./site-facts.ts";
import { asksPrices, marginAbove, type Thresholds } from "./thresholds.ts";

const COUNT_SCALE = 10_000;

const BPS = 10_000n;
const HOUR_SEC = 3600;

/**
 * What holds of a claim that the ledger plainly bears out. Of a claim of which all of them hold no rule has
 * anything to say, so it need not be gathered and judged: the sieve lets it pass. Each rule names those that
 * keep it silent.
 */
export const PLAIN_TRUTHS = {
  /** Nothing that a rule needs was closed to this server. */
  "all-seen": ({ unseen }) => unseen.length === 0,
  "institution-known": ({ institution }) => institution !== null,
  /** Something was sold, and the ledger took all of it. */
  sold: ({ sales }) => sales.length > 0 && sales.every(({ standing }) => standing.is === "recorded"),
  "sold-there": ({ sales, institution }) => sales.every((sale) => sale.institution === institution?.id),
  /** Whole packs, as many as were scanned, at a price that is known. */
  "counts-agree": ({ sales }) => sales.every(isCounted),
  "nothing-returned": ({ sales, packs }) =>
    sales.every(({ returns }) => returns.length === 0) &&
    packs.every(({ returnsAtSec }) => returnsAtSec.length === 0),
  /** The claim names just what was sold, and each code once. */
  "codes-agree": ({ claim, sales }) => isSameCodes(claim.traceCodes, sales),
  "amount-agrees": ({ claim, sales }) => claim.totalFen === sumOf(sales),
  "person-agrees": ({ claim: { person: claimed }, sales }) =>
    sales.every(
      ({ person }) =>
        claimed === null ||
        person === null ||
        (person !== "closed" && person.scheme === claimed.scheme && person.value === claimed.value),
    ),
  "sold-by-then": ({ claim, sales }) => sales.every(({ soldOn }) => soldOn <= claim.claimedOn),
  /** Its message was not written as if by a clock of another zone. */
  "told-by-its-clock": ({ sales, zone }) => sales.every((sale) => !isOffsetAway(sale, zone)),
  "told-in-time": ({ sales, thresholds }) => sales.every((sale) => isToldInTime(sale, thresholds)),
  "agreement-active": ({ institution, sales }) =>
    sales.every(({ soldAtSec }) => institution?.agreementAt(soldAtSec) === "active"),
  /** Each code is one pack of the ledger, of a product that is known. */
  "packs-known": (facts) => facts.packs.length === codeCountOf(facts) && facts.packs.every(isKnown),
  "product-agrees": (facts) => everySold(facts, isStatedProduct),
  /** Sold before its last day and before any recall. */
  "sold-in-time": (facts) => everySold(facts, isInTime),
  /** Taken in by the seller before it was sold, from somebody who vouched for it. */
  "received-before": (facts) => everySold(facts, isReceived),
  "sold-once": ({ packs }) => packs.every(({ otherSales }) => otherSales.length === 0),
  /** No other claim of the feed names a code, the settlement or the receipt. */
  "claimed-once": ({ packs, sameInvoice }) =>
    sameInvoice.length === 0 && packs.every(({ claims }) => claims.length === 0),
  /** What the ledger itself was asked to pay for it, it was asked by this claim's own way and fund. */
  "one-fund": ({ claim, ledgerClaims }) =>
    ledgerClaims.every(
      ({ payerRegion, channel }) =>
        channel === "direct" && claim.channel === "direct" && payerRegion === claim.insuredRegion,
    ),
  "ordinary-amount": ({ sales, thresholds }) => sumOf(sales) <= thresholds.purchaseFenMax,
  /** Billed at what the pack cost and what may be added; or one of them was not stated. */
  "within-margin": (facts) => everySold(facts, (sale, pack) => isWithinMargin(sale, pack, facts.thresholds)),
  "no-visit-wanted": ({ thresholds }) => thresholds.visitDemand === "never",
  "few-stays": ({ visits, thresholds }) =>
    visits.filter(({ kind }) => kind === "inpatient").length <= thresholds.admissionsPerYearMax,
  /**
   * Open at the time, with a pharmacist, and no busier than its counters allow; or nothing was stated of
   * it.
   */
  "site-agrees": ({ site, sales, zone, receiptsInHour, thresholds }) =>
    site === null ||
    (sales.every(({ soldAtSec }) => isStaffedAt(site, soldAtSec, zone)) &&
      (receiptsInHour ?? 0) <= site.counterCount * thresholds.receiptsPerCounterHourMax),
  /** Nothing that the same person claimed adds up to more than is usual. */
  "ordinary-history": ({ history, thresholds }) => history === null || isOrdinary(history, thresholds),
} as const satisfies Readonly<Record<string, (facts: ClaimFacts) => boolean>>;

export type PlainTruth = keyof typeof PLAIN_TRUTHS;

export function isCounted({ of, countE4, codes, lineFen }: SaleFact): boolean {
  return (
    of === "packs" &&
    lineFen !== null &&
    lineFen >= 0n &&
    codes.length > 0 &&
    (countE4 === null || Number(countE4) === codes.length * COUNT_SCALE)
  );
}

export function isToldInTime(sale: SaleFact, { toldWithinHours }: Thresholds): boolean {
  return lateSecOf(sale, toldWithinHours * HOUR_SEC) <= 0;
}

export function isWithinMargin(
  { lineFen, codes }: SaleFact,
  { purchase }: PackFact,
  thresholds: Thresholds,
): boolean {
  if (purchase === "unstated") return true;
  if (purchase === "hidden") return !asksPrices(thresholds);
  const marginBpsMax = marginAbove(thresholds, purchase.of);
  if (marginBpsMax === null) return true;
  if (lineFen === null) return false;
  const packs = BigInt(codes.length);
  return (lineFen - packs) * BPS <= packs * purchase.fen * (BPS + BigInt(marginBpsMax));
}

export function isStaffedAt(site: SiteFacts, atSec: number, zone: Zone): boolean {
  return site.pharmacistCount > 0 && isOpenAt(site, atSec, zone);
}

export function isKnown({ identity, product, batch }: PackFact): boolean {
  return identity === "known" && product !== null && batch !== null;
}

export function isStatedProduct({ statedProduct }: SaleFact, { product }: PackFact): boolean {
  return statedProduct === null || statedProduct === product?.id;
}

export function isInTime({ soldAtSec }: SaleFact, { batch }: PackFact): boolean {
  if (batch === null) return false;
  return soldAtSec < batch.expiresAtSec && (batch.recalledAtSec === null || soldAtSec < batch.recalledAtSec);
}

export function isReceived({ soldAtSec }: SaleFact, { receivedAtSec, isDeclaredOnly }: PackFact): boolean {
  const [first] = receivedAtSec;
  return !isDeclaredOnly && first !== undefined && first <= soldAtSec;
}

function isSameCodes(claimed: readonly string[], sales: readonly SaleFact[]): boolean {
  const sold = sales.flatMap(({ codes }) => codes);
  const named = new Set(claimed);
  const isEachOnce = named.size === claimed.length && new Set(sold).size === sold.length;
  return isEachOnce && sold.length === claimed.length && sold.every((code) => named.has(code));
}

function sumOf(sales: readonly SaleFact[]): bigint {
  return sales.reduce((sum, { lineFen }) => sum + (lineFen ?? 0n), 0n);
}

function codeCountOf({ claim, sales }: ClaimFacts): number {
  return new Set([...claim.traceCodes, ...sales.flatMap(({ codes }) => codes)]).size;
}

/** Of every code of a sale that there is a pack of. */
function everySold(
  { sales, packs }: ClaimFacts,
  holds: (sale: SaleFact, pack: PackFact) => boolean,
): boolean {
  return sales.every((sale) => packs.every((pack) => !sale.codes.includes(pack.code) || holds(sale, pack)));
}

function isOrdinary(history: NonNullable<ClaimFacts["history"]>, limits: Thresholds): boolean {
  return (
    history.claimsOfDay < limits.claimsOfPersonPerDayMax &&
    history.packsInWindow.every(
      ({ packs, purchases }) =>
        packs <= limits.packsOfProductMax && purchases <= limits.purchasesOfProductMax,
    )
  );
}
