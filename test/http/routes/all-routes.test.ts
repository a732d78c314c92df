import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consortium, type Goods, instantOf, receipt, traceCodeOf } from "../support/path-of-packs.ts";
import { openShop, type Shop } from "../support/shop.ts";
import {
  addParty,
  ask,
  type Party,
  refusedAttemptsOf,
  WAIT,
  type WholeServer,
} from "../support/whole-server.ts";

const NDJSON = { "Content-Type": "application/x-ndjson" };
const UNKNOWN_HASH = `0x${"ab".repeat(32)}`;

describe("the path of a pack over HTTP", () => {
  let shop: Shop;
  let server: WholeServer;
  let parties: Consortium;
  let goods: Goods;
  let auditor: string;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    parties = shop;
    ({ server, goods, auditor } = shop);
    const sold = receipt(server, "RX-1", [pack(0), pack(1)]);
    await ask(server, "POST", "/v1/dispenses", { key: shop.pharmacy.key, headers: WAIT, json: sold });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const pack = (n: number): string => goods.codes[n] ?? "";
  const lastRefusal = async (by: Party): Promise<unknown> =>
    (await refusedAttemptsOf(server, by.institution))[0];

  describe("a trace", () => {
    it.each([
      ["a code with a digit lost", "8300385000000013188", "trace-code-malformed", 400],
      ["the product's barcode", "6901234567892", "product-barcode-scanned", 400],
      ["what a spreadsheet made of it", "8.3003850000000131E+19", "trace-code-malformed", 400],
    ])("names the fault of %s", async (_, code, failure, status) => {
      const answer = await ask(server, "GET", `/v1/packs/${encodeURIComponent(code)}`, {
        key: parties.pharmacy.key,
      });
      expect(answer).toMatchObject({ status, body: { code: failure, fault: expect.any(String) } });
    });

    it("says of a code that nobody made that it is unknown, to who sees everything", async () => {
      const path = `/v1/packs/${traceCodeOf(999_999_999)}`;
      expect(await ask(server, "GET", path, { key: auditor })).toMatchObject({
        status: 404,
        body: { code: "trace-code-unknown" },
      });
      expect(await ask(server, "GET", path, { key: parties.other.key })).toMatchObject({
        status: 404,
        body: { code: "not-found" },
      });
    });

    it("says of another's pack the same as of none", async () => {
      const other = await ask(server, "GET", `/v1/packs/${pack(1)}`, { key: parties.other.key });
      expect(other).toMatchObject({ status: 404, body: { code: "not-found" } });
    });

    it("is told in words where words are asked for", async () => {
      const answer = await ask(server, "GET", `/v1/packs/${pack(0)}?format=text`, { key: auditor });
      expect(answer.headers.get("content-type")).toContain("text/plain");
      expect(answer.body["text"]).toContain("发药");
      expect(answer.body["text"]).toContain("as of block");
    });
  });

  describe("a manifest", () => {
    it("is refused as a whole when the upload is cut off, and taken when it comes again", async () => {
      const { maker, product } = parties;
      const opened = await ask(server, "POST", "/v1/batches", {
        key: maker.key,
        headers: WAIT,
        json: { product, batchNumber: "CUT", packCount: 2, madeOn: "2025-01-01", expiresOn: "2028-01-01" },
      });
      const path = `/v1/batches/${String(opened.body["id"])}/manifest`;
      const codes = [traceCodeOf(70_000_001), traceCodeOf(70_000_002)];
      const body = codes.map((code) => `{"code":"${code}"}\n`).join("");
      const cut = new AbortController();
      const half = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(body.slice(0, 40)));
          setTimeout(() => cut.abort(), 100);
        },
      });
      const headers = { Authorization: `Bearer ${maker.key}`, ...NDJSON };
      const sent: RequestInit & { duplex: "half" } = {
        method: "PUT",
        headers,
        body: half,
        duplex: "half",
        signal: cut.signal,
      };
      await expect(fetch(`${server.url}${path}`, sent)).rejects.toThrow();
      await expect.poll(async () => lastRefusal(maker)).toMatchObject({ code: "upload-cut-off" });
      const before = await ask(server, "GET", path.replace("/manifest", ""), { key: maker.key });
      expect(before.body).toMatchObject({ manifestCount: 0, status: "open" });
      const whole = await ask(server, "PUT", path, { key: maker.key, headers: { ...WAIT, ...NDJSON }, body });
      expect(whole).toMatchObject({ status: 201, body: { manifestCount: 2 } });
    });

    it("tells every bad code with its line, from CSV as from JSON lines", async () => {
      const { maker, product } = parties;
      const opened = await ask(server, "POST", "/v1/batches", {
        key: maker.key,
        headers: WAIT,
        json: { product, batchNumber: "BAD", packCount: 3, madeOn: "2025-01-01", expiresOn: "2028-01-01" },
      });
      const path = `/v1/batches/${String(opened.body["id"])}/manifest`;
      const body = `code\n${traceCodeOf(80_000_001)}\n81234560000000131888\n${traceCodeOf(80_000_001)}\n`;
      const answer = await ask(server, "PUT", path, {
        key: maker.key,
        headers: { ...WAIT, "Content-Type": "text/csv" },
        body,
      });
      expect(answer).toMatchObject({
        status: 422,
        body: {
          code: "trace-code-foreign",
          lines: [{ line: 2 }, { line: 3, failure: "trace-code-repeated" }],
        },
      });
      const sealed = await ask(server, "POST", path.replace("manifest", "seal"), {
        key: maker.key,
        headers: WAIT,
      });
      expect(sealed).toMatchObject({ status: 409, body: { code: "manifest-incomplete" } });
    });

    it("is another maker's business only as if the batch were not there", async () => {
      const stranger = await addParty(server, {
        kind: "maker",
        code: "M33050000009",
        bureau: parties.bureau,
      });
      const path = `/v1/batches/${goods.batch}/manifest`;
      const answer = await ask(server, "PUT", path, { key: stranger.key, headers: NDJSON, body: '"x"\n' });
      expect(answer).toMatchObject({ status: 404, body: { code: "batch-unknown" } });
      expect((await ask(server, "GET", `/v1/batches/${goods.batch}`, { key: stranger.key })).status).toBe(
        404,
      );
    });
  });

  describe("a consignment", () => {
    it("is received once, by its receiver", async () => {
      const { maker, pharmacy, other } = parties;
      const shipped = await ask(server, "POST", "/v1/consignments", {
        key: maker.key,
        headers: WAIT,
        json: {
          documentNumber: "D-2",
          receiver: other.institution,
          shippedAt: instantOf(server),
          lines: [{ codes: [pack(10)] }],
        },
      });
      const path = `/v1/consignments/${String(shipped.body["id"])}/receipt`;
      const json = { receivedAt: instantOf(server), codes: "all" };
      const wrong = await ask(server, "POST", path, { key: pharmacy.key, headers: WAIT, json });
      expect(wrong).toMatchObject({ status: 404, body: { code: "consignment-unknown" } });
      const received = await ask(server, "POST", path, { key: other.key, headers: WAIT, json });
      expect(received).toMatchObject({ status: 201, body: { state: "received", outstandingCount: 0 } });
      const again = await ask(server, "POST", path, {
        key: other.key,
        headers: { ...WAIT, "Idempotency-Key": "once-more" },
        json,
      });
      expect(again).toMatchObject({ status: 409, body: { code: "consignment-not-in-state" } });
    });

    it("that was never shipped is not received", async () => {
      const path = `/v1/consignments/${UNKNOWN_HASH}/receipt`;
      const json = { receivedAt: instantOf(server), codes: "all" };
      const answer = await ask(server, "POST", path, { key: parties.other.key, json });
      expect(answer).toMatchObject({ status: 404, body: { code: "consignment-unknown" } });
    });
  });

  describe("a list", () => {
    it("comes in pages that join without a gap", async () => {
      const seen: unknown[] = [];
      let path = "/v1/institutions?limit=2";
      for (;;) {
        const { body } = await ask(server, "GET", path, { key: auditor });
        const { rows, next } = body as { rows: { id: number }[]; next: string | null };
        seen.push(...rows.map(({ id }) => id));
        if (next === null) break;
        path = `/v1/institutions?limit=2&cursor=${next}`;
      }
      const { body } = await ask(server, "GET", "/v1/institutions?limit=200", { key: auditor });
      expect(seen).toStrictEqual((body as { rows: { id: number }[] }).rows.map(({ id }) => id));
      expect(new Set(seen).size).toBe(seen.length);
    });

    it("holds nothing of others", async () => {
      const { other, pharmacy } = parties;
      const { body } = await ask(server, "GET", "/v1/dispenses", { key: other.key });
      expect(body["rows"]).toStrictEqual([]);
      const own = await ask(server, "GET", "/v1/dispenses?limit=1", { key: pharmacy.key });
      expect(own.body["rows"]).toHaveLength(1);
      expect(
        (await ask(server, "GET", "/v1/consignments?side=sender", { key: other.key })).body["rows"],
      ).toStrictEqual([]);
      expect((await ask(server, "GET", "/v1/batches", { key: auditor })).body["rows"]).not.toHaveLength(0);
    });
  });

  describe("an API key", () => {
    const keysOf = ({ institution }: Party): string => `/v1/institutions/${institution}/api-keys`;

    it("is shown once, works, is listed without itself, and works no more when it was revoked", async () => {
      const { pharmacy } = parties;
      const issued = await ask(server, "POST", keysOf(pharmacy), {
        key: pharmacy.key,
        json: { name: "till 2" },
      });
      const token = String(issued.body["token"]);
      expect(issued).toMatchObject({ status: 201, body: { name: "till 2", role: "pharmacy" } });
      expect((await ask(server, "GET", "/v1/dispenses", { key: token })).status).toBe(200);
      const listed = await ask(server, "GET", keysOf(pharmacy), { key: pharmacy.key });
      expect(JSON.stringify(listed.body)).not.toContain(token);
      const path = `${keysOf(pharmacy)}/${String(issued.body["hash"])}`;
      expect((await ask(server, "DELETE", path, { key: pharmacy.key })).status).toBe(200);
      expect((await ask(server, "GET", "/v1/dispenses", { key: token })).status).toBe(401);
    });

    it("of another institution is nobody's business", async () => {
      const { pharmacy, other } = parties;
      for (const key of [other.key, auditor]) {
        const issued = await ask(server, "POST", keysOf(pharmacy), { key, json: { name: "mine now" } });
        expect(issued.status).toBe(403);
        expect((await ask(server, "GET", keysOf(pharmacy), { key })).status).toBe(403);
      }
    });
  });

  it("met no bug and wrote nothing of a person into its log", () => {
    expect(server.logged.filter(({ level }) => level === "error")).toStrictEqual([]);
    expect(JSON.stringify(server.logged)).not.toMatch(/11010519491231002X|8300385\d{13}/);
  });
});
