import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { CsvError, parse as csvParser } from "csv-parse";
import { fail, isFailure } from "../domain/failure.ts";
import type { FeedFormat, FeedLine } from "../domain/reconcile/feeds/feed-format.ts";
import { requireClaimColumns } from "../domain/reconcile/feeds/read-claim-row.ts";
import { bodyBytes, requireContentType } from "./read-body.ts";

/** What a feed may come as; the first of each format is what a client should say. */
export const FEED_STREAM_TYPES = [
  "text/csv",
  "application/x-ndjson",
  "text/tab-separated-values",
  "application/json",
] as const;

type FeedType = (typeof FEED_STREAM_TYPES)[number];

const TYPES_OF_FORMAT: Readonly<Record<FeedFormat, readonly FeedType[]>> = {
  "claims-csv": ["text/csv"],
  "claims-ndjson": ["application/x-ndjson"],
  "nhsa-2102": ["application/x-ndjson", "application/json"],
  "nhsa-3505": ["application/x-ndjson", "application/json"],
  "nhsa-3506": ["application/x-ndjson", "application/json"],
  "nhsa-3201": ["application/x-ndjson", "application/json"],
  "nhsa-3202": ["text/tab-separated-values"],
};

export type FeedLimits = { readonly feedBytesMax: number; readonly feedLineBytesMax: number };

/** The lines of a feed as they come; its hash is known behind the last. */
export type FeedBody = { readonly lines: AsyncIterable<FeedLine>; readonly sha256: () => string };

export function readFeed(request: IncomingMessage, format: FeedFormat, limits: FeedLimits): FeedBody {
  const type = requireContentType(request, TYPES_OF_FORMAT[format]);
  const hash = createHash("sha256");
  const bytes = hashed(bodyBytes(request, limits.feedBytesMax), (chunk) => hash.update(chunk));
  const sha256 = (): string => hash.digest("hex");
  if (type === "text/csv") return { lines: tableLines(bytes, limits), sha256 };
  if (type === "application/json") return { lines: wholeBody(bytes, limits), sha256 };
  return { lines: textLines(bytes, limits), sha256 };
}

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  update: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    update(chunk);
    yield chunk;
  }
}

/** A message that is printed over many lines is one line of a feed. */
async function* wholeBody(
  bytes: AsyncIterable<Uint8Array>,
  { feedLineBytesMax }: FeedLimits,
): AsyncGenerator<FeedLine> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.byteLength;
    if (length > feedLineBytesMax) fail("body-too-large", { bytesMax: feedLineBytesMax });
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  if (whole.byteLength > 0) yield lineOf(1, whole);
}

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Lines are cut as bytes, so that one that is no UTF-8 spoils no other. Empty ones are counted, not told. */
async function* textLines(
  bytes: AsyncIterable<Uint8Array>,
  { feedLineBytesMax }: FeedLimits,
): AsyncGenerator<FeedLine> {
  let parts: Buffer[] = [];
  let length = 0;
  let row = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length <= feedLineBytesMax) parts.push(part);
    else parts = [];
  };
  const taken = (): FeedLine | null => {
    row += 1;
    const isTooLong = length > feedLineBytesMax;
    const line = withoutReturn(Buffer.concat(parts));
    parts = [];
    length = 0;
    if (isTooLong) return { row, fault: "too-long" };
    const own = row === 1 && line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? line.subarray(3) : line;
    return own.length === 0 ? null : lineOf(row, own);
  };
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = buffer.indexOf(LINE_FEED); end !== -1; end = buffer.indexOf(LINE_FEED, from)) {
      add(buffer.subarray(from, end));
      const line = taken();
      if (line !== null) yield line;
      from = end + 1;
    }
    add(Buffer.from(buffer.subarray(from)));
  }
  const last = length > 0 ? taken() : null;
  if (last !== null) yield last;
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

function lineOf(row: number, bytes: Uint8Array): FeedLine {
  try {
    return { row, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { row, fault: "not-utf-8" };
    throw error;
  }
}

/** A table as RFC 4180: a row's cells become the members of an object, by the names of the head. */
export async function* tableLines(
  bytes: AsyncIterable<Uint8Array>,
  limits: Pick<FeedLimits, "feedLineBytesMax">,
): AsyncGenerator<FeedLine> {
  const parser = csvParser({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: limits.feedLineBytesMax,
  });
  // The failure of the source reaches the loop below through the parser; the callback has nothing to add.
  pipeline(Readable.from(bytes), parser, () => undefined);
  let columns: readonly string[] | null = null;
  let row = 0;
  try {
    // Without `columns` each record is a list of texts.
    for await (const record of parser as AsyncIterable<readonly string[]>) {
      if (columns === null) {
        columns = record.map((name) => name.trim());
        requireClaimColumns(columns);
        continue;
      }
      row += 1;
      yield rowOf(row, columns, record);
    }
  } catch (error) {
    if (isFailure(error)) throw error;
    if (!(error instanceof CsvError)) throw error;
    // From a quote that is never closed on no row can be told from another: none of it is guessed at.
    fail("malformed-request", { issues: [{ path: `row ${row + 1}`, problem: `not CSV: ${error.code}` }] });
  }
  if (columns === null) requireClaimColumns([]);
}

function rowOf(row: number, columns: readonly string[], record: readonly string[]): FeedLine {
  if (record.some((cell) => cell.includes("\uFFFD"))) return { row, fault: "not-utf-8" };
  const fields = Object.fromEntries(columns.map((column, at) => [column, record[at] ?? ""]));
  const extra = record.length - columns.length;
  return { row, text: JSON.stringify(extra > 0 ? { ...fields, "": extra } : fields) };
}
