import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Request, RequestHandler, Response } from "express";
import type { FailureCode } from "../domain/failure-catalogue.ts";
import type { Clock, Log } from "../domain/ports.ts";
import type { Metrics } from "./metrics.ts";
import { requestIdOf } from "./request-id.ts";
import type { Reply } from "./route.ts";

/** What is known of a request while it is answered. The route is its pattern: a path may name a pack. */
export type RequestContext = {
  readonly requestId: string;
  readonly startedAtMs: number;
  route: string;
  institution: number | null;
  principal: string | null;
  code: FailureCode | null;
  audited: Readonly<Record<string, string>> | null;
};

/** Begins a request: gives it its id, and logs and counts it when its answer is out. */
export function beginRequest(doors: {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}): RequestHandler {
  return (request, response, next) => {
    const context: RequestContext = {
      requestId: requestIdOf(request.get("x-request-id")),
      startedAtMs: doors.clock.nowMs(),
      route: "none",
      institution: null,
      principal: null,
      code: null,
      audited: null,
    };
    response.locals["context"] = context;
    response.set("X-Request-Id", context.requestId);
    response.on("close", () => end(request, response, doors));
    next();
  };
}

export function contextOf(response: Response): RequestContext {
  // `beginRequest` stands before every other handler and puts it there.
  return response.locals["context"] as RequestContext;
}

/** Writes an answer. Answers are never to be kept by anybody between: they are for one principal. */
export function send(response: Response, reply: Reply): void {
  setHead(response, reply);
  const isAsItIs = typeof reply.body === "string" || reply.body instanceof Uint8Array;
  response.end(isAsItIs ? reply.body : JSON.stringify(reply.body));
}

/** The same; a body that comes in pieces goes out as it comes. */
export async function sendWhole(response: Response, reply: Reply): Promise<void> {
  if (!isPieces(reply.body)) {
    send(response, reply);
    return;
  }
  setHead(response, reply);
  await sendPieces(response, reply.body);
}

function setHead(response: Response, reply: Reply): void {
  const contentType = reply.contentType ?? "application/json; charset=utf-8";
  response.status(reply.status).set({
    "Cache-Control": "no-store",
    "Content-Type": contentType,
    ...reply.headers,
  });
}

function isPieces(body: unknown): body is AsyncIterable<string> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/** One who goes away in the middle is no failure of this server, and nothing more is read for them. */
async function sendPieces(response: Response, pieces: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), response);
  } catch (error) {
    if (!response.destroyed || response.writableFinished || !isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}

function end(
  request: Request,
  response: Response,
  doors: { readonly clock: Clock; readonly log: Log; readonly metrics: Metrics },
): void {
  const { requestId, route, institution, principal, code, audited, startedAtMs } = contextOf(response);
  const durationMs = Math.max(0, doors.clock.nowMs() - startedAtMs);
  const status = response.statusCode;
  doors.metrics.answered({ method: request.method, route, status, durationMs });
  if (code !== null) doors.metrics.failed(code);
  const fields = {
    requestId,
    method: request.method,
    route,
    status,
    durationMs,
    institution,
    principal,
    code,
    ...(audited === null ? {} : { audited }),
  };
  if (response.writableFinished) doors.log.info(fields, "request answered");
  else doors.log.warn(fields, "request given up by its sender");
}
