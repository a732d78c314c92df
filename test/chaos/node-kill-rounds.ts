import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { counterAddress, counterInterface } from "../node/support/fixture-ledger.ts";
import { ForkedNode } from "../node/support/forked-node.ts";
import type { RpcClient } from "../node/support/rpc-client.ts";
import { newDirectory, START_SEC } from "../node/support/test-node.ts";
import { NodeLoad } from "./node-load.ts";

/**
 * Kills a node at random moments under load, starts it again on the same journal, and compares what clients
 * knew with what is there. Four of five journals are built with past times, where blocks follow each other
 * without pause; the fifth is live, at one block a second.
 */
export async function killRounds(options: {
  readonly program: string;
  readonly kills: number;
  readonly seed: number;
}): Promise<KillReport> {
  const random = randomFrom(options.seed);
  const report: KillReport = { ...EMPTY, violations: [] };
  const cacheDir = newDirectory();
  for (let journal = 0; report.kills < options.kills && report.violations.length === 0; journal += 1) {
    const settings = { ...(journal % 5 === 4 ? LIVE : BUILT), compileCacheDir: cacheDir };
    const left = Math.min(KILLS_PER_JOURNAL, options.kills - report.kills);
    await killOneJournal({ ...options, settings, kills: left, random, report });
  }
  return report;
}

export type KillReport = {
  kills: number;
  /** Kills with a transaction acknowledged in the last 100 ms and another one under way. */
  killsUnderLoad: number;
  acknowledged: number;
  blocksCompared: number;
  tornTailsCut: number;
  readonly violations: string[];
};

const EMPTY = { kills: 0, killsUnderLoad: 0, acknowledged: 0, blocksCompared: 0, tornTailsCut: 0 };
const KILLS_PER_JOURNAL = 10;
const ACKNOWLEDGED_BEFORE_KILL_MAX = 12;
const DELAY_BEFORE_KILL_MS_MAX = 12;
const DEMO_GENESIS_SEC = START_SEC - 365 * 86_400;
// No key of this test is to be held back by its rate.
const LIVE = { ratePerKeySec: 100_000, burstPerKey: 1_000_000 };
const BUILT = { ...LIVE, pastTimes: "demo", genesisTimeSec: DEMO_GENESIS_SEC };

type JournalRun = {
  readonly program: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly kills: number;
  readonly random: () => number;
  readonly report: KillReport;
};

async function killOneJournal(run: JournalRun): Promise<void> {
  const directory = newDirectory();
  const load = new NodeLoad();
  const { report } = run;
  for (let kill = 0; kill <= run.kills; kill += 1) {
    const node = new ForkedNode(directory, run.settings, run.program);
    const rpc = await node.ready();
    report.tornTailsCut += (await node.message("ready")).cutBytes > 0 ? 1 : 0;
    report.blocksCompared += await compare(rpc, load, report.violations);
    if (kill === run.kills || report.violations.length > 0) {
      await node.kill("SIGKILL");
      break;
    }
    if (run.settings["pastTimes"] === "demo") {
      node.tell({ type: "build-time", timeSec: DEMO_GENESIS_SEC + 1 });
      await node.message("build-time-set");
    }
    if (kill === 0) await load.layFoundations(rpc);
    const running = load.start(rpc);
    await untilTheMoment(load, run.random);
    if (performance.now() - load.lastAcknowledgedMs <= 100 && load.inFlight > 0) report.killsUnderLoad += 1;
    report.kills += 1;
    await node.kill("SIGKILL");
    await running;
  }
  report.acknowledged += load.acknowledged.size;
}

/**
 * After some acknowledged transactions and a few milliseconds more: anywhere in mining, writing or answering.
 */
async function untilTheMoment(load: NodeLoad, random: () => number): Promise<void> {
  const wanted = 1 + Math.floor(random() * ACKNOWLEDGED_BEFORE_KILL_MAX);
  const delayMs = random() * DELAY_BEFORE_KILL_MS_MAX;
  while (load.acknowledgedNow < wanted && load.refusals.length === 0) await wait(1);
  await wait(delayMs);
}

/** What clients knew against what the node holds now; answers how many blocks were compared. */
async function compare(rpc: RpcClient, load: NodeLoad, violations: string[]): Promise<number> {
  const head = await rpc.number("eth_blockNumber");
  const places = new Map<string, number>();
  const hashes = new Map<number, string>();
  for (let number = 0; number <= head; number += 1) {
    const block = await rpc.fields("eth_getBlockByNumber", [`0x${number.toString(16)}`, false]);
    hashes.set(number, String(block["hash"]));
    for (const hash of [block["transactions"]].flat().map(String)) {
      if (places.has(hash)) violations.push(`twice: ${hash} in ${places.get(hash)} and ${number}`);
      places.set(hash, number);
    }
  }
  for (const hash of load.acknowledged) if (!places.has(hash)) violations.push(`lost: ${hash}`);
  for (const [number, hash] of load.shown) {
    if (hashes.get(number) !== hash) violations.push(`block ${number} was ${hash}, is ${hashes.get(number)}`);
  }
  for (const code of load.refusals) violations.push(`refused: ${code}`);
  if (load.hasCounted) await compareTotal(rpc, { places, violations });
  // From now on these blocks have been shown, too.
  for (const [number, hash] of hashes) load.shown.set(number, hash);
  return head;
}

/** Every transaction counted once: the contract's own total agrees with the blocks. */
async function compareTotal(
  rpc: RpcClient,
  found: { readonly places: ReadonlyMap<string, number>; readonly violations: string[] },
): Promise<void> {
  const data = counterInterface.encodeFunctionData("total");
  const total = await rpc.number("eth_call", [{ to: counterAddress, data }, "latest"]);
  const counted = found.places.size - NodeLoad.foundationCount;
  if (total !== counted) found.violations.push(`the contract counted ${total}, the blocks hold ${counted}`);
}

/** Mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
