import type { IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { CsvError, parse as csvParser } from "csv-parse";
import { fail, isFailure } from "../domain/failure.ts";
import { bodyBytes, requireContentType } from "./read-body.ts";

export const CODE_STREAM_TYPES = ["application/x-ndjson", "text/csv"] as const;

type StreamLimits = { readonly uploadBytesMax: number; readonly uploadLineBytesMax: number };

/** The codes of an upload, one by one, as they come; throws a Failure at the first line that names none. */
export function readCodes(request: IncomingMessage, limits: StreamLimits): AsyncIterable<string> {
  const type = requireContentType(request, CODE_STREAM_TYPES);
  const bytes = bodyBytes(request, limits.uploadBytesMax);
  return type === "text/csv" ? csvCodes(bytes, limits) : ndjsonCodes(bytes, limits);
}

async function* ndjsonCodes(bytes: AsyncIterable<Uint8Array>, limits: StreamLimits): AsyncGenerator<string> {
  let line = 0;
  for await (const text of linesOf(bytes, limits.uploadLineBytesMax)) {
    line += 1;
    if (text.trim() !== "") yield codeOfLine(text, line);
  }
}

/** A line is a JSON string, or an object whose only member is `code`. */
function codeOfLine(text: string, line: number): string {
  const value = parsed(text, line);
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "code" in value && Object.keys(value).length === 1) {
    if (typeof value.code === "string") return value.code;
  }
  return malformedLine(line, 'neither a JSON string nor {"code": "…"}');
}

function parsed(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return malformedLine(line, "not JSON");
    throw error;
  }
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>, lineBytesMax: number): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let line = 0;
  for await (const chunk of bytes) {
    const pieces = (rest + decoded(decoder, chunk, line + 1)).split("\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) {
      line += 1;
      yield bounded(piece, line, lineBytesMax);
    }
    bounded(rest, line + 1, lineBytesMax);
  }
  yield bounded(rest + decoded(decoder, undefined, line + 1), line + 1, lineBytesMax);
}

function decoded(decoder: TextDecoder, chunk: Uint8Array | undefined, line: number): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return malformedLine(line, "not UTF-8");
    throw error;
  }
}

function bounded(text: string, line: number, lineBytesMax: number): string {
  return text.length <= lineBytesMax ? text : malformedLine(line, `longer than ${lineBytesMax} characters`);
}

/** CSV as RFC 4180, with a head line that names a `code` column; other columns are not looked at. */
async function* csvCodes(bytes: AsyncIterable<Uint8Array>, limits: StreamLimits): AsyncGenerator<string> {
  const parser = csvParser({
    bom: true,
    columns: true,
    skip_empty_lines: true,
    max_record_size: limits.uploadLineBytesMax,
    encoding: "utf8",
  });
  // The failure of the source reaches the loop below through the parser; the callback has nothing to add.
  pipeline(Readable.from(utf8Only(bytes)), parser, () => undefined);
  let line = 1;
  try {
    for await (const record of parser) {
      line += 1;
      // With `columns` each record is an object of strings.
      const code = (record as Readonly<Record<string, string>>)["code"];
      yield code ?? malformedLine(1, "no column is named `code`");
    }
  } catch (error) {
    if (isFailure(error)) throw error;
    if (error instanceof CsvError) malformedLine(line + 1, `not CSV: ${error.code}`);
    throw error;
  }
}

async function* utf8Only(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of bytes) {
    decoded(decoder, chunk, 1);
    yield chunk;
  }
  decoded(decoder, undefined, 1);
}

function malformedLine(line: number, problem: string): never {
  return fail("malformed-request", { issues: [{ path: `line ${line}`, problem }] });
}
