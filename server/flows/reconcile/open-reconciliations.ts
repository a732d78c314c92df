import { createHash } from "node:crypto";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { fail } from "../../domain/failure.ts";
import { FAILURES } from "../../domain/failure-catalogue.ts";
import type { RegionCode } from "../../domain/ids.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import type { FeedName } from "../../domain/ports.ts";
import type { Principal } from "../../domain/principal.ts";
import type { FeedFault } from "../../domain/reconcile/feed-claim.ts";
import type { FeedFormat, FeedLine } from "../../domain/reconcile/feeds/feed-format.ts";
import type {
  FeedRow,
  FindingFilter,
  NumberedFinding,
  ReconciliationRow,
} from "../../domain/reconcile/reconciliation-store.ts";
import type { ToldFinding } from "../../domain/reconcile/report/told-finding.ts";
import { type InstitutionTally, NO_SUMMARY } from "../../domain/reconcile/summary.ts";
import type { ToldAnchored, ToldAnchors } from "../../domain/reconcile/told-anchors.ts";
import { createTurns } from "../submit/turns.ts";
import { type RunPorts, runReconciliation } from "./run-reconciliation.ts";
import { type FeedPorts, takeFeed } from "./take-feed.ts";
import { anchorsOfFeed, type TellPorts, tellAnchors } from "./tell-anchors.ts";
import { type FindingCases, withCaseNumber, withCaseNumbers } from "./with-case-numbers.ts";

/** Reconciliations of feeds: what is sent is judged to its end, once for each state of the ledger. */
export type Reconciliations = {
  /** Takes the whole feed; resolves when it is kept and its judging is sure to begin. */
  begin(asked: FeedAsked): Promise<ReconciliationRow>;
  read(principal: Principal, id: string): Promise<ReconciliationRow>;
  list(principal: Principal, page: PageRequest): Promise<Page<ReconciliationRow>>;
  findings(
    principal: Principal,
    id: string,
    asked: { readonly filter: FindingFilter; readonly page: PageRequest },
  ): Promise<Page<ToldFinding>>;
  finding(principal: Principal, id: string, ordinal: number): Promise<NumberedFinding | null>;
  faults(principal: Principal, id: string, page: PageRequest): Promise<Page<FeedFault>>;
  /** Everything of it, for a report: it is streamed, for there may be a million findings. */
  whole(principal: Principal, id: string): Promise<WholeReconciliation>;
  /** What institutions anchored of a feed at a block; the feed itself need not be here. */
  anchorsOf(feed: FeedName, block: number): Promise<readonly ToldAnchored[]>;
  /** Throws away what was half sent, and goes on with what was half judged. */
  resume(): Promise<void>;
  /** Judging ends after the part that it is at. */
  stop(): Promise<void>;
  /** Resolves when nothing is being judged. */
  idle(): Promise<void>;
};

export type FeedAsked = {
  readonly principal: Principal;
  readonly format: FeedFormat;
  readonly name: string;
  readonly institutionCode: string | null;
  /** The block to read the ledger at, as another party did; null: where it stands. */
  readonly block: number | null;
  /** Of an auditor: one fund's claims only, as its bureau sees them; null: every fund's. */
  readonly region: RegionCode | null;
  readonly lines: AsyncIterable<FeedLine>;
  readonly sha256: () => string;
};

export type WholeReconciliation = {
  readonly row: ReconciliationRow;
  readonly anchors: ToldAnchors;
  readonly tallies: () => AsyncIterable<InstitutionTally>;
  readonly findings: () => AsyncIterable<ToldFinding>;
};

export type ReconciliationPorts = FeedPorts &
  Omit<RunPorts, "isStopping"> &
  TellPorts & {
    /** Which findings cases are about. */
    readonly cases: FindingCases;
  };

export function openReconciliations(given: ReconciliationPorts): Reconciliations {
  let stopping = false;
  const ports: Ports = { ...given, isStopping: () => stopping };
  const beginnings = createTurns();
  // One at a time: each reads the whole ledger.
  const runs = createTurns();
  const start = (id: string): void => {
    void runs
      .take(() => runReconciliation(ports, id))
      .catch((error: unknown) => {
        ports.log.error({ reconciliation: id, err: error }, "reconciliation not kept");
      });
  };
  const { store } = ports;
  const read = (principal: Principal, id: string): Promise<ReconciliationRow> =>
    readVisible(ports, principal, id);
  return {
    read,
    begin: async (asked) => {
      const { principal, ...sent } = asked;
      requireReached(ports, asked.block);
      const payerRegion = scopeOf(asked);
      const feed = await takeFeed(ports, { ...sent, institution: principal.institution });
      const row = await beginnings.take(() => enter(ports, { ...asked, payerRegion }, feed));
      if (row.stage === "judging" || row.anchoring?.kind === "due") start(row.id);
      return row;
    },
    list: (principal, page) =>
      store.reconciliations(principal.role === "auditor" ? null : principal.institution, page),
    findings: async (principal, id, { filter, page }) => {
      const { rows, next } = await store.findings((await read(principal, id)).id, filter, page);
      return { rows: await Promise.all(rows.map((each) => withCaseNumber(ports.cases, id, each))), next };
    },
    finding: async (principal, id, ordinal) => store.finding((await read(principal, id)).id, ordinal),
    faults: async (principal, id, page) => store.faults((await read(principal, id)).feed, page),
    whole: async (principal, id) => {
      const row = await read(principal, id);
      const anchors = await tellAnchors(ports, row);
      return {
        row,
        anchors,
        tallies: () => store.tallies(id),
        findings: () => withCaseNumbers(ports.cases, id, store.everyFinding(id)),
      };
    },
    anchorsOf: (feed, block) => anchorsOfFeed(ports, feed, block),
    resume: async () => {
      for (const { id } of await store.tornFeeds()) await store.discardFeed(id);
      for (const { id } of await store.unfinished()) start(id);
    },
    stop: async () => {
      stopping = true;
      await runs.take(async () => undefined);
    },
    idle: () => runs.take(async () => undefined),
  };
}

