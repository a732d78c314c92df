import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver, makeBatch, receipt } from "../support/path-of-packs.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { type Answered, ask, type Party, refusedAttemptsOf, WAIT } from "../support/whole-server.ts";

describe("a dispense over HTTP", () => {
  let shop: Shop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const dispense = (
    by: Party,
    json: unknown,
    headers: Readonly<Record<string, string>> = WAIT,
  ): Promise<Answered> => ask(shop.server, "POST", "/v1/dispenses", { key: by.key, json, headers });
  const lastRefusal = async (by: Party): Promise<unknown> =>
    (await refusedAttemptsOf(shop.server, by.institution))[0];

  it("is recorded, priced and told by the code, with the block that shows it", async () => {
    const { pharmacy } = shop;
    const sold = await dispense(pharmacy, receipt(shop.server, "RX-1", [shop.pack(0), shop.pack(1)]));
    expect(sold).toMatchObject({
      status: 201,
      body: {
        status: "recorded",
        totalFen: "25600",
        lines: [
          { code: shop.pack(0), product: "阿莫西林胶囊", batch: shop.goods.batch, provenance: "maker" },
          { code: shop.pack(1), index: 1 },
        ],
      },
    });
    expect(sold.headers.get("preference-applied")).toBe("wait=20");
    const read = await ask(shop.server, "GET", sold.headers.get("location") ?? "", { key: pharmacy.key });
    expect(read.body).toMatchObject({ id: sold.body["id"], document: { number: "RX-1" } });
    const story = await ask(shop.server, "GET", `/v1/packs/${shop.pack(0)}`, { key: pharmacy.key });
    expect(story.body).toMatchObject({ isGone: true, dispenses: [{ id: sold.body["id"] }] });
    const steps = (story.body["lines"] as { step: string }[]).map(({ step }) => step);
    expect(steps).toStrictEqual(["made", "shipped", "received", "dispensed"]);
  });

  it("is answered at once with its command where the caller would not wait", async () => {
    const { pharmacy } = shop;
    const accepted = await dispense(pharmacy, receipt(shop.server, "RX-2", [shop.pack(2)]), {});
    expect(accepted).toMatchObject({ status: 202, body: { kind: "record-dispenses", refusal: null } });
    const place = accepted.headers.get("location") ?? "";
    await expect
      .poll(async () => (await ask(shop.server, "GET", place, { key: pharmacy.key })).body, {
        timeout: 20_000,
      })
      .toMatchObject({ state: "mined", mined: { result: { dispenses: [expect.any(String)] } } });
    expect((await ask(shop.server, "GET", place, { key: shop.other.key })).status).toBe(404);
  });

  it("is one dispense however often the same document comes", async () => {
    const body = receipt(shop.server, "RX-3", [shop.pack(3)]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => dispense(shop.pharmacy, body)));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.filter(({ body: { code } }) => code !== "idempotency-in-flight")).toStrictEqual([]);
    const after = await dispense(shop.pharmacy, body);
    const ids = [after, ...answers].filter(({ status }) => status === 201).map(({ body: { id } }) => id);
    expect(new Set(ids).size).toBe(1);
  });

  it("is refused when the document comes with another body, and the attempt is kept", async () => {
    const body = receipt(shop.server, "RX-4", [shop.pack(4)]);
    await dispense(shop.pharmacy, body);
    const other = await dispense(shop.pharmacy, { ...body, prescription: null });
    expect(other).toMatchObject({
      status: 422,
      body: { code: "idempotency-body-differs", retry: "never" },
    });
    expect(await lastRefusal(shop.pharmacy)).toMatchObject({ code: "idempotency-body-differs" });
  });

  it("is refused for a pack that was handed over, with what decided it, and shows in its story", async () => {
    const second = await dispense(shop.pharmacy, receipt(shop.server, "RX-5", [shop.pack(0)]));
    expect(second).toMatchObject({
      status: 409,
      body: { code: "pack-already-dispensed", retry: "never", pack: shop.pack(0) },
    });
    const story = await ask(shop.server, "GET", `/v1/packs/${shop.pack(0)}`, { key: shop.pharmacy.key });
    expect(story.body["refusals"]).toMatchObject([{ code: "pack-already-dispensed" }]);
    expect(story.body["dispenses"]).toHaveLength(1);
  });

  it("tells every bad line, not the first alone", async () => {
    const codes = [
      shop.pack(0),
      "83003850000000999999",
      "not a code",
      shop.pack(11),
      shop.pack(5),
      shop.pack(5),
    ];
    const answer = await dispense(shop.pharmacy, receipt(shop.server, "RX-6", codes));
    expect(answer.body["lines"]).toMatchObject([
      { line: 1, failure: "pack-already-dispensed" },
      { line: 2, failure: "trace-code-unknown" },
      { line: 3, failure: "trace-code-malformed", code: null },
      { line: 4, failure: "not-in-custody" },
      { line: 6, failure: "trace-code-repeated" },
    ]);
  });

  it("is refused from a batch that had expired", async () => {
    const old = await makeBatch(shop.server, shop, { packCount: 1, expiresOn: "2025-12-31" });
    await deliver(shop.server, { from: shop.maker, to: shop.pharmacy, codes: old.codes, number: "D-old" });
    const answer = await dispense(shop.pharmacy, receipt(shop.server, "RX-7", old.codes));
    expect(answer).toMatchObject({ status: 409, body: { code: "batch-expired" } });
    expect(await lastRefusal(shop.pharmacy)).toMatchObject({
      code: "batch-expired",
      operation: "record-dispenses",
    });
  });

  it("is refused in the hands of another institution", async () => {
    const answer = await dispense(shop.other, receipt(shop.server, "RX-8", [shop.pack(6)]));
    expect(answer).toMatchObject({ status: 409, body: { code: "not-in-custody" } });
  });

  it("is refused with a time that lies in the future", async () => {
    const body = { ...receipt(shop.server, "RX-9", [shop.pack(6)]), dispensedAt: "2027-01-01T00:00:00Z" };
    expect(await dispense(shop.pharmacy, body)).toMatchObject({
      status: 422,
      body: { code: "occurred-in-future" },
    });
  });

  it("is refused of an institution whose key the ledger does not know any more", async () => {
    const { pharmacy } = shop;
    const path = `/v1/institutions/${pharmacy.institution}/operators/${pharmacy.operatorKey}`;
    const revoked = await ask(shop.server, "DELETE", path, { key: pharmacy.key, headers: WAIT });
    expect(revoked.status).toBe(201);
    const answer = await dispense(pharmacy, receipt(shop.server, "RX-10", [shop.pack(7)]));
    expect(answer).toMatchObject({ status: 403, body: { code: "operator-revoked" } });
    expect(await lastRefusal(pharmacy)).toMatchObject({ code: "operator-revoked" });
    await ask(shop.server, "POST", `/v1/institutions/${pharmacy.institution}/operators`, {
      key: pharmacy.key,
      headers: { ...WAIT, "Idempotency-Key": "back-again" },
      json: {
        key: pharmacy.operatorKey,
        acts: ["ship", "receive", "dispense"],
        validUntilAt: "2035-01-01T00:00:00Z",
      },
    });
    expect(await dispense(pharmacy, receipt(shop.server, "RX-11", [shop.pack(7)]))).toMatchObject({
      status: 201,
    });
  });

  it("meets no bug", () => {
    expect(shop.server.logged.filter(({ level }) => level === "error")).toStrictEqual([]);
  });
});
