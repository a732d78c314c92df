import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type BenchResult, runAlone, toFigure } from "./bench.ts";
import { writeFeed } from "./import-feed.ts";

const SALES = 6_000;
const SEED = 20_261_122;
const SET_UP_ENTRIES = 24;
const POLL_MS = 50;
const PROGRAM = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

/**
 * Imports a feed through the command, the API, the outbox and the embedded node into the index, then starts
 * the server again. Set-up (institutions and products, a block for each dependent step) is told apart.
 */
export async function run(): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "caretrail-bench-import-"));
  const feed = join(directory, "feed");
  await writeFeed(feed, { seed: SEED, saleCount: SALES, badEvery: 0 });
  const first = await startServer(directory);
  try {
    const before = await nodeInfo(first);
    const { told, setUpMs, recordMs } = await importFeed(first, { directory, feed });
    const after = await nodeInfo(first);
    await stop(first);
    const second = await startServer(directory);
    const replayed = await nodeInfo(second);
    await stop(second);
    const sold = told.counts.sale.taken;
    const per = (value: number): number => (value / sold) * 10_000;
    return {
      name: "import",
      figures: [
        toFigure({
          figure: "import-sales-a-second",
          value: sold / (recordMs / 1000),
          unit: "sales/s",
          target: 300,
          comparison: ">=",
        }),
      ],
      inputs: { sales: SALES, seed: SEED, regions: 2, institutions: 14, products: 10 },
      raw: {
        counts: { ...told.counts.shipment, sales: sold, returns: told.counts.return.taken },
        refused: told.refusedCount,
        setUpMs,
        recordMs,
        transactions: after.transactions - before.transactions,
        nodeMemoryBytesPerTenThousandSales: Math.round(per(after.memoryBytes - before.memoryBytes)),
        journalBytesPerTenThousandSales: Math.round(per(after.journalBytes - before.journalBytes)),
        restartSecondsPerTenThousandSales: Number(per(replayed.replay.ms / 1000).toFixed(2)),
        replay: replayed.replay,
      },
    };
  } finally {
    first.process.kill("SIGKILL");
    await rm(directory, { recursive: true });
  }
}

type Server = { readonly process: ChildProcess; readonly url: string; readonly nodeUrl: string };

function environment(directory: string): Record<string, string> {
  return { CARETRAIL_DATA: directory, PORT: "0", NODE_PORT: "0" };
}

async function startServer(directory: string): Promise<Server> {
  const child = spawn(process.execPath, [PROGRAM, "start", "--no-demo", "--json"], {
    env: environment(directory),
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, nodeUrl }: { url?: string; nodeUrl?: string } = JSON.parse(line);
    if (url !== undefined && nodeUrl !== undefined) return { process: child, url, nodeUrl };
  }
  throw new Error("the server ended before it took writes");
}

async function stop({ process: child }: Server): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

type Counts = { readonly taken: number; readonly standing: number; readonly refused: number };
type Told = {
  readonly id: string;
  readonly refusedCount: number;
  readonly counts: Readonly<Record<"shipment" | "sale" | "return", Counts>>;
};

async function importFeed(
  server: Server,
  at: { readonly directory: string; readonly feed: string },
): Promise<{ readonly told: Told; readonly setUpMs: number; readonly recordMs: number }> {
  const startedMs = performance.now();
  const cli = spawn(process.execPath, [PROGRAM, "import", at.feed, "--url", server.url, "--json"], {
    env: environment(at.directory),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  createInterface({ input: cli.stdout }).on("line", (line) => lines.push(line));
  const ended = once(cli, "exit").then(() => performance.now());
  const setUpAtMs = await setUpDone(at.directory);
  const endedMs = await ended;
  const [line] = lines;
  if (line === undefined) throw new Error("the import told nothing");
  return { told: JSON.parse(line), setUpMs: setUpAtMs - startedMs, recordMs: endedMs - setUpAtMs };
}

/** When the server's log tells that the last product stands. */
async function setUpDone(directory: string): Promise<number> {
  for (;;) {
    const log = await readFile(join(directory, "server.log"), "utf8");
    if (log.includes(`"phase":"product","next":${SET_UP_ENTRIES}`)) return performance.now();
    await wait(POLL_MS);
  }
}

type NodeInfo = {
  readonly transactions: number;
  readonly memoryBytes: number;
  readonly journalBytes: number;
  readonly replay: { readonly blocks: number; readonly transactions: number; readonly ms: number };
};

async function nodeInfo({ nodeUrl }: Server): Promise<NodeInfo> {
  const response = await fetch(nodeUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "caretrail_nodeInfo", params: [] }),
  });
  const { result }: { result: NodeInfo } = JSON.parse(await response.text());
  return result;
}

if (import.meta.main) await runAlone(run);
