import { type Failure, fail, isFailure } from "../../domain/failure.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { BlockRef, Hex32 } from "../../domain/ids.ts";
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
import { isPassing } from "../submit/failure-kinds.ts";
import { type AnchorPorts, anchorFindings, digestFindings } from "./anchor-findings.ts";
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

export type RunPorts = AnchorPorts & {
  readonly store: ReconciliationStore;
  readonly vault: Pick<Vault, "open">;
  readonly reader: Pick<LedgerReader, "head">;
  /** Null: the chain has no such block. */
  readonly blockHash: (block: number) => Promise<Hex32 | null>;
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
 * Judges a feed to its end, or as far as this server goes before it stops, every part kept as it comes; then
 * has the ledger keep the digest of what was found. That it can not does the findings no harm.
 */
export async function runReconciliation(ports: RunPorts, id: string): Promise<void> {
  await insist(ports, id, {
    work: () => judgeToEnd(ports, id),
    passes: ({ code }) => PASSING.has(code),
    giveUp: (error) => keepFailure(ports, id, error),
  });
  await insist(ports, id, {
    work: async () => {
      const row = await ports.store.reconciliation(id);
      if (row?.stage === "done" && row.anchoring?.kind === "due") await anchorFindings(ports, row);
    },
    passes: isPassing,
    giveUp: async (error) => {
      if (isFailure(error))
        ports.log.warn({ reconciliation: id, code: error.code }, "findings not anchored yet");
      else ports.log.error({ reconciliation: id, err: error }, "anchoring met a bug");
    },
  });
}

async function insist(
  { isStopping, limits, log, pause }: RunPorts,
  id: string,
  on: {
    readonly work: () => Promise<void>;
    /** Whether waiting is the answer. */
    readonly passes: (failure: Failure) => boolean;
    readonly giveUp: (error: unknown) => Promise<void>;
  },
): Promise<void> {
  for (let attempt = 1; !isStopping(); attempt += 1) {
    try {
      await on.work();
      return;
    } catch (error) {
      if (isStopping()) return;
      const isOver = !isFailure(error) || !on.passes(error) || attempt >= limits.attemptsMax;
      if (isOver) {
        await on.giveUp(error);
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
  "clock-behind",
  // An index that is made again has not come so far yet.
  "block-not-reached",
]);

async function judgeToEnd(ports: RunPorts, id: string): Promise<void> {
  const { store, clock, log, isStopping } = ports;
  const row = await store.reconciliation(id);
  if (row?.stage !== "judging") return;
  const run = await openRun(ports, row);
  const end = await judge(ports, run);
  // What is left is judged by the next start.
  if (isStopping()) return;
  const { asOf } = end;
  const { blockHash } = run.begunAt;
  if (asOf.blockHash !== blockHash) {
    fail("chain-replaced", { block: asOf.block, saved: blockHash, served: asOf.blockHash });
  }
  const summary = { ...run.row.summary, couldNotLook: { ...end.couldNotLook } };
  const ended = { ...run.row, asOf, summary, endedAtMs: clock.nowMs() };
  const digests = await digestFindings(ports, ended, end);
  const done: ReconciliationRow = { ...ended, stage: "done", digests, anchoring: { kind: "due" } };
  await store.put({ row: done, findings: [], tallies: [] });
  const { findingCount, judgedCount } = done;
  log.info({ reconciliation: id, judgedCount, findingCount, block: asOf.block }, "feed reconciled");
}

type Run = {
  row: ReconciliationRow;
  readonly begunAt: BlockRef;
  readonly tallies: Map<string, InstitutionTally>;
  /** Findings of the feed as a whole that a stop came after: they are found again, and kept once. */
  readonly ofWhole: ReadonlySet<string>;
};

/**
 * Begins at the block that was asked for, or where the ledger stands; goes on at the block at which it began,
 * however far the ledger has come since: findings of two blocks are not mixed.
 */
async function openRun(ports: RunPorts, row: ReconciliationRow): Promise<Run> {
  const { store, clock } = ports;
  const tallies = new Map<string, InstitutionTally>();
  if (row.begunAt !== null) {
    for await (const tally of store.tallies(row.id)) tallies.set(tally.institutionCode, tally);
    const ofWhole = new Set<string>();
    for await (const kept of store.everyFinding(row.id)) if (kept.claim === null) ofWhole.add(nameOf(kept));
    return { row, begunAt: row.begunAt, tallies, ofWhole };
  }
  const nothing = { judgedRow: 0, judgedCount: 0, findingCount: 0, summary: NO_SUMMARY };
  const begunAt = await blockToRead(ports, row.block);
  const begun = { ...row, ...nothing, begunAt, begunAtMs: clock.nowMs() };
  await store.beginAgain(begun);
  return { row: begun, begunAt, tallies, ofWhole: new Set() };
}

async function blockToRead({ reader, blockHash }: RunPorts, block: number | null): Promise<BlockRef> {
  const head = reader.head() ?? fail("not-ready", { missing: "index" });
  if (block === null || block === head.block) return head;
  const hash = block < head.block ? await blockHash(block) : null;
  if (hash === null) return fail("block-not-reached", { asOfBlock: block, currentBlock: head.block });
  return { block, blockHash: hash };
}

function judge(ports: RunPorts, run: Run): Promise<ReconcileEnd> {
  const { reconcile, reconcilers, isStopping } = ports;
  const { judgedRow, payerRegion, feed, format, block, begunAtMs, startedAtMs } = run.row;
  const keep = (judged: JudgedItems): Promise<void> => keepJudged(ports, run, judged);
  const moment = {
    block: run.begunAt.block,
    begunAtMs: begunAtMs ?? startedAtMs,
    isNamed: block !== null,
  };
  const asked = { judgedRow, payerRegion, moment, isStopping, sink: keep };
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
