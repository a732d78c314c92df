import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseConfig } from "../server/config.ts";
import { startServer } from "../server/main.ts";
import { type ClaimSite, foundClaimSite, REGION } from "../test/chaos/claim-site.ts";
import { type BenchResult, type Json, printTable, runAlone, toFigure } from "./bench.ts";
import { type Decided, decidedOf } from "./claims-decided.ts";
import { type Offered, offerClaims } from "./claims-offer.ts";
import { type ServerProcess, startServerIn } from "./server-process.ts";

const CLAIMS_PER_SEC = 50;
const WARM_UP_SEC = 10;
const MEASURED_SEC = 60;
const PHARMACIES = 10;
const PERSONS = 4_000;
const SEED = 20_261_122;
/** How long after the last claim its decision is waited for. */
const DRAIN_MS = 120_000;
/** How finely the decision's moment is seen: what lies between is counted as latency. */
const POLL_MS = 100;
/** A server that takes longer to say how it stands is measured no further. */
const STATUS_MS = 20_000;

/**
 * Receipts with claims of distinct persons come in over HTTP at a rate that waits for nobody; the automatic
 * adjudicator decides them on an embedded node with blocks of a second.
 */
export async function run(): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "caretrail-bench-claims-"));
  try {
    const site = await prepare(directory);
    const loadBefore = loadavg();
    const { offered, seenAtMs } = await underLoad(await startServerIn(directory), site);
    const decided = await decidedOf(directory, { offered, seenAtMs, region: REGION });
    return resultOf(offered, decided, { loadBefore, loadAfter: loadavg() });
  } finally {
    await rm(directory, { recursive: true });
  }
}

type Run = { readonly offered: Offered; readonly seenAtMs: ReadonlyMap<number, number> };

/** Offers the claims, waits until all are decided, and stops the server, however it went. */
async function underLoad(server: ServerProcess, site: ClaimSite): Promise<Run> {
  try {
    const heads = watchHeads(server);
    const offered = await offerClaims(server.url, site, {
      perSec: CLAIMS_PER_SEC,
      durationSec: WARM_UP_SEC + MEASURED_SEC,
      seed: SEED,
    });
    await drained(server, site);
    await heads.stop();
    return { offered, seenAtMs: heads.seenAtMs };
  } finally {
    const ended = once(server.process, "exit");
    if (server.process.kill("SIGTERM")) await ended;
  }
}

async function prepare(directory: string): Promise<ClaimSite> {
  const nowSec = Math.floor(Date.now() / 1_000);
  const config = parseConfig({ CARETRAIL_DATA: directory, PORT: "0", NODE_PORT: "0" });
  const server = await startServer(config, { pastTimes: "none", genesisTimeSec: nowSec }, () => undefined);
  await server.opened;
  const site = await foundClaimSite(server, {
    pharmacyCount: PHARMACIES,
    packsPerPharmacy: (CLAIMS_PER_SEC * (WARM_UP_SEC + MEASURED_SEC)) / PHARMACIES,
    personCount: PERSONS,
    nowSec,
    capFen: null,
    automaticFenMax: null,
  });
  await server.stop();
  return site;
}

type Heads = { readonly seenAtMs: ReadonlyMap<number, number>; stop(): Promise<void> };

/** When each block was first seen in the index, from outside. */
function watchHeads(server: ServerProcess): Heads {
  const seenAtMs = new Map<number, number>();
  let isStopped = false;
  let last = -1;
  const watching = (async () => {
    while (!isStopped) {
      const { index } = await statusOf(server);
      const head = index.head?.block ?? -1;
      for (let block = last + 1; block <= head; block += 1) seenAtMs.set(block, Date.now());
      last = Math.max(last, head);
      await wait(POLL_MS);
    }
  })();
  // Whoever stops the watch is told why it ended before.
  watching.catch(() => undefined);
  return {
    seenAtMs,
    async stop() {
      isStopped = true;
      await watching;
    },
  };
}

