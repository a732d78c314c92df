import { fail } from "../../domain/failure.ts";
import type { ClaimFacts } from "../../domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import type { ScratchFile } from "../../domain/scratch-file.ts";
import { lookAtAttempts } from "./attempts-looked-at.ts";
import { claimFactsOf } from "./claim-facts-of.ts";
import { missingClaims } from "./missing-claims.ts";
import { openClaimReading } from "./open-claim-reading.ts";
import { ProductBalances } from "./product-balances.ts";
import type {
  ChainReading,
  IndexDifference,
  ReconcileAsked,
  ReconcileEnd,
  ReconcilePorts,
} from "./reconcile-ports.ts";

/** Claims whose findings are kept in one commit. */
const CLAIMS_PER_PART = 1_000;
/** An index that is another one altogether is told by its first rows. */
const DIFFERENCES_TOLD_MAX = 1_000;

/**
 * Holds a feed of claims against the ledger: the chain itself, projected anew, and what was refused. The feed
 * is read several times: for what its claims have in common, then claim by claim. What the sieve lets pass is
 * neither gathered nor judged.
 */
export function reconcileFeed(ports: ReconcilePorts, asked: ReconcileAsked): Promise<ReconcileEnd> {
  return ports.chain(async (chain) => {
    const scratch = ports.openScratch?.() ?? null;
    try {
      return await reconcile(ports, asked, { chain, scratch });
    } finally {
      scratch?.discard();
    }
  }, asked.moment.block);
}

async function reconcile(
  ports: ReconcilePorts,
  asked: ReconcileAsked,
  on: { readonly chain: ChainReading; readonly scratch: ScratchFile | null },
): Promise<ReconcileEnd> {
  const { chain, scratch } = on;
  const { asOf } = chain.view;
  const attempts = lookAtAttempts(ports, asked.moment, chain);
  const reading = await openClaimReading({ ...ports, attempts: attempts.read }, asked, {
    view: chain.view,
    scratch,
  });
  const { recorded, feed, sieved, settings } = reading;
  ports.log.info(
    {
      block: asOf.block,
      sales: recorded.count,
      claims: feed.noted,
      gathered: sieved?.declined.count ?? null,
    },
    "ledger read",
  );
  const judging = new Judging(ports, asked);
  let place = 0;
  for await (const claim of asked.claims()) {
    stopIfAsked(asked);
    const isGathered = sieved === null || sieved.declined.has(place);
    await judging.take(claim, isGathered ? await claimFactsOf(reading, claim, place) : null);
    place += 1;
  }
  await judging.end([
    ...(await gathered(missingClaims(reading, asked.payerRegion))),
    ...(await gathered(judging.balances.findings(reading))),
    ...(await gathered(indexFindings(chain.differences()))),
  ]);
  return {
    asOf,
    claimCount: feed.noted,
    couldNotLook: Object.fromEntries(judging.couldNotLook),
    attempts: attempts.end(),
    settings: settings.text(),
  };
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

  /** Of a claim that passed the sieve there are no facts, and nothing is found. */
  async take(claim: FeedClaim, facts: ClaimFacts | null): Promise<void> {
    const { judgedRow } = this.#asked;
    for (const unseen of facts?.unseen ?? []) {
      this.couldNotLook.set(unseen, (this.couldNotLook.get(unseen) ?? 0) + 1);
    }
    this.#row = claim.row;
    if (!this.#isAskedFor(claim)) return;
    if (facts !== null) this.balances.add(facts);
    if (claim.row <= judgedRow) return;
    this.#claims.push(claim);
    if (facts !== null) this.#findings.push(...this.#ports.judge(facts));
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
