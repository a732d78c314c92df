import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instantOf, receipt, traceCodeOf } from "../support/path-of-packs.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { type Answered, ask, type Party, WAIT } from "../support/whole-server.ts";

describe("stock over HTTP", () => {
  let shop: Shop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const send = (by: Party, method: string, path: string, json: unknown): Promise<Answered> =>
    ask(shop.server, method, path, { key: by.key, json, headers: WAIT });
  const read = (key: string, path: string): Promise<Answered> => ask(shop.server, "GET", path, { key });
  const rowsOf = ({ body }: Answered) => body["rows"] as readonly Readonly<Record<string, unknown>>[];
  const old = (n: number): string => traceCodeOf(900_000_000 + n);
  const declaration = (number: string, change: object) => ({
    documentNumber: number,
    declaredAt: instantOf(shop.server),
    product: shop.product,
    batchNumber: "OLD1",
    madeOn: "2025-01-01",
    expiresOn: "2028-10-31",
    packCount: 3,
    ...change,
  });

  it("is told with its mass balance, to its owner and who watches over it", async () => {
    await send(shop.pharmacy, "POST", "/v1/dispenses", receipt(shop.server, "RX-1", [shop.pack(0)]));
    const own = await read(shop.pharmacy.key, "/v1/stock");
    expect(rowsOf(own)).toMatchObject([
      { receivedCount: 10, dispensedCount: 1, onHandCount: 9, onHandDeclaredCount: 0 },
    ]);
    const seen = await read(shop.bureau.key, `/v1/stock?institution=${shop.pharmacy.institution}`);
    expect(rowsOf(seen)).toEqual(rowsOf(own));
    expect(rowsOf(await read(shop.bureau.key, "/v1/stock"))).toHaveLength(2);
    expect(rowsOf(await read(shop.other.key, "/v1/stock"))).toEqual([]);
    const strangers = await read(shop.other.key, `/v1/stock?institution=${shop.pharmacy.institution}`);
    expect(strangers).toMatchObject({ status: 404, body: { code: "not-found" } });
  });

  it("older than the ledger is declared with its codes, and told apart", async () => {
    const codes = [old(1), old(2), old(3)];
    const declared = await send(
      shop.pharmacy,
      "POST",
      "/v1/stock/declarations",
      declaration("PD-1", { codes }),
    );
    expect(declared).toMatchObject({
      status: 201,
      body: { status: "sealed", provenance: "declared", manifestCount: 3 },
    });
    const byProduct = await read(shop.pharmacy.key, "/v1/stock?by=product");
    expect(rowsOf(byProduct)).toMatchObject([{ onHandCount: 12, onHandDeclaredCount: 3, batch: null }]);
    const sold = await send(shop.pharmacy, "POST", "/v1/dispenses", receipt(shop.server, "RX-2", [old(1)]));
    expect(sold).toMatchObject({ status: 201, body: { lines: [{ provenance: "declared" }] } });
  });

  it("is declared as a stream too, and by the institution's own product number", async () => {
    const unmapped = declaration("PD-2", { product: undefined, sku: "S-1", batchNumber: "OLD2" });
    expect(await send(shop.pharmacy, "POST", "/v1/stock/declarations", unmapped)).toMatchObject({
      status: 422,
      body: { code: "sku-unmapped", sku: "S-1" },
    });
    const path = `/v1/institutions/${shop.pharmacy.institution}/skus`;
    const skus = [{ sku: "S-1", product: shop.product }];
    expect(await send(shop.pharmacy, "PUT", path, { skus })).toMatchObject({ status: 200 });
    const opened = await send(shop.pharmacy, "POST", "/v1/stock/declarations", unmapped);
    expect(opened).toMatchObject({ status: 201, body: { status: "open" } });
    const batch = String(opened.body["id"]);
    const manifest = await ask(shop.server, "PUT", `/v1/batches/${batch}/manifest`, {
      key: shop.pharmacy.key,
      headers: { ...WAIT, "Content-Type": "application/x-ndjson" },
      body: [old(4), old(5), old(6)].map((code) => `${JSON.stringify(code)}\n`).join(""),
    });
    expect(manifest.status).toBe(201);
    const sealed = await ask(shop.server, "POST", `/v1/batches/${batch}/seal`, {
      key: shop.pharmacy.key,
      headers: WAIT,
    });
    expect(sealed).toMatchObject({ status: 201, body: { status: "sealed" } });
  });

  it("maps product numbers for their own institution alone, and only to known products", async () => {
    const path = `/v1/institutions/${shop.pharmacy.institution}/skus`;
    expect(rowsOf(await read(shop.bureau.key, path))).toEqual([{ sku: "S-1", product: shop.product }]);
    expect((await read(shop.other.key, path)).status).toBe(404);
    expect((await send(shop.other, "PUT", path, { skus: [] })).status).toBe(404);
    const unknown = [{ sku: "S-2", product: 77_777 }];
    expect(await send(shop.pharmacy, "PUT", path, { skus: unknown })).toMatchObject({
      status: 404,
      body: { code: "product-unknown", lines: [{ line: 1, sku: "S-2" }] },
    });
    const twice = [0, 1].map(() => ({ sku: "S-1", product: shop.product }));
    expect((await send(shop.pharmacy, "PUT", path, { skus: twice })).status).toBe(400);
  });

  it("holds a sale's own product number against the box", async () => {
    const asked = receipt(shop.server, "RX-3", [shop.pack(2)]);
    const line = { code: shop.pack(2), priceFen: "12800" };
    const unmapped = { ...asked, lines: [{ ...line, sku: "S-9" }] };
    expect(await send(shop.pharmacy, "POST", "/v1/dispenses", unmapped)).toMatchObject({
      status: 422,
      body: { code: "sku-unmapped" },
    });
    const mapped = { ...asked, lines: [{ ...line, sku: "S-1" }] };
    expect((await send(shop.pharmacy, "POST", "/v1/dispenses", mapped)).status).toBe(201);
  });

  it("is written off with a reason, and every line that can not be is told", async () => {
    const path = "/v1/packs/decommissions";
    const words = { documentNumber: "BF-1", occurredAt: instantOf(shop.server), reason: "destroyed" };
    const bad = [shop.pack(0), shop.pack(3), shop.pack(11)].map((code) => ({ code }));
    const refused = await send(shop.pharmacy, "POST", path, { ...words, lines: bad });
    expect(refused.body["lines"]).toMatchObject([
      { line: 1, failure: "pack-already-dispensed" },
      { line: 3, failure: "not-in-custody" },
    ]);
    const gone = await send(shop.pharmacy, "POST", path, { ...words, lines: [{ code: shop.pack(3) }] });
    expect(gone).toMatchObject({ status: 201, body: { reason: "destroyed", packCount: 1 } });
    const place = gone.headers.get("location") ?? "";
    expect((await read(shop.bureau.key, place)).body).toMatchObject({ document: null });
    expect((await read(shop.other.key, place)).status).toBe(404);
    expect(rowsOf(await read(shop.pharmacy.key, path))).toMatchObject([{ id: gone.body["id"] }]);
  });

  it("is neither sold nor moved where the bureau holds its batch, until it lets go", async () => {
    const path = `/v1/batches/${shop.goods.batch}`;
    const held = await send(shop.bureau, "POST", `${path}/quarantine`, { reason: "抽检中" });
    expect(held).toMatchObject({ status: 201, body: { quarantines: [{ released: null }] } });
    const sale = receipt(shop.server, "RX-4", [shop.pack(4)]);
    expect(await send(shop.pharmacy, "POST", "/v1/dispenses", sale)).toMatchObject({
      status: 409,
      body: { code: "batch-in-quarantine" },
    });
    const released = await ask(shop.server, "POST", `${path}/release`, {
      key: shop.bureau.key,
      headers: WAIT,
    });
    expect(released.status).toBe(201);
    expect((await send(shop.pharmacy, "POST", "/v1/dispenses", sale)).status).toBe(201);
  });

  it("is judged by the rules that its region's bureau sets, and no other's", async () => {
    const path = "/v1/regions/330500/rules";
    expect((await read(shop.pharmacy.key, path)).body).toMatchObject({
      limits: { isDefault: true, returnWindowSeconds: 864_000, reversalsMax: 3 },
    });
    const limits = {
      lateAfterSeconds: 7_200,
      returnWindowSeconds: 86_400,
      disputeLimitSeconds: 86_400,
      reversalsMax: 2,
    };
    expect(await send(shop.bureau, "PUT", path, { limits })).toMatchObject({
      status: 201,
      body: { limits: { ...limits, isDefault: false } },
    });
    expect((await send(shop.bureau, "PUT", "/v1/regions/420100/rules", { limits })).status).toBe(403);
    expect((await send(shop.pharmacy, "PUT", path, { limits })).status).toBe(403);
    const mode = { productClass: "ordinary", mode: "warn", fromAt: instantOf(shop.server) };
    expect((await send(shop.bureau, "PUT", path, { mode })).body).toMatchObject({
      modes: [{ productClass: "ordinary", mode: "warn" }],
    });
  });

  it("is recalled by its maker, and the answer names the declared batches that went with it", async () => {
    const words = { recalledAt: instantOf(shop.server), reason: "含量不合格" };
    const path = `/v1/batches/${shop.goods.batch}/recall`;
    expect(await send(shop.maker, "POST", path, words)).toMatchObject({
      status: 201,
      body: { batch: { status: "recalled", recalled: { reason: "含量不合格" } }, alsoRecalled: [] },
    });
    const sale = receipt(shop.server, "RX-5", [shop.pack(5)]);
    expect(await send(shop.pharmacy, "POST", "/v1/dispenses", sale)).toMatchObject({
      status: 409,
      body: { code: "batch-not-sellable", lines: [{ status: "recalled" }] },
    });
  });
});
