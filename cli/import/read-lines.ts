import { createReadStream } from "node:fs";
import { TextDecoder } from "node:util";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import type { ImportEntry } from "../../server/domain/import/entry.ts";
import type { FeedFile } from "./read-folder.ts";

/** A longer line is told by its length alone: nothing of a feed needs it. */
export const LINE_BYTES_MAX = 3_500_000;

/** The lines of a file as entries, one after the other; of a file of any size one line is in memory. */
export function readLines(file: FeedFile): AsyncGenerator<ImportEntry> {
  return /\.csv(\.gz)?$/.test(file.name) ? readRows(file) : readJsonLines(file);
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const plain = createReadStream(path);
  if (!path.endsWith(".gz")) {
    // A stream without an encoding yields only buffers.
    for await (const chunk of plain) yield chunk as Buffer;
    return;
  }
  const packed = createGunzip();
  plain.on("error", (error) => packed.destroy(error));
  // Nor has the unpacked stream an encoding.
  for await (const chunk of plain.pipe(packed)) yield chunk as Buffer;
}

async function* readJsonLines(file: FeedFile): AsyncGenerator<ImportEntry> {
  const { name, kind } = file;
  let line = 0;
  for await (const bytes of linesOf(bytesOf(file.path))) {
    line += 1;
    const place = { file: name, line, kind };
    if (typeof bytes === "number") yield { ...place, fault: "too-long", bytes };
    else if (bytes.length > 0) yield { ...place, ...textIn(line === 1 ? withoutMark(bytes) : bytes) };
  }
}

function textIn(
  bytes: Buffer,
): { readonly text: string } | { readonly fault: "not-utf-8"; readonly bytes: number } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { fault: "not-utf-8", bytes: bytes.length };
    throw error;
  }
}

/** Lines without their ends; of one that is too long only its length. */
async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer | number> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length <= LINE_BYTES_MAX) parts.push(part);
    else parts = [];
  };
  const taken = (): Buffer | number => {
    const whole = length > LINE_BYTES_MAX ? length : withoutReturn(Buffer.concat(parts));
    parts = [];
    length = 0;
    return whole;
  };
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      add(chunk.subarray(from, end));
      yield taken();
      from = end + 1;
    }
    add(Buffer.from(chunk.subarray(from)));
  }
  if (length > 0) yield taken();
}

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

function withoutMark(line: Buffer): Buffer {
  return line.subarray(0, 3).equals(BYTE_ORDER_MARK) ? line.subarray(3) : line;
}

/**
 * Rows of a table become objects by the names of its first row; a row of another width says so by its faults.
 */
async function* readRows(file: FeedFile): AsyncGenerator<ImportEntry> {
  const { name, kind } = file;
  const rows = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    info: true,
    skip_empty_lines: true,
  });
  const feeding = feed(rows, file.path);
  let columns: readonly string[] | null = null;
  // `info` gives each record with where it stood.
  for await (const { record, info } of rows as AsyncIterable<ParsedRow>) {
    if (columns === null) columns = record;
    else {
      const fields = Object.fromEntries(columns.map((column, at) => [column, record[at] ?? ""]));
      const extra = record.length - columns.length;
      const text = JSON.stringify(extra > 0 ? { ...fields, "": extra } : fields);
      const isDamaged = record.some((value) => value.includes("\uFFFD"));
      const place = { file: name, line: info.lines, kind };
      yield isDamaged ? { ...place, fault: "not-utf-8", bytes: Buffer.byteLength(text) } : { ...place, text };
    }
  }
  await feeding;
}

type ParsedRow = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

async function feed(rows: ReturnType<typeof parse>, path: string): Promise<void> {
  try {
    for await (const chunk of bytesOf(path)) {
      if (!rows.write(chunk)) await new Promise<void>((resolve) => rows.once("drain", resolve));
    }
    rows.end();
  } catch (error) {
    rows.destroy(error instanceof Error ? error : new Error("unreadable"));
  }
}
