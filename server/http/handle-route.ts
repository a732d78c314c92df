import type { Request, Response } from "express";
import { fail, isFailure } from "../domain/failure.ts";
import type { FailureCode } from "../domain/failure-catalogue.ts";
import type { Hex32 } from "../domain/ids.ts";
import type { Clock } from "../domain/ports.ts";
import { type ApiKeys, authenticate, type Caller } from "./authenticate.ts";
import type { Doors } from "./doors.ts";
import type { HttpLimits } from "./limits.ts";
import { createRateLimit } from "./rate-limit.ts";
import { hasBody, parseJson, readRawText, readText } from "./read-body.ts";
import { readCodes } from "./read-codes.ts";
import { readFeed } from "./read-feed.ts";
import { contextOf, sendWhole } from "./request-context.ts";
import type { RawCall, Route } from "./route.ts";
import type { TokenVerifier } from "./tokens.ts";
import { idempotencyKeyOf, preferredWaitSec } from "./write-headers.ts";

export type GateSettings = {
  readonly apiKeys: ApiKeys;
  readonly tokens: TokenVerifier | null;
  readonly clock: Clock;
  readonly limits: HttpLimits;
  /**
   * Whether /metrics answers without a key to whoever sits on this machine. Not behind a proxy on the same
   * one.
   */
  readonly metricsOnLoopback: boolean;
};

export type Gate = {
  /** The handler of one route: who asks, how often, whether it may, what it says; then the route itself. */
  handlerOf(route: Route): (request: Request, response: Response) => Promise<void>;
};

export function createGate(settings: GateSettings, doors: Doors): Gate {
  const { clock, limits } = settings;
  const ofInstitution = createRateLimit(clock, {
    burstMax: limits.institutionBurstMax,
    perSecMax: limits.institutionPerSecMax,
  });
  const ofAddress = createRateLimit(clock, {
    burstMax: limits.addressBurstMax,
    perSecMax: limits.addressPerSecMax,
  });

  const ofAsker = createRateLimit(clock, {
    burstMax: limits.addressBurstMax,
    perSecMax: limits.addressPerSecMax,
  });

  const identify = async (request: Request, route: Route): Promise<Caller> => {
    if (route.access === "anyone") {
      // Looking something up for nobody in particular costs work, so an address may ask only so often.
      if (route.body !== null) ofAsker.take(request.socket.remoteAddress ?? "unknown");
      return { principal: null, isServerOperator: false };
    }
    const isLocal = settings.metricsOnLoopback && isLoopback(request.socket.remoteAddress);
    if (route.access === "server-operator" && isLocal) return { principal: null, isServerOperator: true };
    try {
      const caller = await authenticate(request.headers.authorization, settings);
      if (caller.principal !== null) ofInstitution.take(String(caller.principal.institution));
      return caller;
    } catch (error) {
      // Who guesses keys is slowed down by address, before the guess is answered.
      if (isFailure(error) && error.code === "unauthenticated") {
        ofAddress.take(request.socket.remoteAddress ?? "unknown");
      }
      throw error;
    }
  };

  return {
    handlerOf: (route) => async (request, response) => {
      boundArrival(request, route.body === "feed-stream" ? limits.feedTimeoutMs : limits.requestTimeoutMs);
      const caller = await identify(request, route);
      const context = contextOf(response);
      context.institution = caller.principal?.institution ?? null;
      context.principal = caller.principal?.name ?? null;
      const attempt: Attempt = { route, caller, bodyText: null, isWithFlow: false };
      try {
        admit(caller, route);
        const call = await readCall(request, attempt, limits);
        attempt.isWithFlow = true;
        const reply = await route.run({ ...call, requestId: context.requestId }, doors);
        context.audited = reply.audited ?? null;
        await sendWhole(response, reply);
      } catch (error) {
        await keepRefused(attempt, error, doors);
        throw error;
      }
    },
  };
}

/** Whoever sends a body too slowly holds a place that others wait for. */
function boundArrival(request: Request, timeoutMs: number): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, timeoutMs);
  timer.unref();
  request.once("close", () => clearTimeout(timer));
}

type Attempt = {
  readonly route: Route;
  readonly caller: Caller;
  bodyText: string | null;
  isWithFlow: boolean;
};

/** Stands for a body that never came whole. */
const NO_BODY_HASH: Hex32 = `0x${"0".repeat(64)}`;

/** Refusals given while the flow is at work but before it has a packs' list to keep with them. */
const OF_THE_EDGE: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "malformed-request",
  "body-too-large",
  "upload-cut-off",
  "idempotency-body-differs",
  "request-size-wrong",
  "person-missing",
]);

async function keepRefused(attempt: Attempt, error: unknown, doors: Doors): Promise<void> {
  const { route, caller, bodyText } = attempt;
  const isOfLedger = route.writes !== "no" && route.writes !== "record";
  if (!isOfLedger || caller.principal === null || !isFailure(error)) return;
  if (attempt.isWithFlow && !OF_THE_EDGE.has(error.code)) return;
  const { institution } = caller.principal;
  // Keyed, because a body may hold a person's number, and a plain hash of it could be guessed.
  const bodyHash = bodyText === null ? NO_BODY_HASH : doors.vault.hashBody(institution, bodyText);
  await doors.submitter.keepRefused({
    institution,
    principal: caller.principal.name,
    operation: route.operation,
    bodyHash,
    code: error.code,
    facts: error.facts,
    packs: [],
    words: null,
  });
}

function admit(caller: Caller, route: Route): void {
  if (route.access === "anyone") return;
  if (route.access === "server-operator") {
    if (!caller.isServerOperator) fail("role-not-permitted", { roles: ["operator"] });
    return;
  }
  const role = caller.principal?.role;
  if (role === undefined || !route.access.includes(role)) {
    fail("role-not-permitted", { roles: [...route.access] });
  }
}

async function readCall(
  request: Request,
  attempt: Attempt,
  limits: HttpLimits,
): Promise<Omit<RawCall, "requestId">> {
  const { route, caller } = attempt;
  const idempotencyKey = route.writes === "no" ? null : idempotencyKeyOf(request.get("idempotency-key"));
  if (route.writes === "key-required" && idempotencyKey === null) {
    malformed("header.Idempotency-Key", "required: this request carries no document number");
  }
  return {
    principal: caller.principal,
    params: { ...request.params },
    query: { ...request.query },
    body: await readBody(request, attempt, limits),
    codes: route.body === "code-stream" ? readCodes(request, limits) : noCodes(),
    feed: (format) => readFeed(request, format, limits),
    idempotencyKey,
    waitSec: preferredWaitSec(request.get("prefer"), limits.waitSecMax),
  };
}

async function readBody(request: Request, attempt: Attempt, limits: HttpLimits): Promise<unknown> {
  if (attempt.route.body === "code-stream" || attempt.route.body === "feed-stream") return undefined;
  if (attempt.route.body === null) {
    if (hasBody(request)) malformed("body", "this operation takes none");
    return undefined;
  }
  const bytesMax = attempt.route.largeBody === true ? limits.importPageBytesMax : limits.bodyBytesMax;
  if (attempt.route.isBodyRaw === true) return readRawText(request, bytesMax);
  const text = await readText(request, bytesMax);
  attempt.bodyText = text;
  return parseJson(text);
}

async function* noCodes(): AsyncGenerator<string> {
  // Only an upload has codes.
}

function malformed(path: string, problem: string): never {
  return fail("malformed-request", { issues: [{ path, problem }] });
}

/** 127.0.0.0/8 and ::1, plain or as IPv4 in IPv6. */
function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127\.[0-9.]+)$/.test(address);
}
