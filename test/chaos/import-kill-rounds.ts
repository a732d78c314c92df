import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { writeFeed } from "../../bench/import-feed.ts";
import type { AtEnd } from "../chain/support/test-ledger.ts";
import { newDirectory } from "../node/support/test-node.ts";
import { toldEvents } from "./import-verdict.ts";
import { randomFrom } from "./random.ts";

export type ImportReport = {
  kills: number;
  readonly killed: Record<Victim, number>;
  /** Kills that fell while the commands of a window were on their way. */
  killsUnderWay: number;
  readonly undisturbed: ImportOutcome;
  readonly disturbed: ImportOutcome;
};

export type ImportOutcome = {
  /** Every event by its content, sorted: blocks and times, and what is drawn at random, left out. */
  readonly events: readonly string[];
  /** The same in the order of the ledger, by the institution that they are of. */
  readonly byInstitution: Readonly<Record<string, readonly string[]>>;
  /** Refused lines: file, line and code. */
  readonly refused: readonly string[];
};

const VICTIMS = ["cli", "server", "node"] as const;
type Victim = (typeof VICTIMS)[number];

/**
 * Imports a feed twice onto the same empty ledger: once undisturbed, once with kill -9 of one of the three
 * processes at random moments.
 */
export async function killImport(options: {
  readonly kills: number;
  readonly seed: number;
  readonly atEnd: AtEnd;
}): Promise<ImportReport> {
  const random = randomFrom(options.seed);
  const feed = newDirectory();
  await writeFeed(feed, {
    seed: options.seed,
    saleCount: SALES + options.kills * SALES_PER_KILL,
    badEvery: 20,
  });
  const [first, second, compiled] = [newDirectory(), newDirectory(), newDirectory()];
  const site = (directory: string): Site => ({ directory, feed, compiled, atEnd: options.atEnd });
  // Both begin with the same secrets, so that what is keyed by them is the same.
  await stop(await startServer(site(first)));
  await cp(first, second, { recursive: true });

  const undisturbed = await importCalmly(site(first));
  const report = { kills: 0, killed: { cli: 0, server: 0, node: 0 }, killsUnderWay: 0 };
  const running: Running = { site: site(second), server: await startServer(site(second)), cli: null };
  for (; report.kills < options.kills; report.kills += 1) {
    running.cli ??= startCli(running.site, running.server.url);
    await nextWindow(running);
    await wait(random() * DELAY_BEFORE_KILL_MS_MAX);
    const victim = VICTIMS[report.kills % VICTIMS.length] ?? "cli";
    report.killed[victim] += 1;
    if ((await windowsIn(running.site)).isUnderWay) report.killsUnderWay += 1;
    await kill(running, victim);
  }
  const disturbed = await finish(running);
  await stop(running.server);
  return { ...report, undisturbed, disturbed };
}

const SALES = 240;
/** So that there is still something to import when the last kill comes. */
const SALES_PER_KILL = 40;
const DELAY_BEFORE_KILL_MS_MAX = 700;
const POLL_MS = 10;
const PROGRAM = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

type Site = {
  readonly directory: string;
  readonly feed: string;
  readonly compiled: string;
  readonly atEnd: AtEnd;
};
type Server = { readonly process: ChildProcess; readonly url: string; readonly nodeUrl: string };
type Running = { readonly site: Site; server: Server; cli: ChildProcess | null };

async function importCalmly(of: Site): Promise<ImportOutcome> {
  const server = await startServer(of);
  const outcome = await finish({ site: of, server, cli: null });
  await stop(server);
  return outcome;
}

/** Until the server says that it sends what another window holds; or the command has nothing more to send. */
async function nextWindow({ site, cli }: Running): Promise<void> {
  const { planned } = await windowsIn(site);
  while (cli !== null && isRunning(cli)) {
    if ((await windowsIn(site)).planned > planned) return;
    await wait(POLL_MS);
  }
}

async function windowsIn({
  directory,
}: Site): Promise<{ readonly planned: number; readonly isUnderWay: boolean }> {
  const log = await readFile(`${directory}/server.log`, "utf8");
  const planned = log.split('"msg":"window planned"').length;
  const isUnderWay = log.lastIndexOf('"window planned"') > log.lastIndexOf('"entries imported"');
  return { planned, isUnderWay };
}

async function kill(running: Running, victim: Victim): Promise<void> {
  const { server, cli } = running;
  if (victim === "node") {
    const [node] = await childrenOf(server.process);
    // The supervisor starts it again; a kill while it does finds none.
    if (node !== undefined) process.kill(node, "SIGKILL");
    return;
  }
  const child = victim === "cli" ? cli : server.process;
  if (child !== null && isRunning(child)) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  if (victim === "server") {
    if (cli !== null && isRunning(cli)) {
      cli.kill("SIGKILL");
      await once(cli, "exit");
    }
    running.server = await startServer(running.site);
  }
  running.cli = null;
}

/** Runs the command until it says that all was seen to its end, and reads what then stands. */
async function finish(running: Running): Promise<ImportOutcome> {
  for (;;) {
    const cli = running.cli ?? startCli(running.site, running.server.url);
    running.cli = null;
    if (isRunning(cli)) await once(cli, "exit");
    if (cli.exitCode === 1 || cli.exitCode === 0) break;
  }
  const { events, byInstitution } = await toldEvents(running.server.nodeUrl);
  return { events, byInstitution, refused: await refusedLines(running.site.directory) };
}

async function refusedLines(directory: string): Promise<readonly string[]> {
  const name = (await readdir(directory)).find((each) => each.endsWith("-refused.json"));
  if (name === undefined) throw new Error("no report was written");
  const { refused }: { refused: { file: string; line: number; code: string }[] } = JSON.parse(
    await readFile(`${directory}/${name}`, "utf8"),
  );
  return refused.map(({ file, line, code }) => `${file}:${line} ${code}`);
}

function environment({ directory, compiled }: Site): Record<string, string> {
  return {
    CARETRAIL_DATA: directory,
    CARETRAIL_IMPORT_PAGE_ENTRIES: "80",
    CARETRAIL_INDEX_RETRY_MS: "50",
    CARETRAIL_RESEND_MS: "200",
    CARETRAIL_HEAD_POLL_MS: "20",
    NODE_COMPILE_CACHE: compiled,
    NODE_PORT: "0",
    PORT: "0",
  };
}

function startCli(site: Site, url: string): ChildProcess {
  const cli = spawn(process.execPath, [PROGRAM, "import", site.feed, "--url", url, "--json"], {
    env: environment(site),
    stdio: ["ignore", "ignore", "inherit"],
  });
  site.atEnd(async () => {
    cli.kill("SIGKILL");
  });
  return cli;
}

async function startServer(site: Site): Promise<Server> {
  const child = spawn(process.execPath, [PROGRAM, "start", "--no-demo", "--json"], {
    env: environment(site),
    stdio: ["ignore", "pipe", "inherit"],
  });
  site.atEnd(async () => {
    const children = isRunning(child) ? await childrenOf(child) : [];
    child.kill("SIGKILL");
    for (const each of children) process.kill(each, "SIGKILL");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, nodeUrl }: { readonly url?: string; readonly nodeUrl?: string } = JSON.parse(line);
    if (url !== undefined && nodeUrl !== undefined) return { process: child, url, nodeUrl };
  }
  throw new Error("the server ended before it took writes");
}

async function stop({ process: child }: Server): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function childrenOf({ pid }: ChildProcess): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim().split(" ").filter(Boolean).map(Number);
}
