import { isFailure } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { BlockRef } from "../../domain/ids.ts";
import type { Clock, LedgerReader, Log, Vault } from "../../domain/ports.ts";
import type { FeedClaim } from "../../domain/reconcile/feed-claim.ts";
import { SUBJECT_OF_FORMAT } from "../../domain/reconcile/feeds/feed-format.ts";
import type { FeedReturn, FeedSettlement, FeedTotals } from "../../domain/reconcile/feeds/feed-item.ts";
import type { Finding } from "../../domain/reconcile/finding.ts";
import type {
  KeptFinding,
  ReconciliationRow,
  ReconciliationStore,
} from "../../domain/reconcile/reconciliation-store.ts";
import {
  type InstitutionTally,
  NO_SUMMARY,
  noTally,
  STATEMENTS_MAX,
  sumUp,
  tallyInstitutions,
} from "../../domain/reconcile/summary.ts";
import { decodeItems, type KeptItem } from "./feed-codec.ts";
import { type ItemReconciler, type JudgedItems, judgedClaim } from "./judged-items.ts";
import type { ReconcileAsked, ReconcileEnd, ReconcilePorts } from "./reconcile-ports.ts";

/** What holds each kind of feed against the ledger. */
export type Reconcilers = {
  readonly claims: (ports: ReconcilePorts, asked: ReconcileAsked) => Promise<ReconcileEnd>;
  readonly returns: ItemReconciler<FeedReturn>;
  readonly totals: ItemReconciler<FeedTotals>;
  readonly settlements: ItemReconciler<FeedSettlement>;
};

export type RunPorts = {
  readonly store: ReconciliationStore;
  readonly vault: Pick<Vault, "open">;
  readonly reader: Pick<LedgerReader, "head">;
  readonly clock: Clock;
  readonly log: Log;
  readonly reconcile: ReconcilePorts;
  readonly reconcilers: Reconcilers;
  readonly isStopping: () => boolean;
  readonly pause: (ms: number) => Promise<void>;
  readonly limits: RunLimits;
};

export type RunLimits = {
  /** How often a run is tried while the chain does not answer, and how long it is left alone between. */
  readonly attemptsMax: number;
  readonly retryMs: number;
};

/**
 * Judges a feed to its end, or as far as this server goes before it stops; every part is kept as it comes.
 */
export async function runReconciliation(ports: RunPorts, id: string): Promise<void> {
  const { isStopping, limits, log, pause } = ports;
  for (let attempt = 1; !isStopping(); attempt += 1) {
    try {
      await tryRun(ports, id);
      return;
    } catch (error) {
      if (isStopping()) return;
      const isOver = !isFailure(error) || !PASSING.has(error.code) || attempt >= limits.attemptsMax;
      if (isOver) {
        await keepFailure(ports, id, error);
        return;
      }
      log.warn({ reconciliation: id, code: error.code, attempt }, "reconciling waits");
      await pause(limits.retryMs);
    }
  }
}

/** What passes by itself: the run goes on from the row it had judged. */
const PASSING: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "chain-unreachable",
  "not-ready",
  "too-busy",
]);

async function tryRun(ports: RunPorts, id: string): Promise<void> {
  const { store, clock, log, isStopping } = ports;
  const row = await store.reconciliation(id);
  if (row?.stage !== "judging") return;
  const run = await openRun(ports, row);
  const { asOf, couldNotLook } = await judge(ports, run);
  // What is left is judged by the next start.
  if (isStopping()) return;
  const summary = { ...run.row.summary, couldNotLook: { ...couldNotLook } };
  const done: ReconciliationRow = { ...run.row, stage: "done", asOf, summary, endedAtMs: clock.nowMs() };
  await store.put({ row: done, findings: [], tallies: [] });
  const { findingCount, judgedCount } = done;
  log.info({ reconciliation: id, judgedCount, findingCount, block: asOf.block }, "feed reconciled");
}

type Run = {
  row: ReconciliationRow;
  readonly tallies: Map<string, InstitutionTally>;
  /** Findings of the feed as a whole that a stop came after: they are found again, and kept once. */
  readonly ofWhole: ReadonlySet<string>;
};

/** Goes on where the run stood, unless the ledger has grown since: findings of two blocks are not mixed. */
async function openRun({ store, reader }: RunPorts, row: ReconciliationRow): Promise<Run> {
  const head = reader.head();
  const tallies = new Map<string, InstitutionTally>();
  if (row.begunAt !== null && isSameBlock(row.begunAt, head)) {
    for await (const tally of store.tallies(row.id)) tallies.set(tally.institutionCode, tally);
    const ofWhole = new Set<string>();
    for await (const kept of store.everyFinding(row.id)) if (kept.claim === null) ofWhole.add(nameOf(kept));
    return { row, tallies, ofWhole };
  }
  const nothing = { judgedRow: 0, judgedCount: 0, findingCount: 0, summary: NO_SUMMARY };
  const begun = { ...row, ...nothing, begunAt: head };
  await store.beginAgain(begun);
  return { row: begun, tallies, ofWhole: new Set() };
}

