import { createHash } from "node:crypto";
import { CSV_HEAD, csvRow, jsonRow } from "../../domain/reconcile/report/findings-csv.ts";
import { reportFinding, reportHead, reportTail } from "../../domain/reconcile/report/report-html.ts";
import { REPORT_STYLE } from "../../domain/reconcile/report/report-style.ts";
import { provenanceOf } from "../../domain/reconcile/report/told-finding.ts";
import type { InstitutionTally } from "../../domain/reconcile/summary.ts";
import type { WholeReconciliation } from "./open-reconciliations.ts";

/** A page with more would not open; the table has them all. */
const FINDINGS_SHOWN_MAX = 5_000;
/** The institutions of which the most is in question. */
export const INSTITUTIONS_TOLD_MAX = 200;
const CHARACTERS_PER_PIECE = 65_536;

const styleHash = createHash("sha256").update(REPORT_STYLE).digest("base64");

/** What a browser may do with the report where this server gives it: show it, with its own style. */
export const REPORT_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`;

/** The report as one page that can be sent: nothing in it comes from elsewhere. */
export function reportHtml(whole: WholeReconciliation): AsyncGenerator<string> {
  return inPieces(reportParts(whole));
}

export function findingsCsv(whole: WholeReconciliation): AsyncGenerator<string> {
  return inPieces(csvParts(whole));
}

/** One JSON array, a finding a line. */
export function findingsJson(whole: WholeReconciliation): AsyncGenerator<string> {
  return inPieces(jsonParts(whole));
}

/** The institutions of which the most is in question, the first first. */
export async function foremostInstitutions({
  tallies,
}: Pick<WholeReconciliation, "tallies">): Promise<readonly InstitutionTally[]> {
  let kept: InstitutionTally[] = [];
  for await (const tally of tallies()) {
    kept.push(tally);
    if (kept.length >= INSTITUTIONS_TOLD_MAX * 2) kept = foremost(kept);
  }
  return foremost(kept);
}

function foremost(tallies: readonly InstitutionTally[]): InstitutionTally[] {
  return tallies.toSorted(byQuestioned).slice(0, INSTITUTIONS_TOLD_MAX);
}

function byQuestioned(one: InstitutionTally, other: InstitutionTally): number {
  if (one.questionedFen !== other.questionedFen) return one.questionedFen > other.questionedFen ? -1 : 1;
  const counts = other.violatingCount - one.violatingCount || other.suspectCount - one.suspectCount;
  return counts !== 0 ? counts : one.institutionCode < other.institutionCode ? -1 : 1;
}

async function* reportParts(whole: WholeReconciliation): AsyncGenerator<string> {
  const institutions = await foremostInstitutions(whole);
  yield reportHead(whole.row, { institutions, anchors: whole.anchors }, styleHash);
  let shown = 0;
  for await (const finding of whole.findings()) {
    if (shown === FINDINGS_SHOWN_MAX) break;
    shown += 1;
    yield reportFinding(finding);
  }
  const { findingCount } = whole.row;
  yield reportTail({ findingCount, leftOut: Math.max(0, findingCount - shown) });
}

async function* csvParts({ row, findings }: WholeReconciliation): AsyncGenerator<string> {
  yield CSV_HEAD;
  const provenance = provenanceOf(row);
  for await (const finding of findings()) yield csvRow(finding, provenance);
}

async function* jsonParts({ row, findings }: WholeReconciliation): AsyncGenerator<string> {
  const provenance = provenanceOf(row);
  let separator = "[\n";
  for await (const finding of findings()) {
    yield `${separator}${jsonRow(finding, provenance)}`;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

/** Few large pieces cost a socket less than many small ones. */
async function* inPieces(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = "";
  for await (const part of parts) {
    piece += part;
    if (piece.length < CHARACTERS_PER_PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}
