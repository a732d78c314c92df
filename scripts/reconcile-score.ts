import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type FeedServer, runCaretrail, runNode, startFeedServer } from "./score/feed-server.ts";
import { makeNoisyFeed, type Noise } from "./score/honest-noise.ts";
import {
  type FoundRow,
  missedReaches,
  type Planted,
  scoreFindings,
  wordsOfScore,
} from "./score/score-findings.ts";
import { scoreNoise, wordsOfNoise } from "./score/score-noise.ts";
import { makeSyntheaFeed } from "./score/synthea-feed.ts";

/** Where feeds and their generator lie, unless --shared names another place. */
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
    options: {
      seed: { type: "string" },
      scale: { type: "string" },
      keep: { type: "string" },
      shared: { type: "string" },
      noise: { type: "string" },
      synthea: { type: "boolean", default: false },
    },
  });
  const work = await mkdtemp(join(tmpdir(), "caretrail-score-"));
  try {
    const folder = await feedFolder(positionals[0] ?? null, values, work);
    if (folder === null) return COULD_NOT;
    const keep = values.keep ?? null;
    if (values.noise === undefined) return await scoreFolder(folder, { work, keep, noise: null });
    const noisy = join(work, "noisy");
    const noise = await makeNoisyFeed(folder, noisy, Number(values.noise));
    return await scoreFolder(noisy, { work, keep, noise });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type FeedAsked = {
  readonly seed?: string;
  readonly scale?: string;
  readonly shared?: string;
  readonly synthea: boolean;
};

async function feedFolder(given: string | null, asked: FeedAsked, work: string): Promise<string | null> {
  const shared = resolve(asked.shared ?? SHARED);
  if (asked.synthea) {
    const made = join(work, "synthea");
    await makeSyntheaFeed(shared, made);
    return made;
  }
  if (asked.seed === undefined && asked.scale === undefined) {
    const folder = resolve(given ?? join(shared, "feed"));
    if (existsSync(join(folder, "planted.json"))) return folder;
    console.error(
      `there is no feed with a planted.json in ${folder}: name a folder, or give --seed and --scale`,
    );
    return null;
  }
  const generator = join(shared, "make-feed.mjs");
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

type Scoring = { readonly work: string; readonly keep: string | null; readonly noise: Noise | null };

async function scoreFolder(folder: string, { work, keep, noise }: Scoring): Promise<number> {
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
    if (noise !== null) for (const line of wordsOfNoise(scoreNoise(noise, rows))) console.log(line);
    // A slip is told by its own kind: it is neither clean nor planted.
    const spoiled = noise ?? {};
    const score = scoreFindings(
      { ...planted, claims_total: planted.claims_total - Object.keys(spoiled).length },
      rows.filter(({ claimId }) => !(claimId in spoiled)),
    );
    for (const line of wordsOfScore(score, planted)) console.log(line);
    console.log(
      `import ${Math.round(importSeconds)} s, reconcile ${Math.round(reconcileSeconds * 10) / 10} s`,
    );
    const accused = noise === null ? [] : scoreNoise(noise, rows).filter((each) => each.accused.length > 0);
    const missed = [
      ...missedReaches(score),
      ...accused.map(({ kind, accused: ids }) => `${kind}: ${ids.length} became a violation`),
    ];
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
