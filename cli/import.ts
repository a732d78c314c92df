import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import cliProgress from "cli-progress";
import type { Config } from "../server/config.ts";
import { Complaint } from "./complaint.ts";
import { countEntries, feedServer } from "./import/feed-server.ts";
import { type ImportState, openImportClient } from "./import/import-client.ts";
import { readFolder } from "./import/read-folder.ts";
import { type Report, summaryOf, writeReport } from "./import/report.ts";
import type { Output } from "./output.ts";

export type ImportQuestion = {
  readonly path: string;
  readonly url: string | null;
  readonly tokenFile: string | null;
  readonly reportDir: string | null;
  readonly output: Output;
};

/**
 * Imports a folder or a file into the ledger of a running server, and goes on where an earlier run was cut
 * off. Exit code 0: every line was taken; 1: some were refused.
 */
export async function importFeed(config: Config, question: ImportQuestion): Promise<number> {
  const { output } = question;
  const base = question.url ?? `http://127.0.0.1:${config.port}`;
  const client = openImportClient(base, await consortiumToken(config, question));
  const files = await readFolder(question.path);
  const startedMs = Date.now();
  const begun = await client.begin(files);
  const bar = progressBar(output, await countEntries(files), begun.next);
  let fed: Awaited<ReturnType<typeof feedServer>>;
  try {
    const { importPageEntries: entriesPerPage } = config;
    fed = await feedServer(client, { state: begun, files, entriesPerPage }, (state) =>
      bar.update(state.next),
    );
  } finally {
    bar.stop();
  }
  const ended = await client.end(begun.id, fed.entryCount);
  const directory = resolve(question.reportDir ?? config.dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const report = await writeReport(directory, ended, client.refusals(ended.id));
  const seconds = begun.next === fed.entryCount ? 0 : (Date.now() - startedMs) / 1000;
  print(output, { state: ended, report, seconds, credentials: ended.credentials });
  return ended.refusedCount === 0 ? 0 : 1;
}

function print(
  output: Output,
  told: {
    readonly state: ImportState;
    readonly report: Report;
    readonly seconds: number;
    readonly credentials: string | null;
  },
): void {
  const { state, report, seconds, credentials } = told;
  const refusedByCode = Object.fromEntries([...report.byCode].map(([code, { count }]) => [code, count]));
  if (output === "json") {
    const { json, csv } = report;
    process.stdout.write(`${JSON.stringify({ ...state, seconds, refusedByCode, reports: { json, csv } })}\n`);
    return;
  }
  for (const line of summaryOf(state, report, seconds)) process.stdout.write(`${line}\n`);
  if (credentials !== null) {
    process.stdout.write(
      `Keys of the bureaus and an auditor: ${credentials} in the server's data directory\n`,
    );
  }
}

async function consortiumToken(config: Config, { tokenFile }: ImportQuestion): Promise<string> {
  if (tokenFile !== null) return tokenIn(await readOrComplain(tokenFile), tokenFile);
  const file = join(config.dataDir, "consortium-credentials.json");
  return tokenIn(await readOrComplain(file), file);
}

async function readOrComplain(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new Complaint(
      `${file} can not be read (${reason})`,
      "start an empty ledger with `npm start -- --no-demo`, or name the key's file by --token-file",
    );
  }
}

/** A bare key, or a file of credentials with the consortium's among them. */
function tokenIn(text: string, file: string): string {
  if (!text.trimStart().startsWith("{")) return text.trim();
  const credentials: { principals?: { role: string; token: string }[] } = JSON.parse(text);
  const consortium = credentials.principals?.find(({ role }) => role === "consortium");
  if (consortium !== undefined) return consortium.token;
  throw new Complaint(`${file} names no consortium`, "name the key's file by --token-file");
}

function progressBar(
  output: Output,
  total: number,
  done: number,
): { update(done: number): void; stop(): void } {
  if (output === "json") return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    {
      format: "  {bar} {percentage}% · {value}/{total} lines · {eta_formatted} left",
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      stream: process.stdout,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, done);
  return { update: (value) => bar.update(value), stop: () => bar.stop() };
}
