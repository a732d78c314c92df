import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Consortium,
  deliver,
  foundConsortium,
  type Goods,
  instantOf,
  makeBatch,
  receipt,
  traceCodeOf,
} from "../support/path-of-packs.ts";
import {
  type Answered,
  addParty,
  ask,
  giveKey,
  type Party,
  refusedAttemptsOf,
  startWholeServer,
  WAIT,
  type WholeServer,
} from "../support/whole-server.ts";

const NDJSON = { "Content-Type": "application/x-ndjson" };
const UNKNOWN_HASH = `0x${"ab".repeat(32)}`;

describe("the path of a pack over HTTP", () => {
  let server: WholeServer;
  let parties: Consortium;
  let goods: Goods;
  let auditor: string;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startWholeServer((stop) => stops.unshift(stop));
    parties = await foundConsortium(server);
    goods = await makeBatch(server, parties, { packCount: 12 });
    const { maker, pharmacy } = parties;
    await deliver(server, { from: maker, to: pharmacy, codes: goods.codes.slice(0, 10), number: "D-0" });
    auditor = await giveKey(server, { institution: 4_000, roles: ["auditor"], region: 0 });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const dispense = (
    by: Party,
    json: unknown,
    headers: Readonly<Record<string, string>> = WAIT,
  ): Promise<Answered> => ask(server, "POST", "/v1/dispenses", { key: by.key, json, headers });
  const pack = (n: number): string => goods.codes[n] ?? "";
  const lastRefusal = async (by: Party): Promise<unknown> =>
    (await refusedAttemptsOf(server, by.institution))[0];

  describe("a dispense", () => {
    it("is recorded, priced and told by the code, with the block that shows it", async () => {
      const { pharmacy } = parties;
      const sold = await dispense(pharmacy, receipt(server, "RX-1", [pack(0), pack(1)]));
      expect(sold).toMatchObject({
        status: 201,
        body: {
          status: "recorded",
          totalFen: "25600",
          lines: [
            { code: pack(0), product: "阿莫西林胶囊", batch: goods.batch, provenance: "maker" },
            { code: pack(1), index: 1 },
          ],
        },
      });
      expect(sold.headers.get("preference-applied")).toBe("wait=20");
      const read = await ask(server, "GET", sold.headers.get("location") ?? "", { key: pharmacy.key });
      expect(read.body).toMatchObject({ id: sold.body["id"], document: { number: "RX-1" } });
      const story = await ask(server, "GET", `/v1/packs/${pack(0)}`, { key: pharmacy.key });
      expect(story.body).toMatchObject({ isGone: true, dispenses: [{ id: sold.body["id"] }] });
      const steps = (story.body["lines"] as { step: string }[]).map(({ step }) => step);
      expect(steps).toStrictEqual(["made", "shipped", "received", "dispensed"]);
    });

    it("is answered at once with its command where the caller would not wait", async () => {
      const { pharmacy } = parties;
      const accepted = await dispense(pharmacy, receipt(server, "RX-2", [pack(2)]), {});
      expect(accepted).toMatchObject({ status: 202, body: { kind: "record-dispenses", refusal: null } });
      const place = accepted.headers.get("location") ?? "";
      await expect
        .poll(async () => (await ask(server, "GET", place, { key: pharmacy.key })).body, { timeout: 20_000 })
        .toMatchObject({ state: "mined", mined: { result: { dispenses: [expect.any(String)] } } });
      expect((await ask(server, "GET", place, { key: parties.other.key })).status).toBe(404);
    });

    it("is one dispense however often the same document comes", async () => {
      const body = receipt(server, "RX-3", [pack(3)]);
      const answers = await Promise.all(Array.from({ length: 5 }, () => dispense(parties.pharmacy, body)));
      const refused = answers.filter(({ status }) => status !== 201);
      expect(refused.filter(({ body: { code } }) => code !== "idempotency-in-flight")).toStrictEqual([]);
      const after = await dispense(parties.pharmacy, body);
      const ids = [after, ...answers].filter(({ status }) => status === 201).map(({ body: { id } }) => id);
      expect(new Set(ids).size).toBe(1);
    });

    it("is refused when the document comes with another body, and the attempt is kept", async () => {
      const body = receipt(server, "RX-4", [pack(4)]);
      await dispense(parties.pharmacy, body);
      const other = await dispense(parties.pharmacy, { ...body, prescription: null });
      expect(other).toMatchObject({
        status: 422,
        body: { code: "idempotency-body-differs", retry: "never" },
      });
      expect(await lastRefusal(parties.pharmacy)).toMatchObject({ code: "idempotency-body-differs" });
    });

    it("is refused for a pack that was handed over, with what decided it, and shows in its story", async () => {
      const second = await dispense(parties.pharmacy, receipt(server, "RX-5", [pack(0)]));
      expect(second).toMatchObject({
        status: 409,
        body: { code: "pack-already-dispensed", retry: "never", pack: pack(0) },
      });
      const story = await ask(server, "GET", `/v1/packs/${pack(0)}`, { key: parties.pharmacy.key });
      expect(story.body["refusals"]).toMatchObject([{ code: "pack-already-dispensed" }]);
      expect(story.body["dispenses"]).toHaveLength(1);
    });

    it("tells every bad line, not the first alone", async () => {
      const codes = [pack(0), "83003850000000999999", "not a code", pack(11), pack(5), pack(5)];
      const answer = await dispense(parties.pharmacy, receipt(server, "RX-6", codes));
      expect(answer.body["lines"]).toMatchObject([
        { line: 1, failure: "pack-already-dispensed" },
        { line: 2, failure: "trace-code-unknown" },
        { line: 3, failure: "trace-code-malformed", code: null },
        { line: 4, failure: "not-in-custody" },
        { line: 6, failure: "trace-code-repeated" },
      ]);
    });

    it("is refused from a batch that had expired", async () => {
      const old = await makeBatch(server, parties, { packCount: 1, expiresOn: "2025-12-31" });
      await deliver(server, { from: parties.maker, to: parties.pharmacy, codes: old.codes, number: "D-old" });
      const answer = await dispense(parties.pharmacy, receipt(server, "RX-7", old.codes));
      expect(answer).toMatchObject({ status: 409, body: { code: "batch-expired" } });
      expect(await lastRefusal(parties.pharmacy)).toMatchObject({
        code: "batch-expired",
        operation: "record-dispenses",
      });
    });

    it("is refused in the hands of another institution", async () => {
      const answer = await dispense(parties.other, receipt(server, "RX-8", [pack(6)]));
      expect(answer).toMatchObject({ status: 409, body: { code: "not-in-custody" } });
    });

    it("is refused with a time that lies in the future", async () => {
      const body = { ...receipt(server, "RX-9", [pack(6)]), dispensedAt: "2027-01-01T00:00:00Z" };
      expect(await dispense(parties.pharmacy, body)).toMatchObject({
        status: 422,
        body: { code: "occurred-in-future" },
      });
    });

    it("is refused of an institution whose key the ledger does not know any more", async () => {
      const { pharmacy } = parties;
      const path = `/v1/institutions/${pharmacy.institution}/operators/${pharmacy.operatorKey}`;
      const revoked = await ask(server, "DELETE", path, { key: pharmacy.key, headers: WAIT });
      expect(revoked.status).toBe(201);
      const answer = await dispense(pharmacy, receipt(server, "RX-10", [pack(7)]));
      expect(answer).toMatchObject({ status: 403, body: { code: "operator-revoked" } });
      expect(await lastRefusal(pharmacy)).toMatchObject({ code: "operator-revoked" });
      await ask(server, "POST", `/v1/institutions/${pharmacy.institution}/operators`, {
        key: pharmacy.key,
        headers: { ...WAIT, "Idempotency-Key": "back-again" },
        json: {
          key: pharmacy.operatorKey,
          acts: ["ship", "receive", "dispense"],
          validUntilAt: "2035-01-01T00:00:00Z",
        },
      });
      expect(await dispense(pharmacy, receipt(server, "RX-11", [pack(7)]))).toMatchObject({ status: 201 });
    });
  });

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
