import { agreementStatusAt } from "../../domain/agreement-status.ts";
import { fail } from "../../domain/failure.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { comparableCode } from "../../domain/reconcile/feeds/comparable-code.ts";
import type { PlainLimits } from "../../domain/reconcile/plain-sale.ts";
import { siteFactsAt } from "../../domain/reconcile/site-facts.ts";
import { strictestThresholds, type ThresholdsRow } from "../../domain/reconcile/thresholds.ts";
import type { ScratchFile } from "../../domain/scratch-file.ts";
import { remembered } from "../import/remembered-view.ts";
import { BureauSettings } from "./bureau-settings.ts";
import { type ClaimReading, ledgerClaimsOf } from "./claim-facts-of.ts";
import { FeedClaims } from "./feed-claims.ts";
import { createHashWords } from "./hash-words.ts";
import { institutionsOf, type LedgerReading } from "./ledger-reading.ts";
import { soldPackFacts } from "./pack-facts.ts";
import { PersonHistories } from "./person-histories.ts";
import { PersonVisits } from "./person-visits.ts";
import { PurchasePrices } from "./purchase-prices.ts";
import type { ReconcileAsked, ReconcilePorts } from "./reconcile-ports.ts";
import { RecordedSales, type TellDispense } from "./recorded-sales.ts";
import { RefusedSales, type TellTried } from "./refused-sales.ts";
import { ClaimSieve } from "./sieve/claim-sieve.ts";

type Books = Omit<ClaimReading, "feed" | "histories" | "sieved">;

/** Reads the feed and the ledger once, and sieves: what is left is all that gathering has to know. */
export async function openClaimReading(
  ports: ReconcilePorts,
  asked: ReconcileAsked,
  on: { readonly view: LedgerView; readonly scratch: ScratchFile | null },
): Promise<ClaimReading> {
  const { openings, vault, zone, attempts } = ports;
  const hashWords = createHashWords();
  const base: LedgerReading = { openings, vault, zone, attempts, view: remembered(on.view), hashWords };
  const books: Books = {
    ...base,
    recorded: new RecordedSales(base),
    refused: new RefusedSales(base),
    visits: new PersonVisits(base),
    prices: new PurchasePrices(base),
    settings: new BureauSettings(ports.records),
  };
  await books.settings.readAll(institutionsOf(base.view));
  const feed = new FeedClaims(hashWords);
  const sieve = on.scratch === null ? null : await openSieve(books, on.scratch);
  for await (const claim of asked.claims()) {
    feed.note(claim);
    sieve?.addClaim(claim);
  }
  for await (const institution of institutionsOf(base.view)) {
    stopIfAsked(asked);
    await readInstitution(books, sieve, institution);
  }
  const sieved = sieve?.decide() ?? null;
  let place = 0;
  for await (const claim of asked.claims()) {
    if (sieved === null || sieved.declined.has(place)) feed.add(claim);
    place += 1;
  }
  if (sieved !== null) for (const named of sieved.named) books.recorded.markNamed(named);
  return { ...books, feed, histories: new PersonHistories(hashWords), sieved };
}

async function openSieve(books: Books, file: ScratchFile): Promise<ClaimSieve> {
  const institutions = new Map<string, number>();
  const regions = new Set<number>();
  for await (const { id, code, region } of institutionsOf(books.view)) {
    institutions.set(code, id);
    regions.add(region);
  }
  const rows: ThresholdsRow[] = [];
  for (const region of regions) {
    rows.push(...(await books.settings.thresholds({ insuredRegion: region, institutionRegion: null })));
  }
  const limits: PlainLimits = { thresholds: strictestThresholds(rows), zone: books.zone };
  return new ClaimSieve({ file, institutions, limits });
}

async function readInstitution(
  books: Books,
  sieve: ClaimSieve | null,
  institution: InstitutionRow,
): Promise<void> {
  const { recorded, refused, visits, settings } = books;
  const { id } = institution;
  const site = await settings.siteFacts(id);
  if (site.length > 0) recorded.rates.watch(id);
  await recorded.read(institution, sieve === null ? null : await tellSales(books, sieve, institution));
  await refused.read(institution, sieve === null ? null : tellTried(sieve, id));
  await visits.read(id, sieve === null ? null : (person) => sieve.addStay(person));
  if (sieve === null || site.length === 0) return;
  const counters = Math.min(...site.map(({ facts }) => facts.counterCount));
  if (recorded.rates.mostInHour(id) > counters * sieve.limits.thresholds.receiptsPerCounterHourMax) {
    sieve.declineAllOf(id);
  }
}

async function tellSales(
  books: Books,
  sieve: ClaimSieve,
  { id, agreement }: InstitutionRow,
): Promise<TellDispense> {
  const rows = await books.settings.siteFacts(id);
  const institution = { agreementAt: (atSec: number) => agreementStatusAt(agreement, atSec) };
  return async (lines) => {
    const [first] = lines ?? [];
    if (lines === null || first === undefined) {
      sieve.declineAllOf(id);
      return;
    }
    const sales = lines.map(({ fact }) => fact);
    sieve.addSale({
      place: first.place,
      seller: id,
      institution,
      sales,
      packs: await soldPackFacts(books, { seller: id, sales }),
      ledgerClaims: await ledgerClaimsOf(books, sales),
      site: siteFactsAt(rows, first.fact.soldAtSec, books.zone),
    });
  };
}

function tellTried(sieve: ClaimSieve, institution: number): TellTried {
  return ({ receiptNumber, settlementId, codes }) =>
    sieve.addTried({ institution, receiptNumber, settlementId, codes: codes.map(comparableCode) });
}

function stopIfAsked({ isStopping }: ReconcileAsked): void {
  if (isStopping()) fail("not-ready", { missing: "server" });
}
