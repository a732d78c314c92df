import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openapiDocument } from "../../server/http/openapi.ts";
import type { Route } from "../../server/http/route.ts";
import { ROUTES } from "../../server/http/routes/all-routes.ts";
import { type Consortium, deliver, foundConsortium, makeBatch, receipt } from "./support/path-of-packs.ts";
import { randomOf, type Schemas } from "./support/random-of-schema.ts";
import { ask, giveKey, startWholeServer, WAIT, type WholeServer } from "./support/whole-server.ts";

const { paths, components } = openapiDocument();
const { schemas } = components;
const SEED = 20_261_122;
const REQUESTS = 500;

describe("random requests made from the schemas", () => {
  let server: WholeServer;
  let parties: Consortium;
  const keys: [role: string, key: string][] = [];
  const known: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startWholeServer((stop) => stops.unshift(stop), {
      limits: { addressBurstMax: 1_000_000, institutionPerSecMax: 1_000_000 },
    });
    parties = await foundConsortium(server);
    const { bureau, maker, pharmacy } = parties;
    const { batch, codes } = await makeBatch(server, parties, { packCount: 50 });
    const consignment = await deliver(server, {
      from: maker,
      to: pharmacy,
      codes: codes.slice(0, 25),
      number: "D-1",
    });
    const json = receipt(server, "RX-1", codes.slice(0, 2));
    const sold = await ask(server, "POST", "/v1/dispenses", { key: pharmacy.key, headers: WAIT, json });
    known.push(batch, consignment, String(sold.body["id"]), ...codes, maker.adminKey, "1", "2", "3");
    keys.push(["bureau", bureau.key], ["maker", maker.key], ["pharmacy", pharmacy.key]);
    keys.push(["auditor", await giveKey(server, { institution: 4_000, roles: ["auditor"], region: 0 })]);
    keys.push(["consortium", await giveKey(server, { institution: 0, roles: ["consortium"], region: 0 })]);
    keys.push(["wholesaler", await giveKey(server, { institution: 77, roles: ["wholesaler"] })]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("meet no bug, and every answer is one that the schemas promise", async () => {
    const counts = new Map<number, number>();
    const request = fc
      .constantFrom(...ROUTES.keys())
      .chain((at) => fc.record({ at: fc.constant(at), ...partsOf(routeAt(at), { schemas, known, keys }) }));
    const property = fc.asyncProperty(request, async ({ at, path, query, key, headers, body }) => {
      const answer = await ask(server, routeAt(at).method, `${path}${query}`, {
        key,
        headers,
        ...(body === null ? {} : { body }),
      });
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      expect(answer.status).not.toBe(500);
    });
    await fc.assert(property, { seed: SEED, numRuns: REQUESTS, endOnFailure: true });
    expect(server.logged.filter(({ level }) => level === "error")).toStrictEqual([]);
    // A fuzz that is refused at the door every time would prove nothing.
    expect(counts.get(200) ?? 0).toBeGreaterThan(REQUESTS / 50);
    expect(counts.get(202) ?? 0).toBeGreaterThan(0);
    expect([...counts.keys()]).toEqual(expect.arrayContaining([400, 403, 404, 409]));
  }, 240_000);
});

/** By number, so that a failing request prints as a line and not as its whole schema. */
function routeAt(at: number): Route {
  const route = ROUTES[at];
  if (route === undefined) throw new Error(`no route ${at}`);
  return route;
}

type World = {
  readonly schemas: Schemas;
  readonly known: readonly string[];
  readonly keys: readonly (readonly [role: string, key: string])[];
};

function partsOf(route: Route, world: World) {
  const operation = paths[route.path]?.[route.method.toLowerCase()];
  const parameters = operation?.parameters ?? [];
  const word = (schema: object): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 12, arbitrary: randomOf(schema, world).map(String) },
      { weight: 1, arbitrary: fc.constantFrom(...world.known) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1 }) },
    );
  const { access } = route;
  const mayAsk = world.keys.filter(
    ([role]) => typeof access !== "string" && access.some((each) => each === role),
  );
  const fitting = mayAsk.length === 0 ? world.keys : mayAsk;
  const inPath = parameters.filter((each) => each.in === "path");
  const inQuery = parameters.filter((each) => each.in === "query");
  const [content] = Object.entries(operation?.requestBody?.content ?? {});
  return {
    path: fc
      .tuple(...inPath.map(({ schema }) => word(schema)))
      .map((words) => words.reduce((path, each) => path.replace(/\{\w+\}/, () => encoded(each)), route.path)),
    query: fc
      .record(Object.fromEntries(inQuery.map(({ name, schema }) => [name, word(schema)])), {
        requiredKeys: [],
      })
      .map((query) => {
        const words = Object.entries(query).flatMap(([name, word = ""]) => `${name}=${encoded(word)}`);
        return words.length === 0 ? "" : `?${words.join("&")}`;
      }),
    key: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...fitting.map(([, key]) => key)) },
      { weight: 2, arbitrary: fc.constantFrom(...world.keys.map(([, key]) => key)) },
      { weight: 1, arbitrary: fc.constant("caretrail_nobody-has-this-key-000000000000") },
    ),
    headers: fc.record(
      {
        "Content-Type": fc.constant(content?.[0] ?? "application/json"),
        "Idempotency-Key": fc.stringMatching(/^[a-z]{1,12}$/),
        Prefer: fc.constantFrom("wait=0", "wait=1", "respond-async"),
      },
      { requiredKeys: content === undefined ? ["Idempotency-Key"] : ["Content-Type", "Idempotency-Key"] },
    ),
    body: bodyOf(route, content, world),
  };
}

function bodyOf(
  route: Route,
  content: readonly [string, { readonly schema: object }] | undefined,
  world: World,
): fc.Arbitrary<string | null> {
  if (content === undefined) return fc.constant(null);
  if (route.body === "code-stream") {
    const code = fc.oneof(fc.constantFrom(...world.known), fc.string({ unit: "binary" }));
    return fc
      .array(code, { maxLength: 60 })
      .map((codes) => codes.map((each) => JSON.stringify(each)).join("\n"));
  }
  if (route.body === "feed-stream") return fc.oneof(fc.string({ unit: "binary" }), fc.constant("{}\n[\n"));
  return fc.oneof(
    { weight: 8, arbitrary: randomOf(content[1].schema, world).map((value) => JSON.stringify(value)) },
    { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  );
}

/** A segment of a path may not be one that a client resolves away, nor hold half a character. */
function encoded(word: string): string {
  const whole = word.toWellFormed();
  return whole === "." || whole === ".." ? "-" : encodeURIComponent(whole);
}
