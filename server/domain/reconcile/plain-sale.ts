import type { Zone } from "../business-day.ts";
import type { InstitutionFact, LedgerClaimFact, PackFact } from "./claim-facts.ts";
import { isOffsetAway } from "./near-misses/shifted-time.ts";
import {
  isCounted,
  isInTime,
  isKnown,
  isReceived,
  isStaffedAt,
  isStatedProduct,
  isToldInTime,
  isWithinMargin,
} from "./plain-truths.ts";
import type { SaleFact } from "./sale-fact.ts";
import type { SiteFacts } from "./site-facts.ts";
import type { Thresholds } from "./thresholds.ts";

/** What the ledger knows of one dispense, before any claim is looked at. */
export type SoldFacts = {
  /** Its lines. */
  readonly sales: readonly SaleFact[];
  /** One for each of its codes. */
  readonly packs: readonly PackFact[];
  readonly institution: Pick<InstitutionFact, "agreementAt">;
  readonly ledgerClaims: readonly Pick<LedgerClaimFact, "payerRegion" | "channel">[];
  /** Where it was sold, for that day; null where nothing was stated. */
  readonly site: SiteFacts | null;
};

/** What holds of every claim, whichever fund it asks: the strictest of each threshold. */
export type PlainLimits = { readonly thresholds: Thresholds; readonly zone: Zone };

/**
 * Whether of a claim that says just what the dispense says every plain truth holds that needs no other claim.
 * The same checks as PLAIN_TRUTHS makes of a claim, in one go, because they are made of every dispense.
 */
export function isPlainSale(sold: SoldFacts, limits: PlainLimits): boolean {
  const { sales, packs, institution, ledgerClaims, site } = sold;
  let codeCount = 0;
  for (const sale of sales) {
    if (!isPlainLine(sale, limits) || institution.agreementAt(sale.soldAtSec) !== "active") return false;
    if (site !== null && !isStaffedAt(site, sale.soldAtSec, limits.zone)) return false;
    for (const code of sale.codes) {
      const pack = packOf(packs, code);
      if (pack === null || !isPlainPack(sale, pack, limits)) return false;
    }
    codeCount += sale.codes.length;
  }
  return codeCount > 0 && codeCount === packs.length && isOfOneFund(ledgerClaims);
}

function isPlainLine(sale: SaleFact, { thresholds, zone }: PlainLimits): boolean {
  return (
    sale.standing.is === "recorded" &&
    sale.person !== "closed" &&
    sale.returns.length === 0 &&
    isCounted(sale) &&
    !isOffsetAway(sale, zone) &&
    isToldInTime(sale, thresholds)
  );
}

function isPlainPack(sale: SaleFact, pack: PackFact, { thresholds }: PlainLimits): boolean {
  return (
    isKnown(pack) &&
    pack.returnsAtSec.length === 0 &&
    pack.otherSales.length === 0 &&
    isStatedProduct(sale, pack) &&
    isInTime(sale, pack) &&
    isReceived(sale, pack) &&
    isWithinMargin(sale, pack, thresholds)
  );
}

function packOf(packs: readonly PackFact[], code: string): PackFact | null {
  for (const pack of packs) if (pack.code === code) return pack;
  return null;
}

function isOfOneFund(claims: SoldFacts["ledgerClaims"]): boolean {
  const [first] = claims;
  if (first === undefined) return true;
  return claims.every(
    ({ payerRegion, channel }) => channel === "direct" && payerRegion === first.payerRegion,
  );
}
