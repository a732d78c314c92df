import { fork } from "node:child_process";
import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Level } from "level";
import { openLogSource } from "../server/chain/log-source.ts";
import type { LedgerReader } from "../server/domain/ports.ts";
import { indexChain } from "../server/flows/index-chain.ts";
import { openIndex } from "../server/store/open-index.ts";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import { indexWithEthers } from "./reference/ethers-index.ts";
import { fetchAndParse } from "./reference/fetch-parse.ts";
import { RECORDED_LEDGER, recordedDispense } from "./reference/recorded-node.ts";
import { inTurn, median, timed } from "./timing.ts";

const EVENT_COUNT = 100_000;
const EVENTS_PER_BLOCK = 50;
const BLOCK_COUNT = EVENT_COUNT / EVENTS_PER_BLOCK;
const BLOCKS_PER_RANGE = 25;
const ROUNDS = 5;

const SOURCE_LIMITS = {
  fetchesAhead: 3,
  blocksPerFetchMax: 50,
  bytesPerFetch: 1_000_000,
  timeoutMs: 30_000,
  responseBytesMax: 64 * 2 ** 20,
};
const DATABASE_LIMITS = { cacheBytes: 32 * 2 ** 20, writeBufferBytes: 32 * 2 ** 20 };
const INDEXING_LIMITS = { eventsPerCommit: 4_000, commitsPerCheckpoint: 64 };

