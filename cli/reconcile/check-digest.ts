import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../server/config.ts";
import { createFindingsDigest, type DigestedReading } from "../../server/domain/reconcile/findings-digest.ts";
import { Complaint } from "../complaint.ts";
import type { Output } from "../output.ts";
import { askAnchors, type ToldAnchored } from "./ask-anchors.ts";
import { auditorToken } from "./auditor-token.ts";
import { readFindings } from "./read-findings.ts";

export type CheckQuestion = {
  readonly directory: string;
  readonly url: string | null;
  readonly tokenFile: string | null;
  readonly output: Output;
};

export const EXIT_SAME = 0;
export const EXIT_DIFFERENT = 1;
export const EXIT_NOT_ASKED = 2;

/**
 * Makes the digest of a folder's findings again, without a server, and says whether it is the one that its
 * summary names and, where a server answers, the one on the ledger. Exit code 0: it is; 1: it is not; 2: the
 * ledger should have been asked and could not be.
 */
export async function checkDigest(config: Config, question: CheckQuestion): Promise<number> {
  const summary = await readSummary(join(question.directory, "summary.json"));
  const { digest, count } = await digestAgain(question.directory, summary);
  const isSame = digest === summary.digest.findings && count === summary.findingCount;
  const ledger = await askLedger(config, question, summary);
  const checked: Checked = { summary, digest, count, isSame, ledger };
  if (question.output === "json") process.stdout.write(`${JSON.stringify(outcomeOf(checked))}\n`);
  else for (const line of wordsOf(checked)) process.stdout.write(`${line}\n`);
  if (!isSame || ownDiffers(checked)) return EXIT_DIFFERENT;
  const isLedgerMeant = question.url !== null || question.tokenFile !== null;
  return isLedgerMeant && "failure" in ledger ? EXIT_NOT_ASKED : EXIT_SAME;
}

/** As much of summary.json as a digest is made of. */
type Summary = {
  readonly sha256: string;
  readonly format: string;
  readonly institutionCode: string | null;
  readonly requestedBy: number;
  readonly payerRegion: number | null;
  readonly findingCount: number;
  readonly asOf: DigestedReading["asOf"];
  readonly digest: { readonly findings: string; readonly feedSalt: DigestedReading["feedSalt"] };
};

type Ledger = { readonly anchors: readonly ToldAnchored[] } | { readonly failure: string };

type Checked = {
  readonly summary: Summary;
  readonly digest: string;
  readonly count: number;
  readonly isSame: boolean;
  readonly ledger: Ledger;
};

async function readSummary(file: string): Promise<Summary> {
  const cure = "name the folder that `reconcile --out` wrote";
  let summary: Partial<Summary>;
  try {
    summary = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Complaint(`${file} can not be read (${error.message})`, cure);
  }
  const { digest, asOf } = summary;
  if (digest === undefined || digest === null || asOf === undefined || asOf === null) {
    throw new Complaint(`${file} names no digest: the reconciliation had not ended`, cure);
  }
  // A digest stands only in what was copied whole from a server's answer.
  return { ...summary, digest, asOf } as Summary;
}

async function digestAgain(
  directory: string,
  summary: Summary,
): Promise<{ readonly digest: string; readonly count: number }> {
  const { sha256, format, institutionCode, asOf, payerRegion } = summary;
  const hash = createHash("sha256");
  const digest = createFindingsDigest(
    { update: (text) => void hash.update(text), end: () => hash.digest("hex") },
    {
      ...{ sha256, format, institutionCode, asOf },
      feedSalt: summary.digest.feedSalt,
      scopeRegion: payerRegion ?? 0,
    },
  );
  let count = 0;
  for await (const finding of readFindings(join(directory, "findings.json"))) {
    digest.add(finding);
    count += 1;
  }
  return { digest: digest.end(), count };
}

async function askLedger(config: Config, question: CheckQuestion, summary: Summary): Promise<Ledger> {
  const { sha256, format, institutionCode, asOf } = summary;
  const base = question.url ?? `http://127.0.0.1:${config.port}`;
  try {
    const token = await auditorToken(config, question.tokenFile);
    const feed = { sha256, format, institution: institutionCode, block: asOf.block };
    return { anchors: await askAnchors(base, token, feed) };
  } catch (error) {
    if (error instanceof Complaint) return { failure: error.message };
    throw error;
  }
}

function isOfThis({ summary }: Checked, { asOfBlockHash, scopeRegion }: ToldAnchored): boolean {
  return asOfBlockHash === summary.asOf.blockHash && scopeRegion === (summary.payerRegion ?? 0);
}

function ofThis(checked: Checked): readonly ToldAnchored[] {
  const { ledger } = checked;
  return "failure" in ledger ? [] : ledger.anchors.filter((each) => isOfThis(checked, each));
}

/** Whoever asked said something on the ledger, and never this. */
function ownDiffers(checked: Checked): boolean {
  const own = ofThis(checked).filter(({ institution }) => institution === checked.summary.requestedBy);
  return own.length > 0 && own.every(({ findingsDigest }) => findingsDigest !== checked.digest);
}

function outcomeOf(checked: Checked): object {
  const { digest, isSame, ledger, summary } = checked;
  const asked = "failure" in ledger ? { ledger: ledger.failure } : { anchors: ofThis(checked) };
  return { digest, summaryDigest: summary.digest.findings, isSame, ...asked };
}

function wordsOf(checked: Checked): readonly string[] {
  const { digest, count, isSame, summary, ledger } = checked;
  const stated = isSame
    ? `  summary.json: 一致 the same, ${count} findings at block ${summary.asOf.block}`
    : `  summary.json: 不一致 DIFFERENT: it names ${summary.digest.findings} ` +
      `and ${summary.findingCount} findings, here are ${count}`;
  return [digest, stated, ...("failure" in ledger ? [notAsked(ledger.failure)] : anchoredLines(checked))];
}

const notAsked = (why: string): string => `  ledger: not asked: ${why}`;

function anchoredLines(checked: Checked): readonly string[] {
  const found = ofThis(checked);
  if (found.length === 0) return ["  ledger: nobody has anchored this feed at this block and scope"];
  return found.map(({ name, code, block, findingsDigest }) => {
    const said = findingsDigest === checked.digest ? "一致 the same" : `不一致 DIFFERENT, ${findingsDigest}`;
    return `  ledger, block ${block}, ${name} ${code}: ${said}`;
  });
}
