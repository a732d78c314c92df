import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import cliProgress from "cli-progress";
import type { Config } from "../server/config.ts";
import { Complaint } from "./complaint.ts";
import type { Output } from "./output.ts";
import { auditorToken } from "./reconcile/auditor-token.ts";
import { findFeed } from "./reconcile/feed-file.ts";
import { openReconcileClient, type ToldReconciliation } from "./reconcile/reconcile-client.ts";
import { exitCodeOf, wordsOf } from "./reconcile/tell-reconciliation.ts";

export type ReconcileQuestion = {
  readonly path: string;
  readonly format: string | null;
  readonly institution: string | null;
  /** To read the ledger at the block at which another party did. */
  readonly block: string | null;
  readonly region: string | null;
  readonly out: string;
  readonly url: string | null;
  readonly tokenFile: string | null;
  readonly output: Output;
};

/**
 * Has a running server hold a feed against its ledger, and writes what was found. Exit code 0: clean; 1:
 * findings; 2: could not look, or not at everything.
 */
export async function reconcile(config: Config, question: ReconcileQuestion): Promise<number> {
  const { output } = question;
  const startedMs = Date.now();
  const feed = await findFeed(question.path, question.format);
  const base = question.url ?? `http://127.0.0.1:${config.port}`;
  const client = openReconcileClient(base, await auditorToken(config, question.tokenFile));
  if (output === "words") process.stdout.write(`  sending ${feed.name} as ${feed.format} …\n`);
  const { institution, block, region } = question;
  const { id, rowCount } = await client.send(feed, { institution, block, region });
  const bar = progressBar(output, rowCount);
  let state: ToldReconciliation;
  try {
    state = await client.ended(id, ({ judgedRow }) => bar.update(judgedRow));
    if (state.stage === "done") bar.update(rowCount);
  } finally {
    bar.stop();
  }
  if (state.stage === "failed") {
    const { title, code } = state.failure ?? { title: "it failed", code: "internal" };
    throw new Complaint(
      `${feed.name} could not be reconciled: ${title} [${code}]`,
      "look the code up in docs/errors.md and read the server's log; then run the same command again",
    );
  }
  const directory = resolve(question.out);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await client.save(id, "findings.json", directory);
  await client.save(id, "findings.csv", directory);
  await client.save(id, "findings.xlsx", directory);
  await client.save(id, "report.html", directory);
  await writeSummary(directory, state);
  const seconds = (Date.now() - startedMs) / 1000;
  if (output === "json") process.stdout.write(`${JSON.stringify({ ...state, seconds, directory })}\n`);
  else
    for (const line of wordsOf(state, { name: feed.name, directory, seconds }))
      process.stdout.write(`${line}\n`);
  return exitCodeOf(state);
}

async function writeSummary(directory: string, state: ToldReconciliation): Promise<void> {
  const file = join(directory, "summary.json");
  await writeFile(`${file}.draft`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.draft`, file);
}

function progressBar(output: Output, total: number): { update(done: number): void; stop(): void } {
  if (output === "json") return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar(
    {
      format: "  {bar} {percentage}% · {value}/{total} rows judged · {eta_formatted} left",
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      stream: process.stdout,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: (value) => bar.update(value), stop: () => bar.stop() };
}
