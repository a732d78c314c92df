import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZONES } from "../../../server/domain/business-day.ts";
import { platformTime } from "../../../server/domain/nhsa/message-times.ts";
import { type Fields, LINES, messageOf, traced } from "../../domain/support/nhsa-messages.ts";
import { settlementText } from "../../domain/support/settlement-messages.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { type Answered, ask, type Party, refusedAttemptsOf, type Sent } from "../support/whole-server.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

describe("an NHSA message over HTTP", () => {
  let shop: Shop;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const post = (path: string, sent: Sent): Promise<Answered> =>
    ask(shop.server, "POST", path, { headers: JSON_TYPE, ...sent });
  const now = (): string => {
    const atSec = Math.floor(shop.server.test.clock.nowMs() / 1000);
    const digits = platformTime(atSec, ZONES["Asia/Shanghai"]);
    return digits.replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3 $4:$5:$6");
  };
  const sale = (by: Party, change: Fields = {}): string => {
    nth += 1;
    const line = { ...LINES["3505"], ...traced([shop.pack(0)]), sel_retn_cnt: "1", sel_retn_time: now() };
    return messageOf(
      "3505",
      { ...line, rtal_docno: "HTTP-1", ...change },
      { msgid: `M${nth}`, fixmedins_code: by.code },
    );
  };

  it("of another drug than its pack holds is refused with 200, and the attempt is kept", async () => {
    const { pharmacy } = shop;
    const body = sale(pharmacy, { med_list_codg: "XA10AAD001A00101010002" });
    const answer = await post("/nhsa/3505", { key: pharmacy.key, body });
    expect(answer).toMatchObject({
      status: 200,
      body: { infcode: "0", output: { result: { retRslt: "0" } }, caretrail: { code: "trace-code-foreign" } },
    });
    const [attempt] = await refusedAttemptsOf(shop.server, pharmacy.institution);
    const packs = [{ batch: shop.goods.batch, index: 0 }];
    expect(attempt).toMatchObject({ code: "trace-code-foreign", packs });
  });

  it.each([
    ["no UTF-8", new Uint8Array([0x7b, 0x22, 0xd6, 0xd0, 0x22, 0x7d])],
    ["nothing", ""],
    ["no JSON", "3505"],
    ["a name that stands twice", '{"infno":"3505","infno":"3506"}'],
  ])("of %s is answered with infcode -1", async (_, body) => {
    const answer = await post("/nhsa/3505", { key: shop.pharmacy.key, body });
    expect(answer).toMatchObject({
      status: 200,
      body: { infcode: "-1", output: null, caretrail: { code: "malformed-request" } },
    });
  });

  it("that settles is answered by its own kind, and refused at the first level", async () => {
    const { pharmacy } = shop;
    const text = (input: Fields): string =>
      settlementText("2205", input, { fixmedins_code: pharmacy.code, msgid: "S-1", inf_time: now() });
    const faulty = await post("/nhsa/2205", { key: pharmacy.key, body: text({ data: { psn_no: "1" } }) });
    expect(faulty).toMatchObject({
      status: 200,
      body: { infcode: "-1", output: null, caretrail: { code: "malformed-request" } },
    });
    const other = await post("/nhsa/2103", { key: pharmacy.key, body: text({}) });
    expect(other.body).toMatchObject({ infcode: "-1", caretrail: { code: "malformed-request" } });
    const done = await post("/nhsa/2205", { key: pharmacy.key, body: text({}) });
    expect(done).toMatchObject({ status: 200, body: { infcode: "0", output: null, caretrail: null } });
  });

  it("in another's name is refused", async () => {
    const answer = await post("/nhsa/3505", { key: shop.pharmacy.key, body: sale(shop.other) });
    expect(answer.body).toMatchObject({ infcode: "-1", caretrail: { code: "institution-mismatch" } });
  });

  it("is for whoever dispenses, and a problem document for all others", async () => {
    const { maker, pharmacy } = shop;
    const body = sale(pharmacy);
    expect((await post("/nhsa/3505", { body })).status).toBe(401);
    expect((await post("/nhsa/3505", { key: maker.key, body })).body).toMatchObject({
      code: "role-not-permitted",
    });
    expect((await post("/nhsa/3505", { key: pharmacy.key, body: " ".repeat(1_048_577) })).status).toBe(413);
    const xml = await post("/nhsa/3505", {
      key: pharmacy.key,
      body,
      headers: { "Content-Type": "text/xml" },
    });
    expect(xml.status).toBe(415);
  });

  it.each(["3500", "3508", "3505B", "2104", "2102A", "__proto__"])("has no door %s", async (infno) => {
    const answer = await post(`/nhsa/${infno}`, { key: shop.pharmacy.key, body: "{}" });
    expect(answer).toMatchObject({ status: 400, body: { code: "malformed-request" } });
  });

  it("met no bug and wrote nothing of a person into the log", () => {
    expect(shop.server.logged.filter(({ level }) => level === "error")).toStrictEqual([]);
    expect(JSON.stringify(shop.server.logged)).not.toMatch(/11010519491231002X|8300385\d{13}/);
  });
});
