import { fail, isFailure } from "../../failure.ts";
import { type Fields, readLine } from "../../import/fields.ts";
import type { JsonNode } from "../../nhsa/read-json.ts";
import type { PersonName } from "../../ports.ts";
import { FEED_CHANNELS, type FeedClaim } from "../feed-claim.ts";
import { comparableCode } from "./comparable-code.ts";
import { faulty, type LineReading } from "./feed-item.ts";

/** The columns of a table of claims, in any order; others are not looked at. */
export const CLAIM_COLUMNS = [
  "claim_id",
  "setl_id",
  "receipt_no",
  "institution",
  "patient",
  "insured_region",
  "date",
  "trace_codes",
  "total_fen",
  "fund_fen",
  "channel",
] as const;

/** A table without one of them would be read as if every cell of it were empty: it is not read at all. */
export function requireClaimColumns(columns: readonly string[]): void {
  const missing = CLAIM_COLUMNS.filter((name) => !columns.includes(name));
  const repeated = CLAIM_COLUMNS.filter((name) => columns.indexOf(name) !== columns.lastIndexOf(name));
  if (missing.length > 0 || repeated.length > 0) fail("feed-columns-wrong", { missing, repeated });
}

/** claims-csv and claims-ndjson: one claim, as the members of a JSON object. */
export function readClaimRow(row: number, text: string): LineReading {
  try {
    const claim = readLine(text, (fields) => claimOf(fields, row));
    return { items: [{ is: "claim", claim, group: null, part: "" }], faults: [], passedOver: 0 };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return faulty(issuesOf(error.facts["issues"]).map((issue) => ({ row, ...issue })));
  }
}

const WORD_LENGTH_MAX = 64;
const CODES_LENGTH_MAX = 20_000;
const CODES_MAX = 500;

function claimOf(fields: Fields, row: number): FeedClaim {
  const channel = fields.text("channel", WORD_LENGTH_MAX);
  const known = FEED_CHANNELS.find((each) => each === channel);
  if (channel !== "" && known === undefined) fields.tell("channel", "neither direct nor manual");
  const patient = fields.optionalText("patient", WORD_LENGTH_MAX);
  if (fields.extraCells() > 0) fields.tell("", "more cells than the table has columns");
  return {
    row,
    claimId: fields.text("claim_id", WORD_LENGTH_MAX),
    channel: known ?? "direct",
    settlementId: fields.optionalText("setl_id", WORD_LENGTH_MAX),
    receiptNumber: fields.optionalText("receipt_no", WORD_LENGTH_MAX),
    institutionCode: fields.text("institution", WORD_LENGTH_MAX),
    person: patient === null ? null : personOf(patient),
    insuredRegion: fields.optionalWhole("insured_region", { min: 110_000, max: 999_999 }),
    claimedOn: fields.day("date"),
    traceCodes: codesOf(fields).map(comparableCode),
    totalFen: fields.fen("total_fen"),
    fundFen: fields.optionalFen("fund_fen"),
  };
}

/** Numbers of two kinds are never held against one another: eighteen digits are an identity card's. */
function personOf(value: string): PersonName {
  return { scheme: /^[0-9]{17}[0-9Xx]$/.test(value) ? "resident-id" : "psn-no", value };
}

/** A list of texts, or one text with bars between the codes. */
function codesOf(fields: Fields): readonly string[] {
  const node = fields.node("trace_codes");
  const codes =
    node?.is === "list"
      ? node.items.map(textOf)
      : (fields.optionalText("trace_codes", CODES_LENGTH_MAX) ?? "").split("|");
  const named = codes.map((code) => code?.trim() ?? "").filter((code) => code !== "");
  if (codes.includes(null)) fields.tell("trace_codes", "not a list of texts");
  if (named.length > CODES_MAX) fields.tell("trace_codes", `more than ${CODES_MAX} codes`);
  return named;
}

function textOf(node: JsonNode): string | null {
  return node.is === "text" ? node.text : null;
}

/** What `readLine` told: places and problems, no value of the line. */
function issuesOf(issues: unknown): readonly { readonly path: string; readonly problem: string }[] {
  // Only readLine wrote them, as FieldFaults.
  return Array.isArray(issues) ? (issues as { readonly path: string; readonly problem: string }[]) : [];
}
