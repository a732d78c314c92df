import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../server/config.ts";
import { startServer } from "../../server/main.ts";
import { type AtEnd, startLedger, type TestLedger } from "../chain/support/test-ledger.ts";
import { newDirectory } from "../node/support/test-node.ts";
import { ClaimLoad } from "./claim-kill-load.ts";
import { type NodeProxy, STEPS, type Step, startProxy } from "./claim-kill-proxy.ts";
import { claimViolations } from "./claim-kill-verdict.ts";
import { type ClaimSite, foundClaimSite } from "./claim-site.ts";
import { randomFrom } from "./random.ts";

export type ClaimKillReport = {
  kills: number;
  readonly killedAt: Record<Step, number>;
  acknowledged: number;
  /** Tills that never asked again. */
  abandoned: number;
  standing: number;
  awards: number;
  readonly violations: string[];
};

/**
 * Kills the server at a named step of a receipt with its claim, or at a random moment, starts it again on the
 * same data, and compares what tills were told, what stands on the ledger, and what persons have used up. The
 * node lives through it.
 */
export async function killClaims(options: {
  readonly kills: number;
  readonly seed: number;
  readonly atEnd: AtEnd;
}): Promise<ClaimKillReport> {
  const { kills, seed, atEnd } = options;
  const random = randomFrom(seed);
  const ledger = await startLedger(atEnd);
  const { site, keys } = await prepare(ledger, kills);
  const proxy = await startProxy(ledger.url, { keys, atEnd });
  const env = environment({ CARETRAIL_DATA: ledger.directory, CARETRAIL_RPC_URL: proxy.url });
  const load = new ClaimLoad(site, { nowSec: () => nowSec(ledger), random });
  const killedAt: ClaimKillReport["killedAt"] = { ...NEVER };
  let server = await openServer(env, atEnd);
  for (let nth = 0; nth < kills; nth += 1) {
    // A short run begins elsewhere with every seed, and a long one comes to every step alike.
    const step = STEPS[(nth + seed) % STEPS.length] ?? "at-random";
    await killAt(step, { server, proxy, load, random });
    killedAt[step] += 1;
    server = await openServer(env, atEnd);
  }
  await load.finish(server.url);
  server.process.kill("SIGTERM");
  await once(server.process, "exit");
  const verdict = await claimViolations({ ledger, load, keys });
  return {
    kills,
    killedAt,
    acknowledged: load.acknowledged.size,
    abandoned: load.abandonedCount,
    ...verdict,
  };
}

const NEVER: ClaimKillReport["killedAt"] = {
  "before-acceptance": 0,
  "after-acceptance": 0,
  "before-send": 0,
  "after-send": 0,
  "before-index": 0,
  "at-random": 0,
};
const PHARMACIES = 2;
/** So few that each claims again and again, and comes to the cap of its year. */
const PERSONS = 12;
const CAP_FEN = "20000";
const PACKS_PER_KILL = 30;
const DELAY_BEFORE_KILL_MS_MAX = 400;
const PROGRAM = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

type Environment = Readonly<Record<string, string>>;

function environment(given: Environment): Environment {
  return {
    CARETRAIL_RECEIPT_POLL_MS: "10",
    CARETRAIL_RESEND_MS: "100",
    CARETRAIL_HEAD_POLL_MS: "20",
    CARETRAIL_INSTITUTION_PER_SEC_MAX: "100000",
    CARETRAIL_INSTITUTION_BURST_MAX: "1000000",
    NODE_COMPILE_CACHE: newDirectory(),
    PORT: "0",
    ...given,
  };
}

function nowSec({ clock }: Pick<TestLedger, "clock">): number {
  return Math.floor(clock.nowMs() / 1_000);
}

/** The consortium, and the keys that sign receipts. */
async function prepare(
  ledger: TestLedger,
  kills: number,
): Promise<{ readonly site: ClaimSite; readonly keys: ReadonlySet<string> }> {
  const given = { CARETRAIL_DATA: ledger.directory, CARETRAIL_RPC_URL: ledger.url, PORT: "0" };
  const config = parseConfig({ ...given, CARETRAIL_RECEIPT_POLL_MS: "10", CARETRAIL_HEAD_POLL_MS: "20" });
  const beginning = { pastTimes: "none", genesisTimeSec: nowSec(ledger) } as const;
  const server = await startServer(config, beginning, () => undefined);
  await server.opened;
  const site = await foundClaimSite(server, {
    pharmacyCount: PHARMACIES,
    packsPerPharmacy: Math.ceil((PACKS_PER_KILL * (kills + 1)) / PHARMACIES),
    personCount: PERSONS,
    nowSec: nowSec(ledger),
    capFen: CAP_FEN,
    automaticFenMax: null,
  });
  const shops = site.pharmacies.map(({ institution }) => institution);
  const keys = shops.map((institution) => server.data.keyring.keyFor(institution, "operator").toLowerCase());
  await server.stop();
  return { site, keys: new Set(keys) };
}

async function killAt(
  step: Step,
  on: {
    readonly server: StartedServer;
    readonly proxy: NodeProxy;
    readonly load: ClaimLoad;
    readonly random: () => number;
  },
): Promise<void> {
  const { server, proxy, load, random } = on;
  // The first receipts run through, so that there is something behind and something before the one that is
  // cut off.
  const running = load.run(server.url);
  await Promise.race([running.acknowledged, running.ended]);
  await wait(random() * DELAY_BEFORE_KILL_MS_MAX);
  const reached = proxy.arm(step);
  if (step === "after-acceptance") await nextAcknowledged(load);
  else if (step !== "at-random") await reached;
  server.process.kill("SIGKILL");
  await once(server.process, "exit");
  await running.ended;
  proxy.disarm();
}

/** Until one receipt more was accepted, whose transaction does not reach the node. */
async function nextAcknowledged(load: ClaimLoad): Promise<void> {
  const before = load.acknowledged.size;
  while (load.acknowledged.size === before) await wait(POLL_MS);
}

const POLL_MS = 1;

type StartedServer = { readonly process: ChildProcess; readonly url: string };

/** Resolves when the server takes writes. */
async function openServer(env: Environment, atEnd: AtEnd): Promise<StartedServer> {
  const child = spawn(process.execPath, [PROGRAM, "start", "--no-demo", "--json"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  atEnd(async () => {
    child.kill("SIGKILL");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url }: { readonly url?: string } = JSON.parse(line);
    if (url !== undefined) return { process: child, url };
  }
  throw new Error("the server ended before it took writes");
}