type Ports = ReconciliationPorts & Pick<RunPorts, "isStopping">;

/** An auditor sees every reconciliation, a bureau those it asked for. */
async function readVisible({ store }: Ports, principal: Principal, id: string): Promise<ReconciliationRow> {
  const row = await store.reconciliation(id);
  const isVisible = principal.role === "auditor" || row?.requestedBy === principal.institution;
  return row !== null && isVisible ? row : fail("not-found", { reconciliation: id });
}

/** Refused before a feed of gigabytes is sent for nothing. */
function requireReached({ reader }: Ports, block: number | null): void {
  const head = reader.head()?.block ?? -1;
  if (block !== null && block > head) fail("block-not-reached", { asOfBlock: block, currentBlock: head });
}

/** A bureau is told of claims on its own fund, an auditor of all or of one. */
function scopeOf({ principal, region }: FeedAsked): RegionCode | null {
  if (principal.role !== "bureau") return region;
  const { institution, region: own } = principal;
  if (region === null || region === own) return own;
  return fail("reconciliation-outside-region", {
    bureau: institution,
    scopeRegion: region,
    bureauRegion: own,
  });
}

type Scoped = FeedAsked & { readonly payerRegion: RegionCode | null };

/**
 * The run that a feed asks for: the one that is under way, or that saw the ledger as it is now, or the one
 * that failed, once more; else a new one over the rows that were kept first.
 */
async function enter(ports: Ports, asked: Scoped, feed: FeedRow): Promise<ReconciliationRow> {
  const { store } = ports;
  const { last, run } = await lastRun(ports, asked, feed);
  if (last !== null) await store.discardFeed(feed.id);
  if (last?.stage === "judging") return last;
  if (last?.stage === "done" && (await isOfNow(ports, last))) return keptAgain(ports, last);
  if (last?.stage === "failed") {
    // Begun where the ledger stood: it stands elsewhere now, and whoever sends it again asks about now.
    const begunAt = (await isOfNow(ports, last)) ? last.begunAt : null;
    const row: ReconciliationRow = { ...last, stage: "judging", begunAt, failure: null, endedAtMs: null };
    await store.put({ row, findings: [], tallies: [] });
    return row;
  }
  const kept = last === null ? feed : ((await store.feed(last.feed)) ?? fail("not-found", {}));
  const row = newRow(ports, { asked, feed: kept, run, sha256: feed.sha256 });
  await store.put({ row, findings: [], tallies: [] });
  return row;
}

/**
 * Whether the ledger stands where a run read it. That findings were anchored changes nothing of what they
 * are found in, or every run would be the cause of another one.
 */
async function isOfNow({ reader }: Ports, { block, begunAt }: ReconciliationRow): Promise<boolean> {
  if (block !== null || begunAt === null) return true;
  return reader.view((view) => view.onlyAnchorsSince(begunAt.block));
}

/** What was refused for a reason that may be gone is handed to the ledger once more. */
async function keptAgain({ store }: Ports, last: ReconciliationRow): Promise<ReconciliationRow> {
  const { anchoring } = last;
  const isRefused = anchoring?.kind === "unable" || anchoring?.kind === "refused";
  if (!isRefused || FAILURES[anchoring.code].retry === "never") return last;
  const row: ReconciliationRow = { ...last, anchoring: { kind: "due" } };
  await store.put({ row, findings: [], tallies: [] });
  return row;
}

async function lastRun(
  { store }: Ports,
  asked: Scoped,
  { sha256 }: FeedRow,
): Promise<{ readonly last: ReconciliationRow | null; readonly run: number }> {
  let last: ReconciliationRow | null = null;
  for (let run = 0; ; run += 1) {
    const row = await store.reconciliation(idOf(asked, { sha256, run }));
    if (row === null) return { last, run };
    last = row;
  }
}

function idOf(
  { format, institutionCode, principal, block, payerRegion }: Scoped,
  { sha256, run }: { readonly sha256: string; readonly run: number },
): string {
  const { institution } = principal;
  const named = canonicalJson({ sha256, format, institutionCode, institution, payerRegion, block, run });
  return createHash("sha256").update(named).digest("hex").slice(0, 32);
}

function newRow(
  { clock }: Ports,
  of: {
    readonly asked: Scoped;
    readonly feed: FeedRow;
    readonly run: number;
    readonly sha256: string;
  },
): ReconciliationRow {
  const { asked, feed, run, sha256 } = of;
  const { principal, format, name, institutionCode, block, payerRegion } = asked;
  const { rowCount, itemCount, faultCount, passedOverCount } = feed;
  return {
    id: idOf(asked, { sha256, run }),
    feed: feed.id,
    run,
    name,
    format,
    sha256,
    institutionCode,
    requestedBy: principal.institution,
    payerRegion,
    stage: "judging",
    rowCount,
    itemCount,
    faultCount,
    passedOverCount,
    judgedRow: 0,
    judgedCount: 0,
    findingCount: 0,
    block,
    begunAt: null,
    begunAtMs: null,
    asOf: null,
    digests: null,
    anchoring: null,
    startedAtMs: clock.nowMs(),
    endedAtMs: null,
    failure: null,
    summary: NO_SUMMARY,
  };
}
