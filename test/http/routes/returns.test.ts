import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instantOf, receipt } from "../support/path-of-packs.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { type Answered, ask, type Party, WAIT } from "../support/whole-server.ts";

describe("what comes back of a dispense over HTTP", () => {
  let shop: Shop;
  let sold: Answered;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    sold = await ask(shop.server, "POST", "/v1/dispenses", {
      key: shop.pharmacy.key,
      json: receipt(shop.server, "RX-1", [shop.pack(0), shop.pack(1)]),
      headers: WAIT,
    });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const reverse = (
    by: Party,
    number: string,
    codes: readonly string[],
    reversedAt = instantOf(shop.server),
  ): Promise<Answered> =>
    ask(shop.server, "POST", `/v1/dispenses/${sold.body["id"]}/reversal`, {
      key: by.key,
      headers: WAIT,
      json: {
        documentNumber: number,
        reversedAt,
        lines: codes.map((code) => ({ code, priceFen: "12800" })),
      },
    });
  const answer = (receiptToken: string, said: string): Promise<Answered> =>
    ask(shop.server, "POST", `/v1/dispenses/${sold.body["id"]}/receipt`, {
      json: { receiptToken, answer: said },
      headers: WAIT,
    });

  it("the dispense tells what came back and what stands", async () => {
    expect(sold).toMatchObject({ status: 201, body: { status: "recorded", reversals: [], answer: null } });
    const at = instantOf(shop.server);
    const back = await reverse(shop.pharmacy, "TH-1", [shop.pack(0)], at);
    expect(back).toMatchObject({
      status: 201,
      body: {
        status: "partly-reversed",
        reversals: [{ totalFen: "12800", documentNumber: "TH-1", lines: [{ units: 0 }] }],
      },
    });
    const again = await reverse(shop.pharmacy, "TH-1", [shop.pack(0)], at);
    expect(again).toMatchObject({ status: 201, body: { reversals: [{ documentNumber: "TH-1" }] } });
  });

  it("what was not sold there does not come back there, and every bad line is told", async () => {
    const refused = await reverse(shop.pharmacy, "TH-2", [shop.pack(5), "x", shop.pack(0)]);
    expect(refused.body["lines"]).toMatchObject([
      { line: 1, failure: "return-line-wrong" },
      { line: 2, failure: "trace-code-malformed" },
      { line: 3, failure: "return-exceeds-line" },
    ]);
    const others = await reverse(shop.other, "TH-3", [shop.pack(1)]);
    expect(others).toMatchObject({ status: 404, body: { code: "dispense-unknown" } });
  });

  it("who holds the receipt says whether it was received, without naming anybody", async () => {
    const token = String(sold.body["receiptToken"]);
    expect(await answer("0000-0000-0000-0000-0000", "denied")).toMatchObject({
      status: 404,
      body: { code: "not-found" },
    });
    expect(await answer(token, "denied")).toMatchObject({ status: 200, body: { status: "on-ledger" } });
    expect(await answer(token, "denied")).toMatchObject({ status: 200, body: { status: "on-ledger" } });
    expect(await answer(token, "confirmed")).toMatchObject({
      status: 409,
      body: { code: "receipt-already-answered", answer: "denied" },
    });
    const read = await ask(shop.server, "GET", `/v1/dispenses/${sold.body["id"]}`, { key: shop.bureau.key });
    expect(read.body).toMatchObject({ answer: { answer: "denied" }, receiptToken: null, document: null });
  });
});
