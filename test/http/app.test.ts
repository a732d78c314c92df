import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problem as problemSchema } from "../../server/http/schemas/failures.ts";
import { healthAnswer, readyAnswer, statusAnswer } from "../../server/http/schemas/status.ts";
import { sendRaw } from "./support/raw-socket.ts";
import {
  ask,
  giveKey,
  refusedAttemptsOf,
  startWholeServer,
  type WholeServer,
} from "./support/whole-server.ts";

const PHARMACY = 41;
const RECEIPT = {
  documentNumber: "RX-1",
  dispensedAt: "2026-01-01T00:00:00Z",
  person: { scheme: "resident-id", value: "11010519491231002X" },
  lines: [{ code: "83003850000000131888", units: null, priceFen: "12800" }],
};

describe("the edge of the server", () => {
  let server: WholeServer;
  let pharmacy: string;
  let auditor: string;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const limits = {
      bodyBytesMax: 4_096,
      uploadBytesMax: 8_192,
      addressBurstMax: 40,
      addressPerSecMax: 1_000,
    };
    server = await startWholeServer((stop) => stops.unshift(stop), { limits });
    pharmacy = await giveKey(server, { institution: PHARMACY, roles: ["pharmacy"] });
    auditor = await giveKey(server, { institution: 42, roles: ["auditor"], region: 0 });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const post = (sent: { body: string; type?: string; key?: string; headers?: Record<string, string> }) =>
    ask(server, "POST", "/v1/dispenses", {
      key: sent.key ?? pharmacy,
      body: sent.body,
      headers: { "Content-Type": sent.type ?? "application/json", ...sent.headers },
    });

  it("lives, is ready and tells how it stands, to anybody", async () => {
    expect(healthAnswer.parse((await ask(server, "GET", "/health")).body)).toStrictEqual({ status: "live" });
    expect(readyAnswer.parse((await ask(server, "GET", "/ready")).body).status).toBe("ready");
    const status = statusAnswer.parse((await ask(server, "GET", "/v1/status")).body);
    expect(status.chain).toMatchObject({ nodeKind: "embedded", chainId: 88_001, failure: null });
    expect(status.asOf).toStrictEqual(status.index.head);
  });

  it("answers what is not there, in paths and in methods, as problems", async () => {
    expect(await ask(server, "GET", "/v2/anything")).toMatchObject({
      status: 404,
      body: { code: "not-found" },
    });
    expect(await ask(server, "GET", "/v1/packs/%zz", { key: auditor })).toMatchObject({
      body: { code: "not-found" },
    });
    const wrong = await ask(server, "DELETE", "/v1/products", { key: auditor });
    expect(wrong).toMatchObject({
      status: 405,
      body: { code: "method-not-allowed", allow: ["POST", "GET", "HEAD"] },
    });
    expect(wrong.headers.get("allow")).toBe("POST, GET, HEAD");
  });

  it("gives problems their media type, an id that is in the log, and a page that explains them", async () => {
    const answer = await ask(server, "GET", "/v1/nothing", {
      headers: { "X-Request-Id": "till-7-00000184" },
    });
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers.get("x-request-id")).toBe("till-7-00000184");
    const problem = problemSchema.parse(answer.body);
    expect(problem.requestId).toBe("till-7-00000184");
    const { hash, pathname } = new URL(problem.type);
    expect((await ask(server, "GET", pathname)).body["text"]).toContain(`id="${hash.slice(1)}"`);
    expect(server.logged.map(({ fields }) => fields)).toContainEqual(
      expect.objectContaining({
        requestId: "till-7-00000184",
        route: "none",
        status: 404,
        code: "not-found",
      }),
    );
  });

  it("lets nothing from elsewhere into its pages and keeps answers out of caches", async () => {
    const page = await ask(server, "GET", "/");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(page.body["text"]).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=|https?:\/\//);
    for (const path of ["/page/page.css", "/page/page.js", "/docs", "/openapi.yaml"]) {
      expect((await ask(server, "GET", path)).status).toBe(200);
    }
    const answer = await ask(server, "GET", "/health");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-powered-by")).toBeNull();
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  });

  it.each([
    ["no credentials", {}],
    ["an unknown key", { Authorization: "Bearer caretrail_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["another scheme", { Authorization: "Basic dXNlcjpwYXNz" }],
    ["a token where none is configured", { Authorization: "Bearer aaaaaaaa.bbbbbbbb.cccccccc" }],
  ])("refuses %s", async (_, headers) => {
    const answer = await ask(server, "GET", "/v1/products", { headers });
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("refuses a key that was revoked", async () => {
    const key = await giveKey(server, { institution: 43, roles: ["maker"] });
    expect((await ask(server, "GET", "/v1/products", { key })).status).toBe(200);
    const rows = await server.intents.apiKeys();
    const row = rows.find(({ institution }) => institution === 43);
    if (row === undefined) throw new Error("the key was not kept");
    await server.intents.putApiKey({ ...row, revokedAtMs: 2 });
    expect((await ask(server, "GET", "/v1/products", { key })).status).toBe(401);
  });

  it("refuses a role its operation names not, and keeps the attempt", async () => {
    const answer = await post({ body: JSON.stringify(RECEIPT), key: auditor });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: "role-not-permitted", roles: ["pharmacy", "hospital"] },
    });
    expect(await refusedAttemptsOf(server, 42)).toMatchObject([
      { operation: "recordDispense", code: "role-not-permitted" },
    ]);
  });

  it("shows its figures to its own operator alone", async () => {
    expect((await ask(server, "GET", "/metrics", { key: auditor })).status).toBe(403);
    const key = await giveKey(server, { institution: 0, roles: ["operator"] });
    const { body } = await ask(server, "GET", "/metrics", { key });
    expect(body["text"]).toMatch(/^caretrail_index_lag_blocks \d+$/m);
    expect(body["text"]).toContain('route="/v1/products"');
    expect((await ask(server, "GET", "/v1/products", { key })).status).toBe(403);
  });

  it.each([
    ["text that is no JSON", "{not json", "body"],
    ["no text at all", "", "body"],
    ["a list", "[]", "body"],
    ["text nested without end", "[".repeat(4_000), "body"],
    ["a field that no schema names", JSON.stringify({ ...RECEIPT, discount: 1 }), "body"],
    [
      "a price that is a number",
      JSON.stringify(RECEIPT).replace('"12800"', "12800"),
      "body.lines.0.priceFen",
    ],
    ["a price with a point", JSON.stringify(RECEIPT).replace('"12800"', '"128.00"'), "body.lines.0.priceFen"],
    [
      "a price of more than 64 bits",
      JSON.stringify(RECEIPT).replace('"12800"', '"99999999999999999999"'),
      "body.lines.0.priceFen",
    ],
    ["a local time", JSON.stringify(RECEIPT).replace("00:00:00Z", "08:00:00+08:00"), "body.dispensedAt"],
    ["half a character", JSON.stringify(RECEIPT).replace("RX-1", "\\ud800"), "body.documentNumber"],
    ["a prototype", `{"__proto__":{"admin":true},${JSON.stringify(RECEIPT).slice(1)}`, "body"],
  ])("names what is wrong with %s", async (_, body, path) => {
    const answer = await post({ body });
    expect(answer).toMatchObject({ status: 400, body: { code: "malformed-request" } });
    expect(answer.body["issues"]).toContainEqual(expect.objectContaining({ path }));
  });

  it("keeps a malformed attempt under a hash that nobody can guess a person from", async () => {
    await post({ body: JSON.stringify({ ...RECEIPT, discount: 1 }) });
    const [kept] = await refusedAttemptsOf(server, PHARMACY);
    expect(kept).toMatchObject({ operation: "recordDispense", code: "malformed-request" });
    expect(kept?.bodyHash).not.toBe(`0x${"0".repeat(64)}`);
    expect(JSON.stringify([kept, server.logged])).not.toContain("11010519491231002X");
  });

  it("refuses bytes that are no UTF-8, other types and compressed bodies", async () => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22]);
    const headers = { "Content-Type": "application/json" };
    const answer = await ask(server, "POST", "/v1/dispenses", { key: pharmacy, body: bytes, headers });
    expect(answer).toMatchObject({ status: 400, body: { code: "malformed-request" } });
    for (const type of ["text/plain", "application/json; charset=utf-16", "application/xml"]) {
      const refused = await post({ body: "{}", type });
      expect(refused).toMatchObject({ status: 415, body: { code: "unsupported-media-type" } });
    }
    const gzip = await post({ body: "{}", headers: { "Content-Encoding": "gzip" } });
    expect(gzip.body["code"]).toBe("unsupported-media-type");
  });

  it("refuses a body over its limit, whether its length is stated or not", async () => {
    const body = `"${"x".repeat(5_000)}"`;
    expect(await post({ body })).toMatchObject({
      status: 413,
      body: { code: "body-too-large", bytesMax: 4_096 },
    });
    const head = `POST /v1/dispenses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${pharmacy}\r\n`;
    const type = "Connection: close\r\nContent-Type: application/json\r\n";
    const chunked = `${head}${type}Transfer-Encoding: chunked\r\n\r\n`;
    const answer = await sendRaw(server.port, `${chunked}1388\r\n${"x".repeat(5_000)}\r\n0\r\n\r\n`, "open");
    expect(answer).toContain('"code":"body-too-large"');
    const kept = await refusedAttemptsOf(server, PHARMACY);
    expect(kept.slice(0, 2).map(({ code }) => code)).toStrictEqual(["body-too-large", "body-too-large"]);
  });

  it("tells a request that was cut off so, and keeps the attempt", async () => {
    const head = `POST /v1/dispenses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${pharmacy}\r\n`;
    const half = `${head}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"documentNumber":`;
    expect(await sendRaw(server.port, half)).toContain('"code":"upload-cut-off"');
    await expect
      .poll(async () => (await refusedAttemptsOf(server, PHARMACY))[0]?.code)
      .toBe("upload-cut-off");
  });

  it("answers what is no HTTP", async () => {
    expect(await sendRaw(server.port, "HELLO\r\n\r\n")).toContain('"code":"malformed-request"');
  });

  it("refuses a body where an operation takes none, and parameters that it does not have", async () => {
    const seal = await ask(server, "POST", "/v1/products/1/withdrawal", { key: auditor, json: {} });
    expect(seal.body["code"]).toBe("role-not-permitted");
    const listed = await ask(server, "GET", "/v1/products?page=2", { key: auditor });
    expect(listed).toMatchObject({ status: 400, body: { code: "malformed-request" } });
    const twice = await ask(server, "GET", "/v1/products?limit=1&limit=2", { key: auditor });
    expect(twice.body["issues"]).toContainEqual(expect.objectContaining({ path: "query.limit" }));
  });

  it("asks for a name of a write that carries no document number", async () => {
    const key = await giveKey(server, { institution: 44, roles: ["bureau"] });
    const json = {
      maker: 1,
      unitsPerPack: 1,
      flags: [],
      name: "x",
      unit: "片",
      codes: [{ scheme: "nhsa", value: "x" }],
    };
    const answer = await ask(server, "POST", "/v1/products", { key, json });
    expect(answer.body["issues"]).toContainEqual(expect.objectContaining({ path: "header.Idempotency-Key" }));
  });

  it("tells nobody whether a thing exists that they may not see", async () => {
    for (const path of [
      "/v1/commands/some-command",
      "/v1/dispenses/0x".padEnd(80, "0"),
      "/v1/institutions/4000000",
    ]) {
      expect(await ask(server, "GET", path, { key: pharmacy })).toMatchObject({ status: 404 });
    }
  });

  it("slows down who guesses keys", async () => {
    const guesses = Array.from({ length: 60 }, (_, n) =>
      ask(server, "GET", "/v1/products", { key: `guess-${"0".repeat(20)}${n}` }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(new Set(statuses)).toStrictEqual(new Set([401, 429]));
  });

  it("met no bug in all of this", () => {
    expect(server.logged.filter(({ level }) => level === "error")).toStrictEqual([]);
  });
});

