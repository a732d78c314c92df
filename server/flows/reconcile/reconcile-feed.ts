import { fail } from "../../domain/failure.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import { remembered } from "../import/remembered-view.ts";
import { type AttemptsLookedAt, lookAtAttempts } from "./attempts-looked-at.ts";
import { type ClaimReading, claimFactsOf, type GatheredClaim } from "./claim-facts-of.ts";
import { FeedClaims } from "./feed-claims.ts";
import { createHashWords } from "./hash-words.ts";
import { institutionsOf, type LedgerReading } from "./ledger-reading.ts";
import { missingClaims } from "./missing-claims.ts";
import { PersonHistories } from "./person-histories.ts";
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
    const attempts = lookAtAttempts(ports, asked.moment, chain);
    const reading = await openReading(ports, asked, { chain, attempts });
    const { asOf } = chain.view;
    ports.log.info(
      { block: asOf.block, sales: reading.recorded.count, claims: reading.feed.count },
      "ledger read",
    );
    const judging = new Judging(ports, asked);
    for await (const claim of asked.claims()) {
      stopIfAsked(asked);
      await judging.take(claim, await claimFactsOf(reading, claim));
    }
    await judging.end([
      ...(await gathered(missingClaims(reading, asked.payerRegion))),
      ...(await gathered(indexFindings(chain.differences()))),
    ]);
    return {
      asOf,
      claimCount: reading.feed.count,
      couldNotLook: Object.fromEntries(judging.couldNotLook),
      attempts: attempts.end(),
    };
  }, asked.moment.block);
}

async function openReading(
  ports: ReconcilePorts,
  asked: ReconcileAsked,
  from: { readonly chain: ChainReading; readonly attempts: AttemptsLookedAt },
): Promise<ClaimReading> {
  const { openings, vault, zone, thresholds } = ports;
  const hashWords = createHashWords();
  const view = remembered(from.chain.view);
  const base: LedgerReading = { openings, vault, zone, attempts: from.attempts.read, view, hashWords };
  const recorded = new RecordedSales(base);
  const refused = new RefusedSales(base);
  for await (const institution of institutionsOf(view)) {
    stopIfAsked(asked);
    await recorded.read(institution);
    await refused.read(institution);
  }
  const feed = new FeedClaims(hashWords);
  for await (const claim of asked.claims()) feed.add(claim);
  return { ...base, recorded, refused, feed, histories: new PersonHistories(hashWords), thresholds };
}

/** Judges claims in their order, and hands on what was found in parts. */
class Judging {
  readonly couldNotLook = new Map<string, number>();
  readonly #ports: ReconcilePorts;
  readonly #asked: ReconcileAsked;
  #claims: FeedClaim[] = [];
  #findings: Finding[] = [];
  #row = 0;

  constructor(ports: ReconcilePorts, asked: ReconcileAsked) {
    this.#ports = ports;
    this.#asked = asked;
  }

  async take(claim: FeedClaim, { facts, lateSec }: GatheredClaim): Promise<void> {
    const { judgedRow } = this.#asked;
    for (const unseen of facts.unseen) {
      this.couldNotLook.set(unseen, (this.couldNotLook.get(unseen) ?? 0) + 1);
    }
    this.#row = claim.row;
    if (claim.row <= judgedRow || !this.#isAskedFor(claim)) return;
    this.#claims.push(claim);
    this.#findings.push(...this.#ports.judge(facts), ...lateFindings(claim, lateSec));
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

/** A sale that was recorded later than its region asks for: only the ledger's own clock knows. */
function lateFindings({ claimId, row }: FeedClaim, lateSec: number): readonly Finding[] {
  if (lateSec === 0) return [];
  const because = { recordedAfterSec: lateSec };
  return [{ claimId, row, kind: "late_message", verdict: "suspect", disallowedFen: 0n, because }];
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
