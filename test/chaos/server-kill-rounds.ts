import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../server/config.ts";
import { apiKeyHash } from "../../server/http/authenticate.ts";
import { makeApiKey } from "../../server/vault/api-key.ts";
import { openData } from "../../server/wire-data.ts";
import {
  type AtEnd,
  addBureau,
  type Member,
  startLedger,
  type TestLedger,
} from "../chain/support/test-ledger.ts";
import { newDirectory } from "../node/support/test-node.ts";
import { violationsOf } from "./outbox-verdict.ts";
import { randomFrom } from "./random.ts";
import { ServerLoad } from "./server-load.ts";

export type ServerReport = {
  kills: number;
  /** Kills with a command acknowledged in the last 100 ms and another one under way. */
  killsUnderLoad: number;
  acknowledged: number;
  readonly violations: string[];
};

/**
 * Kills the whole server (API, outbox, index) at random moments while clients write over HTTP, starts it
 * again on the same data, and compares what clients were told with what stands on the ledger. The node lives
 * through it: its own kills have a test of their own.
 */
export async function killServer(options: {
  readonly kills: number;
  readonly seed: number;
  readonly atEnd: AtEnd;
}): Promise<ServerReport> {
  const random = randomFrom(options.seed);
  const ledger = await startLedger(options.atEnd);
  const bureau = await addBureau(ledger);
  const firstNonce = await ledger.ledger.minedNonce(bureau.adminKey);
  const token = await giveApiKey(ledger, bureau);
  const env = environment(ledger, newDirectory());
  const startServer = () => openServer(env, options.atEnd);
  const load = new ServerLoad({ token, institution: bureau.institution });
  const report: ServerReport = { kills: 0, killsUnderLoad: 0, acknowledged: 0, violations: [] };

  // A start that ends by itself leaves the compiled program behind for all that are killed.
  await stopServer(await startServer());
  for (; report.kills < options.kills; report.kills += 1) {
    const server = await startServer();
    const running = load.run(server.url, 1 + Math.floor(random() * ACKNOWLEDGED_BEFORE_KILL_MAX));
    // Clients end only with the server: one that ends before has something to say.
    await Promise.race([running.enough, running.ended]);
    await wait(random() * DELAY_BEFORE_KILL_MS_MAX);
    if (load.isUnderLoad()) report.killsUnderLoad += 1;
    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    await running.ended;
  }
  const server = await startServer();
  await load.finish(server.url);
  await stopServer(server);
  const acknowledged = load.acknowledgedDocuments();
  report.acknowledged = acknowledged.size;
  report.violations.push(...(await violationsOf({ ledger, bureau, firstNonce, acknowledged })));
  return report;
}

const ACKNOWLEDGED_BEFORE_KILL_MAX = 12;
const DELAY_BEFORE_KILL_MS_MAX = 10;
const PROGRAM = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

type Environment = Readonly<Record<string, string>>;

function environment(ledger: TestLedger, cacheDir: string): Environment {
  return {
    CARETRAIL_DATA: ledger.directory,
    CARETRAIL_RPC_URL: ledger.url,
    CARETRAIL_RECEIPT_POLL_MS: "10",
    CARETRAIL_RESEND_MS: "100",
    CARETRAIL_HEAD_POLL_MS: "20",
    CARETRAIL_INSTITUTION_PER_SEC_MAX: "100000",
    CARETRAIL_INSTITUTION_BURST_MAX: "1000000",
    NODE_COMPILE_CACHE: cacheDir,
    PORT: "0",
  };
}

async function giveApiKey(ledger: TestLedger, bureau: Member): Promise<string> {
  const token = makeApiKey();
  const data = await openData(parseConfig({ CARETRAIL_DATA: ledger.directory }));
  await data.intents.putApiKey({
    hash: apiKeyHash(token),
    name: "bureau",
    institution: bureau.institution,
    roles: ["bureau"],
    region: 330_500,
    createdAtMs: 1,
    revokedAtMs: null,
  });
  await data.close();
  return token;
}

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

async function stopServer({ process: child }: StartedServer): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}
