import { type ChildProcess, fork } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { openLogSource } from "../../server/chain/log-source.ts";
import { indexChain } from "../../server/flows/index-chain.ts";
import { openDatabase } from "../../server/store/database.ts";
import { readCursor } from "../../server/store/index-store.ts";
import { indexOf } from "../../server/store/open-index.ts";
import { DATABASES, dump, makeDirectory, TEST_LIMITS } from "../store/support/databases.ts";
import { CONTRACTS } from "../support/contracts.ts";
import { tellStory } from "../support/ledger-story.ts";
import { openLogServer } from "../support/log-server.ts";
import { recordChain } from "../support/recorded-chain.ts";
import { randomFrom } from "./random.ts";

export type IndexKillReport = {
  readonly kills: number;
  /** Kills after which the index stood between the chain's first and last block. */
  readonly killsUnderWay: number;
  readonly passes: number;
  readonly violations: readonly string[];
};

const CHAIN = recordChain(tellStory({ seed: 29, batchCount: 60, packsPerBatch: 40, dispenseCount: 8 }));
const HEAD = CHAIN.length - 1;
const KILL_WITHIN_MS = 250;

/**
 * Kills an indexer over and over, each time at another moment, and holds what it left against an index that
 * was made in one go up to the same block. When it came to the head the next one begins from nothing.
 */
export async function killIndexer(options: {
  readonly mode: "atomic" | "apart";
  readonly kills: number;
  readonly seed: number;
}): Promise<IndexKillReport> {
  const random = randomFrom(options.seed);
  const server = await openLogServer(CHAIN);
  const violations: string[] = [];
  let directory = await makeDirectory();
  let killsUnderWay = 0;
  let passes = 0;
  for (let kill = 0; kill < options.kills; kill += 1) {
    await killOnce([server.url, directory, options.mode], Math.floor(random() * KILL_WITHIN_MS));
    const left = await leftBehind(directory);
    if (left.block > 0 && left.block < HEAD) killsUnderWay += 1;
    if (!isSame(left.rows, await rebuiltAt(left.block, server.url))) {
      violations.push(`kill ${kill}: the index at block ${left.block} is not what a rebuild makes`);
    }
    // A torn index cannot go on; a whole one goes on until it is at the head.
    if (left.block === HEAD || violations.length > 0) {
      passes += 1;
      await rm(directory, { recursive: true });
      directory = await makeDirectory();
    }
  }
  await rm(directory, { recursive: true });
  await server.close();
  return { kills: options.kills, killsUnderWay, passes, violations };
}

/** Ends when the child is dead: killed `afterMs` after it began to index, or done before that. */
async function killOnce(args: readonly string[], afterMs: number): Promise<void> {
  const child = fork(path.join(import.meta.dirname, "index-child.ts"), args, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const dead = new Promise((resolve) => child.once("exit", resolve));
  await Promise.race([message(child), dead]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill("SIGKILL");
  await dead;
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once("message", resolve));
}

async function leftBehind(directory: string): Promise<{ block: number; rows: readonly string[] }> {
  const database = await openDatabase(directory, TEST_LIMITS);
  const block = readCursor(database)?.block ?? -1;
  const rows = await dump(database);
  await database.close();
  return { block, rows };
}

async function rebuiltAt(block: number, url: string): Promise<readonly string[]> {
  if (block === -1) return [];
  const opened = await DATABASES[0]?.open();
  if (opened === undefined) throw new Error("no database");
  const limits = {
    fetchesAhead: 3,
    blocksPerFetchMax: 500,
    bytesPerFetch: 1e6,
    timeoutMs: 10_000,
    responseBytesMax: 2 ** 26,
  };
  const source = openLogSource({ url, contracts: Object.values(CONTRACTS), limits });
  const { store } = indexOf(opened.database);
  await indexChain({ source, store, limits: { eventsPerCommit: 1e6, commitsPerCheckpoint: 1 } }, block);
  source.close();
  const rows = await dump(opened.database);
  await opened.discard();
  return rows;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((row, nth) => row === right[nth]);
}
