import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");
const COMMAND = join(ROOT, "cli/main.ts");
const STOP_MS = 15_000;

/** A server on a ledger of its own, that ends with this process. */
export type FeedServer = {
  readonly url: string;
  readonly dataDir: string;
  stop(): Promise<void>;
};

export async function startFeedServer(dataDir: string): Promise<FeedServer> {
  // Nothing of the caller's settings: a score is of the defaults.
  const env = { CARETRAIL_DATA: dataDir, PORT: "0", NODE_PORT: "0" };
  const child = spawn(process.execPath, [COMMAND, "start", "--no-demo", "--json"], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await urlOf(child);
  return {
    url,
    dataDir,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

/** The server's first line tells its addresses. */
async function urlOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("a server without an output");
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the server ended before it was ready (${String(code)})`);
  });
  // Whoever waits for the first line hears of the end; nobody else needs to.
  void Promise.allSettled([ended]);
  const first = once(createInterface(child.stdout), "line").then(([line]) => String(line));
  const told: { url?: string } = JSON.parse(await Promise.race([first, ended]));
  if (told.url === undefined) throw new Error("the server told no address");
  return told.url;
}

export type Ran = { readonly code: number; readonly seconds: number };

/** Small pages of an import, which a busy machine too has answered before its client gives up. */
const ENV = { CARETRAIL_IMPORT_PAGE_ENTRIES: "1000" };

/** Runs the command to its end; its words go where ours go, or nowhere. */
export async function runCaretrail(args: readonly string[], words: "shown" | "quiet"): Promise<Ran> {
  const startedMs = Date.now();
  const stdout = words === "shown" ? "inherit" : "ignore";
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: ROOT,
    env: ENV,
    stdio: ["ignore", stdout, "inherit"],
  });
  const [code] = await once(child, "exit");
  return { code: typeof code === "number" ? code : 2, seconds: (Date.now() - startedMs) / 1000 };
}

/** Runs another program of the shared folder to its end. */
export async function runNode(file: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : 2;
}
