import { existsSync } from "node:fs";
import { join } from "node:path";
import cliProgress from "cli-progress";
import type { Config } from "../server/config.ts";
import { isFailure } from "../server/domain/failure.ts";
import { FAILURES } from "../server/domain/failure-catalogue.ts";
import type { ReconciliationRow } from "../server/domain/reconcile/reconciliation-store.ts";
import { type RunningServer, startServer } from "../server/main.ts";
import { NodeNotRunning } from "../server/node/supervisor.ts";
import {
  type DemoStands,
  demoBeginning,
  demoReconciliation,
  demoStands,
  loadDemoInto,
  storyCode,
  writeFirstCredentials,
} from "../server/wire-demo.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";

export type StartOptions = { readonly demo: "load" | "none"; readonly output: Output };

/** Runs the server until it is told to stop, or can not go on. */
export async function start(config: Config, options: StartOptions): Promise<void> {
  const say = (line: string): void => {
    if (options.output === "words") process.stdout.write(`${line}\n`);
  };
  const nowSec = Math.floor(Date.now() / 1000);
  const beginning =
    options.demo === "load" && config.rpcUrl === ""
      ? demoBeginning(nowSec, config.zoneOffsetMin)
      : { pastTimes: "none" as const, genesisTimeSec: nowSec };
  const server = await startServer(config, beginning, (step) => say(`· ${step}`)).catch(complain);
  const stopped = stopOnSignals(server, config.stopTimeoutMs, say);
  try {
    await Promise.race([prepare(server, options, say), server.failed, stopped]);
  } catch (error) {
    await server.stop();
    complain(error);
  }
  await Promise.race([stopped, server.failed.catch(complain)]);
}

async function prepare(
  server: RunningServer,
  options: StartOptions,
  say: (line: string) => void,
): Promise<void> {
  await server.opened;
  const stands = await demoStands(server.data);
  if (stands === "to-load" && options.demo === "none") {
    say("· leaving the demo that was begun as far as it is");
    await server.node?.endBuild();
  } else if (stands === "to-load") {
    say("· loading the demo consortium");
    const bar = progressBar(options.output);
    await loadDemoInto(server, bar).finally(bar.stop);
  }
  const credentials = await credentialsOf(server, stands);
  const code = await storyCode(server.data);
  const reconciled = await demoReconciliation(server.data);
  if (options.output === "json") {
    process.stdout.write(
      `${JSON.stringify({ url: server.url, nodeUrl: server.nodeUrl, credentials, storyCode: code })}\n`,
    );
    return;
  }
  say("");
  say(`  Page and API   ${server.url}        (reference: ${server.url}/docs)`);
  const kind =
    server.node === null ? "" : "   embedded: a single operator, integrity by replay, not consensus";
  say(`  Ledger node    ${server.nodeUrl}${kind}`);
  say(`  Credentials    ${credentials}`);
  if (reconciled !== null) {
    say(`  Reconciled     ${server.url}/reconciliations        (${tallyOf(reconciled)})`);
  }
  if (code !== null) say(`  Try            npm run caretrail -- trace ${code}`);
  say("");
  say("Ready. Ctrl-C stops.");
}

/** `457 claims, 12 with violations, 9 to be looked at`; where it failed, why. */
function tallyOf({ stage, failure, itemCount, summary }: ReconciliationRow): string {
  const { violatingCount, suspectCount } = summary;
  if (stage === "done")
    return `${itemCount} claims, ${violatingCount} with violations, ${suspectCount} to be looked at`;
  return failure === null ? stage : `${stage}: ${failure.code}`;
}

async function credentialsOf(server: RunningServer, stands: DemoStands): Promise<string> {
  const demo = join(server.data.directory, "demo-credentials.json");
  if (stands !== "never" || existsSync(demo)) return demo;
  const file = join(server.data.directory, "consortium-credentials.json");
  if (!existsSync(file)) await writeFirstCredentials(server.data);
  return file;
}

function progressBar(output: Output): { start(total: number): void; step(): void; stop(): void } {
  if (output === "json") return { start: () => undefined, step: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    {
      format: "  {bar} {percentage}% · {value}/{total} steps · {eta_formatted} left",
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      stream: process.stdout,
    },
    cliProgress.Presets.shades_classic,
  );
  return { start: (total) => bar.start(total, 0), step: () => bar.increment(), stop: () => bar.stop() };
}

/** Resolves when the server has stopped; a stop that takes too long is forced. */
function stopOnSignals(server: RunningServer, timeoutMs: number, say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    const stop = (signal: string): void => {
      if (isStopping) return;
      isStopping = true;
      say(`${signal}: stopping`);
      setTimeout(() => process.exit(1), timeoutMs).unref();
      server.stop().then(() => {
        say("Stopped.");
        resolve();
      }, reject);
    };
    process.on("SIGTERM", () => stop("SIGTERM"));
    process.on("SIGINT", () => stop("SIGINT"));
  });
}

/** What an operator can do about a start that failed; a bug goes on as it is. */
function complain(error: unknown): never {
  if (error instanceof NodeNotRunning)
    throw new Complaint(
      `the ledger node does not run: ${error.message} [${error.code}]`,
      "read docs/operations.md, part “When the node refuses”",
    );
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    throw new Complaint("the port is taken", "stop what uses it, or set PORT and NODE_PORT");
  if (error instanceof Error && "code" in error && error.code === "LEVEL_DATABASE_NOT_OPEN")
    throw new Complaint("another server has this data directory open", "stop it, or set CARETRAIL_DATA");
  if (isFailure(error)) {
    throw new Complaint(
      `${error.message} [${error.code}] ${JSON.stringify(error.facts)}`,
      FAILURES[error.code].cure,
    );
  }
  throw error;
}