/** Until the bureau's queue is empty; throws when it is not in time. */
async function drained(server: ServerProcess, { clerk }: ClaimSite): Promise<void> {
  const untilMs = Date.now() + DRAIN_MS;
  let left = "";
  while (Date.now() < untilMs) {
    const waiting = await waitingIn(server, clerk.token);
    const { unfinishedCommands } = await statusOf(server);
    if (waiting === 0 && unfinishedCommands === 0) return;
    left = `${waiting} claims and ${unfinishedCommands} commands`;
    await wait(POLL_MS * 10);
  }
  throw new Error(`not drained: ${left} were left ${DRAIN_MS / 1_000} s after the last claim`);
}

async function waitingIn(server: ServerProcess, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const { counts }: Queue = JSON.parse(await readText(`${server.url}/v1/claims/queue`, headers));
  return counts.find(({ state }) => state === "submitted")?.count ?? 0;
}

type Queue = { readonly counts: readonly { readonly state: string; readonly count: number }[] };

async function statusOf(server: ServerProcess): Promise<Status> {
  return JSON.parse(await readText(`${server.url}/v1/status`, {}));
}

type Status = {
  readonly unfinishedCommands: number;
  readonly index: { readonly head: { readonly block: number } | null };
};

async function readText(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(STATUS_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}

type Loads = { readonly loadBefore: readonly number[]; readonly loadAfter: readonly number[] };

function resultOf(offered: Offered, decided: readonly Decided[], loads: Loads): BenchResult {
  const measured = decided.filter(({ offeredAtMs }) => offeredAtMs >= offered.startMs + WARM_UP_SEC * 1_000);
  const expected = CLAIMS_PER_SEC * MEASURED_SEC;
  const ended = measured.flatMap((each) => (each.ended === null ? [] : [{ ...each, ...each.ended }]));
  const spans = {
    "accepted to the decision in the index": ended.map((each) => each.seenAtMs - each.acceptedAtMs),
    "accepted to the decision's block (its time)": ended.map((each) => each.decidedAtMs - each.acceptedAtMs),
    "accepted to the claim's block (its time)": ended.map((each) => each.submittedAtMs - each.acceptedAtMs),
    "of it waiting for blocks, at least": ended.map((each) => each.blockWaitMs),
    "sent to accepted": offered.answerMs,
    "planned to sent": offered.lateMs,
  };
  const told = Object.fromEntries(Object.entries(spans).map(([name, ms]) => [name, percentilesSec(ms)]));
  printTable([
    ["seconds", "p50", "p95", "p99", "max"],
    ...Object.entries(told).map(([name, { p50, p95, p99, max }]) => [
      name,
      ...[p50, p95, p99, max].map((sec) => sec.toFixed(2)),
    ]),
  ]);
  const decidedCount = ended.length;
  const headline = told["accepted to the decision in the index"];
  const p99 = decidedCount === expected && headline !== undefined ? headline.p99 : Number.POSITIVE_INFINITY;
  return {
    name: "claims-latency",
    figures: [
      toFigure({
        figure: "claims-latency-p99-seconds",
        value: p99,
        unit: "s",
        target: 10,
        comparison: "<=",
      }),
    ],
    inputs: {
      claimsPerSec: CLAIMS_PER_SEC,
      warmUpSec: WARM_UP_SEC,
      measuredSec: MEASURED_SEC,
      pharmacies: PHARMACIES,
      persons: PERSONS,
      seed: SEED,
      settings: "defaults: no rate limit was raised",
    },
    raw: {
      expected,
      decidedCount,
      approvedCount: ended.filter(({ verdict }) => verdict === "approved").length,
      notTaken: offered.refused,
      spansSec: told,
      decisionsAfterBlocks: histogram(ended.map((each) => each.blocksBetween)),
      loadAverageBefore: loads.loadBefore,
      loadAverageAfter: loads.loadAfter,
    },
  };
}

type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };

function percentilesSec(ms: readonly number[]): Percentiles {
  const sorted = [...ms].sort((left, right) => left - right);
  const at = (share: number): number => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN) / 1_000;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function histogram(values: readonly number[]): { readonly [value: string]: Json } {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

if (import.meta.main) await runAlone(run);
