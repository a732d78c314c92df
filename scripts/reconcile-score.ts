import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type FeedServer, runCaretrail, runNode, startFeedServer } from "./score/feed-server.ts";
import {
  type FoundRow,
  missedReaches,
  type Planted,
  scoreFindings,
  wordsOfScore,
} from "./score/score-findings.ts";

const SHARED = join(import.meta.dirname, "../../shared/data");
const COULD_NOT = 2;

/**
 * Imports a feed whose anomalies are known, reconciles its claims with nothing else at hand, and holds what
 * was found against what was planted. Exit code 0: every reach is met; 1: one is missed; 2: it could not be
 * tried.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string" }, scale: { type: "string" }, keep: { type: "string" } },
  });
  const work = await mkdtemp(join(tmpdir(), "caretrail-score-"));
  try {
    const folder = await feedFolder(positionals[0] ?? null, values, work);
    if (folder === null) return COULD_NOT;
    return await scoreFolder(folder, work, values.keep ?? null);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function feedFolder(
  given: string | null,
  asked: { readonly seed?: string; readonly scale?: string },
  work: string,
): Promise<string | null> {
  if (asked.seed === undefined && asked.scale === undefined) {
    const folder = resolve(given ?? join(SHARED, "feed"));
    if (existsSync(join(folder, "planted.json"))) return folder;
    console.error(
      `there is no feed with a planted.json in ${folder}: name a folder, or give --seed and --scale`,
    );
    return null;
  }
  const generator = join(SHARED, "make-feed.mjs");
  if (!existsSync(generator)) {
    console.error(`there is no generator at ${generator}: name the folder of a feed instead`);
    return null;
  }
  const folder = join(work, "feed");
  const args = ["--seed", asked.seed ?? "1", "--scale", asked.scale ?? "1", "--out", folder];
  if ((await runNode(generator, args)) === 0) return folder;
  console.error("the generator failed; its words are above");
  return null;
}

async function scoreFolder(folder: string, work: string, keep: string | null): Promise<number> {
  // Nothing of the folder but the claims lies where the reconciling looks.
  const alone = join(work, "claims-alone");
  await mkdir(alone);
  await copyFile(join(folder, "claims.csv"), join(alone, "claims.csv"));
  const server = await startFeedServer(join(work, "data"));
  try {
    const out = keep === null ? join(work, "out") : resolve(keep);
    const importSeconds = await importFolder(server, folder);
    if (importSeconds === null) return COULD_NOT;
    const reconcileSeconds = await reconcileClaims(server, join(alone, "claims.csv"), out);
    if (reconcileSeconds === null) return COULD_NOT;
    const planted: Planted = JSON.parse(await readFile(join(folder, "planted.json"), "utf8"));
    const rows: readonly FoundRow[] = JSON.parse(await readFile(join(out, "findings.json"), "utf8"));
    const score = scoreFindings(planted, rows);
    for (const line of wordsOfScore(score, planted)) console.log(line);
    console.log(
      `import ${Math.round(importSeconds)} s, reconcile ${Math.round(reconcileSeconds * 10) / 10} s`,
    );
    const missed = missedReaches(score);
    for (const each of missed) console.log(`MISSED  ${each}`);
    if (missed.length === 0) console.log("every reach is met");
    return missed.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

async function importFolder({ url, dataDir }: FeedServer, folder: string): Promise<number | null> {
  const token = join(dataDir, "consortium-credentials.json");
  const args = ["import", folder, "--url", url, "--token-file", token, "--report-dir", join(dataDir, "..")];
  console.log(`importing ${folder} …`);
  const { code, seconds } = await runCaretrail(args, "quiet");
  // 1: some lines were refused, as a feed with anomalies has it.
  if (code <= 1) return seconds;
  console.error("the feed could not be imported; the words of the import are above");
  return null;
}

async function reconcileClaims(
  { url, dataDir }: FeedServer,
  file: string,
  out: string,
): Promise<number | null> {
  const token = join(dataDir, "import-credentials.json");
  const args = [
    "reconcile",
    file,
    "--format",
    "claims-csv",
    "--out",
    out,
    "--url",
    url,
    "--token-file",
    token,
  ];
  const { code, seconds } = await runCaretrail(args, "shown");
  if (code <= 1) return seconds;
  console.error("the claims could not be reconciled, or not wholly; the words of the command are above");
  return null;
}

process.exitCode = await main();
