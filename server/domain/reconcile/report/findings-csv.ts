import { canonicalJson, type Json } from "../../canonical-json.ts";
import { KIND_WORDS, VERDICT_WORDS } from "./finding-words.ts";
import { checkCommand } from "./report-text.ts";
import type { FindingsProvenance, ToldFinding } from "./told-finding.ts";

const COLUMNS = [
  "claim_id",
  "row",
  "institution",
  "date",
  "kind",
  "kind_zh",
  "verdict",
  "verdict_zh",
  "disallowed_fen",
  "claimed_fen",
  "trace_code",
  "because",
  "check",
  "case_number",
  "block",
  "findings_digest",
] as const;

/** Spreadsheets take a file for UTF-8 only when it begins with its mark. */
export const CSV_HEAD = `\uFEFF${COLUMNS.join(",")}\r\n`;

/**
 * One finding as a row of RFC 4180. A number of more than 11 digits has a tab in front, because a spreadsheet
 * would round it and show it as a power of ten; what begins like a formula has an apostrophe in front.
 */
export function csvRow(finding: ToldFinding, { block, findingsDigest }: FindingsProvenance): string {
  const { claimId, row, kind, verdict, disallowedFen, because, claim } = finding;
  const cells = [
    claimId,
    String(row),
    claim?.institutionCode ?? "",
    claim?.claimedOn ?? "",
    kind,
    KIND_WORDS[kind].chinese,
    verdict,
    VERDICT_WORDS[verdict].chinese,
    disallowedFen.toString(),
    claim?.totalFen.toString() ?? "",
    claim?.traceCode ?? "",
    // Facts are plain JSON, which is all that canonicalJson asks for.
    canonicalJson(because as Json),
    checkCommand(finding) ?? "",
    finding.caseNumber ?? "",
    block === null ? "" : String(block),
    findingsDigest ?? "",
  ];
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(text: string): string {
  const safe = /^[0-9]{12,}$/.test(text) ? `\t${text}` : /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A finding as outside programs read it. */
export function jsonRow(finding: ToldFinding, { block, findingsDigest }: FindingsProvenance): string {
  const { claimId, row, kind, verdict, disallowedFen, because, caseNumber } = finding;
  const found = { claimId, row, kind, verdict, disallowedFen: disallowedFen.toString(), because };
  return JSON.stringify({ ...found, caseNumber, block, findingsDigest });
}
