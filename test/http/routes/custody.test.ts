import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliver } from "../support/path-of-packs.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { type Answered, ask } from "../support/whole-server.ts";

describe("what a delivery note says of money", () => {
  let shop: Shop;
  let id: string;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    const codes = [shop.pack(10), shop.pack(11)];
    id = await deliver(shop.server, { from: shop.maker, to: shop.pharmacy, codes, number: "D-7" });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const read = (key: string): Promise<Answered> => ask(shop.server, "GET", `/v1/consignments/${id}`, { key });
  const PRICES = [{ unitPriceFen: "9900", invoiceNumber: "INV-D-7", isCommitted: true }];

  it("is told to the sender, with its own number", async () => {
    expect((await read(shop.maker.key)).body).toMatchObject({ documentNumber: "D-7", prices: PRICES });
  });

  it("is told to the bureau of the region, without the number", async () => {
    expect((await read(shop.bureau.key)).body).toMatchObject({ documentNumber: null, prices: PRICES });
  });

  it("is not told to the receiver or to an auditor", async () => {
    for (const key of [shop.pharmacy.key, shop.auditor]) {
      expect((await read(key)).body).toMatchObject({ id, documentNumber: null, prices: null });
    }
  });
});
