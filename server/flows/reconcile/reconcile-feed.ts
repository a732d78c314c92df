import { fail } from "../../domain/failure.ts";
import type { ClaimFacts } from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import { remembered } from "../import/remembered-view.ts";
import { BureauSettings } from "./bureau-settings.ts";
import { type ClaimReading, claimFactsOf } from "./claim-facts-of.ts";
import { FeedClaims } from "./feed-claims.ts";
import { createHashWords } from "./hash-words.ts";
import { institutionsOf, type LedgerReading } from "./ledger-reading.ts";
import { missingClaims } from "./missing-claims.ts";
import { PersonHistories } from "./person-histories.ts";
import { PersonVisits } from "./person-visits.ts";
import { ProductBalances } from "./product-balances.ts";
import { PurchasePrices } from "./purchase-prices.ts";
import type {
  ChainReading,
  IndexDifference,
  ReconcileAsked,
  ReconcileEnd,
  ReconcilePorts,
} from "./reconcile-ports.ts";
import { RecordedSales } from "./recorded-sales.ts";
import { RefusedSales } from "./refused-sales.ts";

/** Claims whose findings are kept in one commit. */
const CLAIMS_PER_PART = 1_000;
/** An index that is another one altogether is told by its first rows. */
const DIFFERENCES_TOLD_MAX = 1_000;

/**
 * Holds a feed of claims against the ledger: the chain itself, projected anew, and what was refused. The feed
 * is read twice: first for what its claims have in common, then claim by claim.
 */
export function reconcileFeed(ports: ReconcilePorts, asked: ReconcileAsked): Promise<ReconcileEnd> {
  return ports.chain(async (chain) => {
    const reading = await openReading(ports, asked, chain);
    const { asOf } = chain.view;
    ports.log.info(
      { block: asOf.block, sales: reading.recorded.count, claims: reading.feed.count },
      "ledger read",
    );
    const judging = new Judging(ports, asked);
    for await (const claim of asked.claims()) {
      stopIfAsked(asked);
      await judging.take(await claimFactsOf(reading, claim));
    }
    await judging.end([
      ...(await gathered(missingClaims(reading, asked.payerRegion))),
      ...(await gathered(judging.balances.findings(reading))),
      ...(await gathered(indexFindings(chain.differences()))),
    ]);
    return { asOf, claimCount: reading.feed.count, couldNotLook: Object.fromEntries(judging.couldNotLook) };
  });
}

async function openReading(
  ports: ReconcilePorts,
  asked: ReconcileAsked,
  chain: ChainReading,
): Promise<ClaimReading> {
  const { openings, vault, zone, attempts } = ports;
  const hashWords = createHashWords();
  const view = remembered(chain.view);
  const base: LedgerReading = { openings, vault, zone, attempts, view, hashWords };
  const recorded = new RecordedSales(base);
  const refused = new RefusedSales(base);
  const visits = new PersonVisits(base);
  const settings = new BureauSettings(ports.records);
  for await (const institution of institutionsOf(view)) {
    stopIfAsked(asked);
    if ((await settings.siteFacts(institution.id)).length > 0) recorded.rates.watch(institution.id);
    await recorded.read(institution);
    await refused.read(institution);
    await visits.read(institution.id);
  }
  const feed = new FeedClaims(hashWords);
  for await (const claim of asked.claims()) feed.add(claim);
  const histories = new PersonHistories(hashWords);
  const prices = new PurchasePrices(base);
  return { ...base, recorded, refused, feed, histories, visits, prices, settings };
}

/** Judges claims in their order, and hands on what was found in parts. */
class Judging {
  readonly couldNotLook = new Map<string, number>();
  readonly balances = new ProductBalances();
  readonly #ports: ReconcilePorts;
  readonly #asked: ReconcileAsked;
  #claims: FeedClaim[] = [];
  #findings: Finding[] = [];
  #row = 0;

  constructor(ports: ReconcilePorts, asked: ReconcileAsked) {
    this.#ports = ports;
    this.#asked = asked;
  }

  async take(facts: ClaimFacts): Promise<void> {
    const { claim } = facts;
    const { judgedRow } = this.#asked;
    for (const unseen of facts.unseen) {
      this.couldNotLook.set(unseen, (this.couldNotLook.get(unseen) ?? 0) + 1);
    }
    this.#row = claim.row;
    if (!this.#isAskedFor(claim)) return;
    this.balances.add(facts);
    if (claim.row <= judgedRow) return;
    this.#claims.push(claim);
    this.#findings.push(...this.#ports.judge(facts));
    if (this.#claims.length >= CLAIMS_PER_PART) await this.#flush();
  }

  async end(findings: readonly Finding[]): Promise<void> {
    this.#findings.push(...findings);
    if (this.#claims.length > 0 || this.#findings.length > 0) await this.#flush();
  }

  /** A region is told only of what its own fund was asked for. */
  #isAskedFor({ insuredRegion }: FeedClaim): boolean {
    const { payerRegion } = this.#asked;
    return payerRegion === null || insuredRegion === null || insuredRegion === payerRegion;
  }

  async #flush(): Promise<void> {
    await this.#asked.sink({ row: this.#row, findings: this.#findings, claims: this.#claims });
    this.#claims = [];
    this.#findings = [];
  }
}

async function* indexFindings(differences: AsyncIterable<IndexDifference>): AsyncGenerator<Finding> {
  let count = 0;
  for await (const { keyspace, keyHex, is } of differences) {
    count += 1;
    if (count > DIFFERENCES_TOLD_MAX) return;
    const because = { keyspace, key: keyHex, is };
    yield { claimId: "", row: 0, kind: "index_differs", verdict: "violation", disallowedFen: 0n, because };
  }
}

async function gathered<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

function stopIfAsked({ isStopping }: ReconcileAsked): void {
  if (isStopping()) fail("not-ready", { missing: "server" });
}