/** Cold indexing of 100,000 dispenses from a recorded node, until the last row is on the disk. */
export async function run(): Promise<BenchResult> {
  const node = await startNode();
  const directory = await mkdtemp(path.join(os.tmpdir(), "caretrail-bench-"));
  try {
    let nth = 0;
    const fresh = (): string => {
      nth += 1;
      return path.join(directory, String(nth));
    };
    const first = fresh();
    await oursOnce(node.url, first);
    const [oursMs = [], limitMs = []] = await inTurn(
      [
        () => oursOnce(node.url, fresh()),
        () => timed(() => fetchAndParse(node.url, BLOCK_COUNT, BLOCKS_PER_RANGE)),
      ],
      ROUNDS,
    );
    const { ms: referenceMs, checksum: referenceChecksum } = await referenceOnce(node.url, fresh());
    const checksum = await checksumOfOurs(first);
    if (checksum !== referenceChecksum) throw new Error("the two indexes do not hold the same rows");
    return result({ oursMs, limitMs, referenceMs, checksum });
  } finally {
    node.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

type Measured = {
  readonly oursMs: readonly number[];
  readonly limitMs: readonly number[];
  readonly referenceMs: number;
  readonly checksum: string;
};

function result({ oursMs, limitMs, referenceMs, checksum }: Measured): BenchResult {
  const ours = median(oursMs);
  const limit = median(limitMs);
  console.log(
    `ours ${perSec(ours)}, fetch + JSON.parse ${perSec(limit)}, ethers ${perSec(referenceMs)} events/s`,
  );
  return {
    name: "indexing",
    figures: [
      toFigure({
        figure: "indexing-over-ethers",
        value: referenceMs / ours,
        unit: "x",
        target: 20,
        comparison: ">=",
      }),
      toFigure({
        figure: "indexing-over-fetch-and-parse",
        value: limit / ours,
        unit: "x",
        target: 0.6,
        comparison: ">=",
      }),
    ],
    inputs: {
      events: EVENT_COUNT,
      eventsPerBlock: EVENTS_PER_BLOCK,
      rounds: ROUNDS,
      blocksPerRange: BLOCKS_PER_RANGE,
    },
    raw: { oursMs, fetchAndParseMs: limitMs, ethersMs: referenceMs, checksum },
  };
}

async function oursOnce(url: string, directory: string): Promise<number> {
  const source = openLogSource({ url, contracts: [ledgerAddress()], limits: SOURCE_LIMITS });
  try {
    return await timed(async () => {
      const index = await openIndex(directory, DATABASE_LIMITS);
      await indexChain({ source, store: index.store, limits: INDEXING_LIMITS }, BLOCK_COUNT - 1);
      if (index.store.cursor()?.eventCount !== EVENT_COUNT) throw new Error("not every event was indexed");
      await index.close();
    });
  } finally {
    source.close();
  }
}

async function referenceOnce(url: string, directory: string): Promise<{ ms: number; checksum: string }> {
  let database: Level<string, unknown> | null = null;
  const ms = await timed(async () => {
    const indexed = await indexWithEthers(url, directory, BLOCK_COUNT);
    if (indexed.eventCount !== EVENT_COUNT) throw new Error("not every event was indexed");
    database = indexed.database;
    await database.close();
  });
  return { ms, checksum: await checksumOfReference(directory) };
}

/** Every dispense and pack in one order, so that two stores can be compared by a hash. */
async function checksumOfOurs(directory: string): Promise<string> {
  const index = await openIndex(directory, DATABASE_LIMITS);
  const rows = await index.reader.view((view) => rowsOfOurs(view));
  await index.close();
  return hash("sha256", rows.sort().join("\n"), "hex");
}

async function rowsOfOurs(view: Parameters<Parameters<LedgerReader["view"]>[0]>[0]): Promise<string[]> {
  const rows: string[] = [];
  for (let institution = 100; institution < 140; institution += 1) {
    let after: string | null = null;
    do {
      const page = await view.dispensesOf(institution, { limit: 1_000, after });
      for (const row of page.rows) {
        rows.push(
          `${row.id} ${row.institution} ${row.documentKey} ${row.dispensedAtSec} ${row.personCommitment} ` +
            `${row.operator} ${row.origin.block} ${row.origin.logIndex} ${row.origin.transactionHash}`,
        );
      }
      after = page.next;
    } while (after !== null);
  }
  for (let nth = 0; nth < EVENT_COUNT; nth += 1) {
    const { batch, index } = recordedDispense(nth, EVENTS_PER_BLOCK);
    const pack = await view.pack({ batch: `0x${batch}`, index });
    rows.push(`pack ${batch} ${index} ${pack.isGone} ${pack.dispenses.join(",")}`);
  }
  return rows;
}

async function checksumOfReference(directory: string): Promise<string> {
  const { Level } = await import("level");
  const database = new Level<string, Record<string, unknown>>(directory, { valueEncoding: "json" });
  const rows: string[] = [];
  for await (const [key, row] of database.iterator()) {
    if (key.startsWith("dispense:")) {
      rows.push(
        `${row["id"]} ${row["institution"]} ${row["documentKey"]} ${row["dispensedAtSec"]} ` +
          `${row["personCommitment"]} ${String(row["operator"]).toLowerCase()} ${row["block"]} ` +
          `${row["logIndex"]} ${row["transactionHash"]}`,
      );
    }
    if (key.startsWith("pack:")) {
      const index = Number.parseInt(key.slice(21, 29), 16);
      rows.push(`pack ${key.slice(5, 21)} ${index} ${row["isGone"]} ${String(row["dispenses"])}`);
    }
  }
  await database.close();
  return hash("sha256", rows.sort().join("\n"), "hex");
}

function startNode(): Promise<{ readonly url: string; stop(): void }> {
  const file = path.join(import.meta.dirname, "reference", "recorded-node.ts");
  const child = fork(file, [String(EVENT_COUNT), String(EVENTS_PER_BLOCK)], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", (message) => {
      // The recorded node sends one message: where it listens.
      resolve({ url: (message as { url: string }).url, stop: () => child.disconnect() });
    });
  });
}

function ledgerAddress(): `0x${string}` {
  return `0x${RECORDED_LEDGER.slice(2)}`;
}

function perSec(ms: number): number {
  return Math.round((EVENT_COUNT * 1_000) / ms);
}

if (import.meta.main) await runAlone(run);
