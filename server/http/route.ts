import { z } from "zod";
import { fail } from "../domain/failure.ts";
import type { FailureCode } from "../domain/failure-catalogue.ts";
import type { Principal, Role } from "../domain/principal.ts";
import type { FeedFormat } from "../domain/reconcile/feeds/feed-format.ts";
import type { Doors } from "./doors.ts";
import type { FeedBody } from "./read-feed.ts";

/** One row of the table that the server answers by and that openapi.yaml is generated from. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With parameters as `{id}`, as OpenAPI writes them. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly subject: string;
  readonly access: Access;
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | "code-stream" | "feed-stream" | null;
  /** A page of an import is larger than what anybody else sends. */
  readonly largeBody?: true;
  /** `body` only describes: the route gets the text as it came and answers for its form itself. */
  readonly isBodyRaw?: true;
  /**
   * Whether it changes the ledger: takes Idempotency-Key and Prefer, and its refusals are kept. `record`: it
   * changes what this server keeps beside the ledger, once for each Idempotency-Key.
   */
  readonly writes: "no" | "record" | "key-required" | "key-optional";
  readonly answers: readonly RouteAnswer[];
  /** Failures that belong to this operation, beside those that any request may meet. */
  readonly failures: readonly FailureCode[];
  readonly run: (call: RawCall, doors: Doors) => Promise<Reply>;
};

/** Anybody; whoever runs this server; or principals of these roles. */
export type Access = "anyone" | "server-operator" | readonly Role[];

export type RouteAnswer = {
  readonly status: number;
  readonly description: string;
  readonly schema: z.ZodType | null;
  readonly contentType?: string;
};

/** A request as it came in, still to be checked by the route's schemas. */
export type RawCall = {
  readonly principal: Principal | null;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly codes: AsyncIterable<string>;
  /** The body as a feed of the format; of a route that takes one. */
  readonly feed: (format: FeedFormat) => FeedBody;
  readonly idempotencyKey: string | null;
  readonly waitSec: number | null;
  readonly requestId: string;
};

/** A request in checked types. */
export type Call<Params, Query, Body> = Omit<RawCall, "principal" | "params" | "query" | "body"> & {
  readonly principal: Principal;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
};

export type Reply = {
  readonly status: number;
  /** A text as it is, pieces of a text as they come, anything else as JSON. */
  readonly body: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What was asked and told about somebody, without who it was: goes into the log with the answer. */
  readonly audited?: Readonly<Record<string, string>>;
};

const nothing = z.strictObject({});

type Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = Omit<
  Route,
  "params" | "query" | "body" | "isBodyRaw" | "run" | "access"
> & {
  readonly access: readonly Role[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly takesCodeStream?: true;
  readonly takesFeedStream?: true;
  /** What a body looks like that comes as its text; `body` is then the schema of that text. */
  readonly rawBody?: z.ZodType;
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>, doors: Doors) => Promise<Reply>;
};

/** A route for principals: its handler gets what its schemas let through. */
export function guardedRoute<
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = z.ZodUndefined,
>(spec: Spec<P, Q, B>): Route {
  const { params, query, body, takesCodeStream, takesFeedStream, rawBody, handle, ...row } = spec;
  const stream = takesCodeStream === true ? "code-stream" : takesFeedStream === true ? "feed-stream" : null;
  return {
    ...row,
    params: params ?? null,
    query: query ?? null,
    body: stream ?? rawBody ?? body ?? null,
    ...(rawBody === undefined ? {} : { isBodyRaw: true }),
    async run(call, doors) {
      if (call.principal === null) return fail("unauthenticated");
      // Where a route names no schema the default type parameter stands for `nothing`, which is what is
      // parsed.
      const checked = {
        params: parseIn("path", params ?? nothing, call.params) as z.output<P>,
        query: parseIn("query", query ?? nothing, call.query) as z.output<Q>,
        body: parseIn("body", body ?? z.undefined(), call.body) as z.output<B>,
      };
      return handle({ ...call, ...checked, principal: call.principal }, doors);
    },
  };
}

type OpenSpec = Omit<Route, "params" | "query" | "body" | "writes" | "run" | "access"> & {
  readonly access: "anyone" | "server-operator";
  readonly handle: (doors: Doors) => Promise<Reply>;
};

/** A route without principal, parameters or body. */
export function openRoute(spec: OpenSpec): Route {
  const { handle, ...row } = spec;
  return {
    ...row,
    params: null,
    query: null,
    body: null,
    writes: "no",
    run: (_call, doors) => handle(doors),
  };
}

type PublicSpec<B extends z.ZodType, P extends z.ZodObject> = Omit<
  Route,
  "params" | "query" | "body" | "isBodyRaw" | "writes" | "run" | "access"
> & {
  readonly params?: P;
  readonly body: B;
  readonly handle: (
    body: z.output<B>,
    doors: Doors,
    call: { readonly params: z.output<P>; readonly waitSec: number | null },
  ) => Promise<Reply>;
};

/** A route that anybody may send a body to; how often is bounded by the sender's address. */
export function publicRoute<B extends z.ZodType, P extends z.ZodObject = typeof nothing>(
  spec: PublicSpec<B, P>,
): Route {
  const { handle, params, body, ...row } = spec;
  return {
    ...row,
    access: "anyone",
    params: params ?? null,
    query: null,
    body,
    writes: "no",
    async run({ waitSec, ...call }, doors) {
      // Without a schema of its own the default type parameter stands for `nothing`, which is what is parsed.
      const checked = parseIn("path", params ?? nothing, call.params) as z.output<P>;
      return handle(parseIn("body", body, call.body), doors, { params: checked, waitSec });
    },
  };
}

const ISSUES_MAX = 20;
const PROBLEM_LENGTH_MAX = 200;

/** The value in checked form, or `malformed-request` with every field that is wrong. */
export function parseIn<S extends z.ZodType>(place: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  return fail("malformed-request", {
    issues: parsed.error.issues.slice(0, ISSUES_MAX).map((issue) => ({
      path: [place, ...issue.path].join("."),
      problem: issue.message.slice(0, PROBLEM_LENGTH_MAX),
    })),
  });
}