describe("a busy server", () => {
  const stops: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("slows one institution down and not another, and says when to come again", async () => {
    const limits = { institutionBurstMax: 3, institutionPerSecMax: 1 };
    const frozen = { nowMs: () => 1_767_225_600_000 };
    const server = await startWholeServer((stop) => stops.unshift(stop), { limits, clock: frozen });
    const busy = await giveKey(server, { institution: 7, roles: ["pharmacy"] });
    const calm = await giveKey(server, { institution: 8, roles: ["pharmacy"] });
    for (let n = 0; n < 3; n += 1)
      expect((await ask(server, "GET", "/v1/products", { key: busy })).status).toBe(200);
    const refused = await ask(server, "GET", "/v1/products", { key: busy });
    expect(refused).toMatchObject({ status: 429, body: { code: "rate-limited", retry: "same-request" } });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await ask(server, "GET", "/v1/products", { key: calm })).status).toBe(200);
  });

  it("refuses more at once than its limit, and answers those it took", async () => {
    const server = await startWholeServer((stop) => stops.unshift(stop), {
      limits: { requestsInFlightMax: 2 },
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(server, "GET", "/v1/status")));
    const codes = new Set(answers.map(({ status, body }) => (status === 200 ? "answered" : body["code"])));
    expect(codes).toStrictEqual(new Set(["answered", "too-busy"]));
    expect((await ask(server, "GET", "/v1/status")).status).toBe(200);
  });
});
