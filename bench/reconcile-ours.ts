import { tmpdir } from "node:os";
import type { ClaimFacts, PackFact } from "../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../server/domain/reconcile/feed-claim.ts";
import { judgeClaim } from "../server/domain/reconcile/judge-claim.ts";
import { THRESHOLDS_DEFAULT } from "../server/domain/reconcile/thresholds.ts";
import { FeedClaims } from "../server/flows/reconcile/feed-claims.ts";
import { createHashWords } from "../server/flows/reconcile/hash-words.ts";
import { PersonHistories } from "../server/flows/reconcile/person-histories.ts";
import { ClaimSieve, type Sieved } from "../server/flows/reconcile/sieve/claim-sieve.ts";
import { openScratchFile } from "../server/store/scratch-file.ts";
import { ZONE } from "./reconcile-goods.ts";
import { type LedgerSale, makeWorld, type World } from "./reconcile-world.ts";

const ROWS_PER_PAGE = 500;

export type Classified = {
  readonly ms: number;
  readonly cpuMs: number;
  readonly found: ReadonlyMap<number, string>;
};

/**
 * The product's sieve, its tables and its rules, as reconcileFeed drives them. Claims and dispenses come
 * page by page, as they do from a feed and a ledger; the clock stands while a page is made.
 */
export function classifyWithSieve(count: number): Classified {
  let [ms, cpuMs] = [0, 0];
  const clocked = <T>(work: () => T): T => {
    const [start, before] = [performance.now(), process.cpuUsage()];
    const result = work();
    ms += performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    cpuMs += (user + system) / 1000;
    return result;
  };
  const { institutions } = makeWorld(count, 0, 0);
  const byId = new Map(institutions.map((each) => [each.id, each]));
  const file = openScratchFile(tmpdir());
  const sieve = new ClaimSieve({
    file,
    institutions: new Map(institutions.map(({ code, id }) => [code, id])),
    limits: { thresholds: THRESHOLDS_DEFAULT, zone: ZONE },
  });
  for (const { claims } of pages(count))
    clocked(() => {
      for (const claim of claims) sieve.addClaim(claim);
    });
  let place = 0;
  for (const { sales } of pages(count)) {
    clocked(() => {
      for (const { sale, packs } of sales) {
        const institution = byId.get(sale.institution);
        if (institution === undefined) throw new Error("a sale of nobody");
        const seller = sale.institution;
        sieve.addSale({ place, seller, institution, sales: [sale], packs, ledgerClaims: [], site: null });
        place += 1;
      }
    });
  }
  const sieved = clocked(() => sieve.decide());
  const rest = restOf(count, sieved);
  const found = clocked(() => judged(rest, sieved, institutions));
  file.discard();
  return { ms, cpuMs, found };
}

function* pages(count: number): Generator<World> {
  for (let from = 0; from < count; from += ROWS_PER_PAGE) {
    yield makeWorld(count, from, Math.min(count, from + ROWS_PER_PAGE));
  }
}

type Rest = {
  readonly claims: ReadonlyMap<number, FeedClaim>;
  readonly sales: ReadonlyMap<number, LedgerSale>;
  readonly shelf: ReadonlyMap<string, PackFact>;
};

/** What the sieve left, read again. */
function restOf(count: number, { declined, salesOf }: Sieved): Rest {
  const wanted = new Set([...declined].flatMap((place) => [...salesOf(place)]));
  const claims = new Map<number, FeedClaim>();
  const sales = new Map<number, LedgerSale>();
  const shelf = new Map<string, PackFact>();
  let from = 0;
  for (const page of pages(count)) {
    for (const [at, claim] of page.claims.entries())
      if (declined.has(from + at)) claims.set(from + at, claim);
    for (const [at, sale] of page.sales.entries()) if (wanted.has(from + at)) sales.set(from + at, sale);
    for (const pack of page.shelf) shelf.set(pack.code, pack);
    from += page.claims.length;
  }
  return { claims, sales, shelf };
}

function judged(rest: Rest, sieved: Sieved, institutions: World["institutions"]): Map<number, string> {
  const hashWords = createHashWords();
  const feed = new FeedClaims(hashWords);
  const histories = new PersonHistories(hashWords);
  const byCode = new Map(institutions.map((each) => [each.code, each]));
  const packs = new Map(rest.shelf);
  for (const { packs: sold } of rest.sales.values()) for (const pack of sold) packs.set(pack.code, pack);
  for (const claim of rest.claims.values()) feed.add(claim);
  const found = new Map<number, string>();
  for (const [place, claim] of rest.claims) {
    const institution = byCode.get(claim.institutionCode) ?? null;
    const sold = sieved.salesOf(place).flatMap((at) => rest.sales.get(at) ?? []);
    const facts = factsOf(claim, { institution, sold, packs, feed });
    const isRepeated = facts.sameInvoice.some(({ isEarlier }) => isEarlier);
    const history =
      isRepeated || !sieved.busy.has(place)
        ? null
        : histories.add(boughtOf(facts), THRESHOLDS_DEFAULT.windowDays);
    const kinds = judgeClaim({ ...facts, history }).map(({ kind }) => kind);
    if (kinds.length > 0) found.set(claim.row, [...new Set(kinds)].sort().join(" "));
  }
  return found;
}

function factsOf(
  claim: FeedClaim,
  of: {
    readonly institution: ClaimFacts["institution"];
    readonly sold: readonly LedgerSale[];
    readonly packs: ReadonlyMap<string, PackFact>;
    readonly feed: FeedClaims;
  },
): ClaimFacts {
  const { institution, sold, packs, feed } = of;
  const sales = sold.map(({ sale }) => sale);
  const own = new Map<string, PackFact>();
  for (const code of claim.traceCodes) {
    const pack = packs.get(code);
    if (pack !== undefined) own.set(code, pack);
  }
  for (const each of sold) for (const pack of each.packs) own.set(pack.code, pack);
  return {
    claim,
    zone: ZONE,
    thresholds: THRESHOLDS_DEFAULT,
    institution,
    sales,
    packs: [...own.values()].map((pack) => ({ ...pack, claims: feed.ofCode(claim, pack.code) })),
    sameInvoice: feed.ofInvoice(claim, sales),
    ledgerClaims: [],
    history: null,
    visits: [],
    site: null,
    receiptsInHour: null,
    unseen: [],
  };
}

function boughtOf({ claim, sales, packs }: ClaimFacts): Parameters<PersonHistories["add"]>[0] {
  const productOf = new Map(packs.map(({ code, product }) => [code, product]));
  const bought = new Map<number, number>();
  for (const code of new Set(claim.traceCodes)) {
    const product = productOf.get(code);
    if (product) bought.set(product.id, (bought.get(product.id) ?? 0) + 1);
  }
  return { claim, boughtOn: sales[0]?.soldOn ?? claim.claimedOn, packs: bought };
}
