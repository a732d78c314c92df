import type { IncomingMessage } from "node:http";
import { TextDecoder } from "node:util";
import { fail } from "../domain/failure.ts";

/**
 * The bytes of a request's body, at most `bytesMax` of them. The iterator leaves the socket alone when it is
 * given up, so that a refusal can still be answered; Node discards what comes after.
 */
export async function* bodyBytes(request: IncomingMessage, bytesMax: number): AsyncGenerator<Uint8Array> {
  const stated = Number(request.headers["content-length"] ?? 0);
  if (stated > bytesMax) fail("body-too-large", { bytesMax });
  let bytesCount = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      // A request without a set encoding yields only buffers.
      const bytes = chunk as Uint8Array;
      bytesCount += bytes.byteLength;
      if (bytesCount > bytesMax) fail("body-too-large", { bytesMax });
      yield bytes;
    }
  } catch (error) {
    if (wasCutOff(error)) fail("upload-cut-off", { bytesCount });
    throw error;
  }
  if (!request.complete) fail("upload-cut-off", { bytesCount });
}

/** The text of a JSON body; whatever is wrong with its form is named. */
export async function readText(request: IncomingMessage, bytesMax: number): Promise<string> {
  const body = await wholeJson(request, bytesMax);
  if (body.byteLength === 0) malformed("body", "a JSON document is missing");
  return decodeUtf8(body) ?? malformed("body", "not UTF-8");
}

/** The same for routes that answer for its form in their own manner; null when it is no UTF-8. */
export async function readRawText(request: IncomingMessage, bytesMax: number): Promise<string | null> {
  return decodeUtf8(await wholeJson(request, bytesMax));
}

async function wholeJson(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  requireContentType(request, ["application/json"]);
  const chunks: Uint8Array[] = [];
  for await (const bytes of bodyBytes(request, bytesMax)) chunks.push(bytes);
  return Buffer.concat(chunks);
}

/**
 * Refuses other media types, other character sets than UTF-8, and compressed bodies. Answers which type it
 * is.
 */
export function requireContentType(request: IncomingMessage, accepted: readonly string[]): string {
  const [type = "", ...parameters] = (request.headers["content-type"] ?? "").toLowerCase().split(";");
  const charset = parameters.map((each) => /^\s*charset\s*=\s*"?([^"]*)"?\s*$/.exec(each)?.[1]).find(Boolean);
  // A compressed body could grow past every limit that counted its bytes on the wire.
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (!accepted.includes(type.trim()) || (charset ?? "utf-8") !== "utf-8" || encoding !== "identity") {
    fail("unsupported-media-type", { accepted: accepted.map((each) => `${each}; charset=utf-8`) });
  }
  return type.trim();
}

/** Whether the request comes with a body at all. */
export function hasBody(request: IncomingMessage): boolean {
  const stated = request.headers["content-length"];
  return request.headers["transfer-encoding"] !== undefined || (stated !== undefined && stated !== "0");
}

function decodeUtf8(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The value of a JSON text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words quote the body, which may hold a person's number.
    if (error instanceof SyntaxError) return malformed("body", "not JSON");
    throw error;
  }
}

function malformed(path: string, problem: string): never {
  return fail("malformed-request", { issues: [{ path, problem }] });
}

function wasCutOff(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}
