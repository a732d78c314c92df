import { z } from "zod";
import { FAILURES, type FailureCode } from "../domain/failure-catalogue.ts";
import { PROBLEM_CONTENT_TYPE } from "./problem.ts";
import { CODE_STREAM_TYPES } from "./read-codes.ts";
import { FEED_STREAM_TYPES } from "./read-feed.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/all-routes.ts";
import { problem } from "./schemas/failures.ts";
import { STATUS_OF_FAILURE } from "./status-of-failure.ts";

type JsonSchema = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;
type Answer = { readonly description: string; readonly content?: Content; readonly headers?: object };

export type Parameter = {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
};

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
};

export type OpenapiDocument = {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly object[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: object;
  };
};

/** The API as OpenAPI 3.1, from the same table and schemas that answer requests. */
export function openapiDocument(): OpenapiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Caretrail",
      version: "1",
      description:
        "Money is whole fen in decimal strings, times are RFC 3339 in UTC. Failures are RFC 9457 problem " +
        "documents with `code` and `retry`; every code stands at /docs/errors. What a principal may " +
        "not see is not found.",
    },
    servers: [{ url: "/" }],
    tags: [...new Set(ROUTES.map(({ subject }) => subject))].map((name) => ({ name })),
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key, or a JWT (ES256 or EdDSA)." },
      },
    },
  };
}

function operationOf(route: Route): Operation {
  const { access } = route;
  const who = typeof access === "string" ? WHO[access] : `Roles: ${access.join(", ")}.`;
  return {
    operationId: route.operation,
    summary: route.summary,
    description: who,
    tags: [route.subject],
    security: access === "anyone" ? [] : [{ bearer: [] }],
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: responsesOf(route),
  };
}

const WHO = {
  anyone: "Anybody may ask.",
  "server-operator":
    "Whoever runs this server: an API key with the role `operator`, or this machine if so configured.",
};

function parametersOf(route: Route): Parameter[] {
  return [
    ...fieldsOf(route.params, "path"),
    ...fieldsOf(route.query, "query"),
    ...(route.writes === "no" ? [] : writeHeadersOf(route.writes)),
  ];
}

function fieldsOf(schema: z.ZodObject | null, place: "path" | "query"): Parameter[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    // The shape of an object of this zod holds schemas of this zod.
    const { description, ...rest } = schemaOf(field as z.ZodType, "input");
    return {
      name,
      in: place,
      required: place === "path",
      ...(typeof description === "string" ? { description } : {}),
      schema: rest,
    };
  });
}

function writeHeadersOf(writes: Exclude<Route["writes"], "no">): Parameter[] {
  const isKeyRequired = writes === "key-required";
  const ask = isKeyRequired
    ? "Names this write: sending it again under the same key has one effect."
    : "Names this write; without it the document's own number, or the request's content, names it.";
  const key: Parameter = {
    name: "Idempotency-Key",
    in: "header",
    required: isKeyRequired,
    description: ask,
    schema: { type: "string", maxLength: 128 },
  };
  // What is kept beside the ledger waits for no block.
  if (writes === "record") return [key];
  const prefer: Parameter = {
    name: "Prefer",
    in: "header",
    required: false,
    description: "`wait=N`: wait up to N seconds (at most 30) for the block.",
    schema: { type: "string", examples: ["wait=10"] },
  };
  return [key, prefer];
}

function bodyOf(route: Route): { requestBody: NonNullable<Operation["requestBody"]> } | object {
  if (route.body === null) return {};
  return { requestBody: { required: true, content: contentOf(route.body) } };
}

function contentOf(body: NonNullable<Route["body"]>): Content {
  if (body === "code-stream") return streamContent(CODE_STREAM_TYPES, CODE_STREAMS);
  if (body === "feed-stream") return streamContent(FEED_STREAM_TYPES, FEED_STREAMS);
  return { "application/json": { schema: schemaOf(body, "input") } };
}

function streamContent<Type extends string>(
  types: readonly Type[],
  schemas: Readonly<Record<Type, JsonSchema>>,
): Content {
  return Object.fromEntries(types.map((type) => [type, { schema: schemas[type] }]));
}

const CODE_STREAMS = {
  "application/x-ndjson": { type: "string", description: 'A JSON string or {"code": "…"} on each line.' },
  "text/csv": {
    type: "string",
    description: "A head line with a `code` column; other columns are not looked at.",
  },
};

const FEED_STREAMS = {
  "text/csv": { type: "string", description: "claims-csv: a table with a head line." },
  "application/x-ndjson": { type: "string", description: "claims-ndjson and NHSA messages, one a line." },
  "text/tab-separated-values": { type: "string", description: "nhsa-3202: eight columns, no head line." },
  "application/json": { type: "string", description: "One NHSA message, printed over many lines." },
};

function responsesOf(route: Route): Record<string, Answer> {
  const answers: Record<string, Answer> = {};
  for (const { status, description, schema, contentType } of route.answers) {
    const before = answers[status];
    const own: Content =
      schema === null ? {} : { [contentType ?? "application/json"]: { schema: schemaOf(schema, "output") } };
    answers[status] = {
      description: before === undefined ? description : `${before.description} ${description}`,
      content: { ...before?.content, ...own },
      ...(status === 202 ? { headers: { Location: { schema: { type: "string" } } } } : {}),
    };
  }
  for (const [status, codes] of failuresByStatus(route)) {
    answers[status] = {
      description: codes.map((code) => `\`${code}\` ${FAILURES[code].title}`).join("; "),
      content: { [PROBLEM_TYPE]: { schema: schemaOf(problem, "output") } },
    };
  }
  return answers;
}

const PROBLEM_TYPE = PROBLEM_CONTENT_TYPE.split(";")[0] ?? PROBLEM_CONTENT_TYPE;

function failuresByStatus(route: Route): Map<number, FailureCode[]> {
  const codes = new Set<FailureCode>([...generalFailures(route), ...route.failures]);
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of codes) {
    const status = STATUS_OF_FAILURE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

function generalFailures(route: Route): FailureCode[] {
  const codes: FailureCode[] = ["too-busy", "internal"];
  if (route.access !== "anyone") codes.push("unauthenticated", "role-not-permitted", "rate-limited");
  if (route.params !== null || route.query !== null || route.body !== null) codes.push("malformed-request");
  if (route.body !== null) codes.push("body-too-large", "unsupported-media-type");
  if (route.access === "anyone" && route.body !== null) codes.push("rate-limited");
  if (route.writes === "record") codes.push("idempotency-body-differs");
  else if (route.writes !== "no") codes.push("idempotency-in-flight", "not-ready", "chain-unreachable");
  return codes;
}

/** A schema in place; those with a name become references. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const name = schema.meta()?.id;
  if (name !== undefined) return { $ref: referenceOf(name) };
  const { $schema: _dialect, $defs: _named, ...rest } = z.toJSONSchema(schema, { io, override: tidy });
  // `$defs` holds only what has a name, and what has a name stands in components.
  return rewritten(rest) as JsonSchema;
}

function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { uri: referenceOf, io: "output", override: tidy });
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { $schema: _dialect, $id: _id, ...rest }]) => [name, rest]),
  );
}

function referenceOf(name: string): string {
  return `#/components/schemas/${name}`;
}

/** zod writes both a format and the long pattern behind it; the format says it better. */
function tidy({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema["format"] === "date-time" || jsonSchema["format"] === "date") delete jsonSchema["pattern"];
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value === "string") return value.replace(/^#\/\$defs\//, "#/components/schemas/");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rewritten(member)]));
}