export function isSameBlock(one: BlockRef | null, other: BlockRef | null): boolean {
  return one?.blockHash === other?.blockHash;
}

function judge(ports: RunPorts, run: Run): Promise<ReconcileEnd> {
  const { reconcile, reconcilers, isStopping } = ports;
  const { judgedRow, payerRegion, feed, format } = run.row;
  const keep = (judged: JudgedItems): Promise<void> => keepJudged(ports, run, judged);
  const asked = { judgedRow, payerRegion, isStopping, sink: keep };
  switch (SUBJECT_OF_FORMAT[format]) {
    case "claims":
      return reconcilers.claims(reconcile, {
        ...asked,
        claims: () => picked(ports, feed, claimIn),
        sink: ({ row, findings, claims }) => keep({ row, findings, items: claims.map(judgedClaim) }),
      });
    case "returns":
      return reconcilers.returns(reconcile, { ...asked, items: () => picked(ports, feed, returnIn) });
    case "totals":
      return reconcilers.totals(reconcile, { ...asked, items: () => picked(ports, feed, totalsIn) });
    case "settlements":
      return reconcilers.settlements(reconcile, {
        ...asked,
        items: () => picked(ports, feed, settlementIn),
      });
  }
}

async function keepJudged({ store }: RunPorts, run: Run, judged: JudgedItems): Promise<void> {
  const { items } = judged;
  const findings = judged.findings.filter((each) => !run.ofWhole.has(nameOf(each)));
  const tallies = tallyInstitutions(items, findings, (code) => run.tallies.get(code) ?? noTally(code));
  for (const tally of tallies) run.tallies.set(tally.institutionCode, tally);
  const { summary, judgedCount, findingCount } = run.row;
  run.row = {
    ...run.row,
    judgedRow: Math.max(run.row.judgedRow, judged.row),
    judgedCount: judgedCount + items.length,
    findingCount: findingCount + findings.length,
    summary: {
      ...sumUp(summary, items, findings),
      institutionCount: run.tallies.size,
      statements: [...summary.statements, ...(judged.statements ?? [])].slice(0, STATEMENTS_MAX),
    },
  };
  await store.put({ row: run.row, findings: keptOf({ ...judged, findings }), tallies });
}

function nameOf({ claimId, row, kind, because }: Finding): string {
  return JSON.stringify([claimId, row, kind, because]);
}

function keptOf({ items, findings }: JudgedItems): readonly KeptFinding[] {
  const byRow = new Map(items.map((item) => [item.row, item]));
  return findings.map((finding) => {
    const item = byRow.get(finding.row);
    if (item === undefined) return { ...finding, claim: null };
    const { institutionCode, claimedOn, totalFen, traceCode } = item;
    return { ...finding, claim: { institutionCode, claimedOn, totalFen, traceCode } };
  });
}

async function keepFailure({ store, clock, log }: RunPorts, id: string, error: unknown): Promise<void> {
  const row = await store.reconciliation(id);
  if (row === null) throw error;
  if (isFailure(error)) log.warn({ reconciliation: id, code: error.code }, "feed not reconciled");
  else log.error({ reconciliation: id, err: error }, "reconciling met a bug");
  const failure = isFailure(error)
    ? { code: error.code, facts: error.facts }
    : { code: "internal" as const, facts: {} };
  const failed: ReconciliationRow = { ...row, stage: "failed", failure, endedAtMs: clock.nowMs() };
  await store.put({ row: failed, findings: [], tallies: [] });
}

async function* keptItems({ store, vault }: RunPorts, feed: string): AsyncGenerator<KeptItem> {
  for await (const { sealed } of store.feedRows(feed)) yield* decodeItems(vault.open(sealed));
}

async function* picked<Item>(
  ports: RunPorts,
  feed: string,
  pick: (item: KeptItem) => Item | null,
): AsyncGenerator<Item> {
  for await (const item of keptItems(ports, feed)) {
    const found = pick(item);
    if (found !== null) yield found;
  }
}

const claimIn = (item: KeptItem): FeedClaim | null => (item.is === "claim" ? item.claim : null);
const returnIn = (item: KeptItem): FeedReturn | null => (item.is === "return" ? item.item : null);
const totalsIn = (item: KeptItem): FeedTotals | null => (item.is === "totals" ? item.item : null);
const settlementIn = (item: KeptItem): FeedSettlement | null => (item.is === "settlement" ? item.item : null);
