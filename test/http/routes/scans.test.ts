import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveAnswers } from "../../../bench/reading-server.ts";
import type { BatchId } from "../../../server/domain/ids.ts";
import { apiKeyHash } from "../../../server/http/authenticate.ts";
import type { Serving } from "../../../server/http/serve.ts";
import { makeApiKey } from "../../../server/vault/api-key.ts";
import {
  admitted,
  dispensed,
  hashOf,
  made,
  openToldLedger,
  registered,
  type ToldLedger,
} from "../../flows/support/told-ledger.ts";
import { ask } from "../support/whole-server.ts";

const [MAKER, PHARMACY] = [3, 5];
const BATCH: BatchId = "0x00000000000000a1";
const OWN: BatchId = "0x00000000000000a2";
const CODE = "83003850000000000000";
const HELD = "83003850000000000001";

describe("scans and checks over HTTP", () => {
  let ledger: ToldLedger;
  let serving: Serving;
  let key: string;

  beforeAll(async () => {
    ledger = await openToldLedger();
    await ledger.tell([
      ...registered(MAKER, "maker", 330_500),
      ...registered(PHARMACY, "pharmacy", 330_500),
      admitted(1, MAKER, [{ scheme: 2, value: "8300385" }]),
    ]);
    const given = { product: 1, maker: PHARMACY };
    await ledger.tell(made(ledger.vault, { ...given, batch: BATCH, codes: [`cn:${CODE}`] }));
    await ledger.tell(made(ledger.vault, { ...given, batch: OWN, codes: [`cn:${HELD}`] }));
    const pack = { batch: BATCH, index: 0 };
    await ledger.tell([dispensed({ number: "RX-1", by: PHARMACY, pack }, ledger.nowSec())]);
    key = makeApiKey();
    await ledger.intents.putApiKey({
      hash: apiKeyHash(key),
      name: "till",
      institution: PHARMACY,
      roles: ["pharmacy"],
      region: 330_500,
      createdAtMs: 1,
      revokedAtMs: null,
    });
    serving = await serveAnswers(ledger, ledger.answers, { addressBurstMax: 30, addressPerSecMax: 0.001 });
  });
  afterAll(async () => {
    await serving.close();
    await ledger.close();
  });

  const post = (path: string, json: unknown, sent: { key?: string } = { key }) =>
    ask(serving, "POST", path, { json, ...sent });

  it("one scan is answered flat, several as a list", async () => {
    expect(await post("/v1/scans", { scan: `${HELD}\r\n` })).toMatchObject({
      status: 200,
      body: { scheme: "cn", canonical: HELD, use: null, asOf: { block: 4 } },
    });
    const many = await post("/v1/scans", { scans: [CODE, "8.3003850E+19"], purpose: "dispense" });
    expect(many.body).toMatchObject({
      scans: [
        { canonical: CODE, use: { isUsable: false, failure: "pack-already-dispensed" } },
        { canonical: null, fault: "excel", use: { failure: "trace-code-malformed" } },
      ],
    });
  });

  it("refuses what is no request of scans, and who has no key", async () => {
    const scans = Array.from({ length: 201 }, () => CODE);
    for (const wrong of [
      {},
      { scans: [] },
      { scans },
      { scan: CODE, purpose: "sell" },
      { scan: CODE, at: "x" },
    ]) {
      expect((await post("/v1/scans", wrong)).body).toMatchObject({ code: "malformed-request" });
    }
    expect((await post("/v1/scans", { scan: CODE, scans: [CODE] })).status).toBe(400);
    expect((await post("/v1/scans", { scan: CODE }, {})).status).toBe(401);
  });

  it("the story is as promised to the last member", async () => {
    const story = await ask(serving, "GET", `/v1/packs/${CODE}`, { key });
    expect(story).toMatchObject({ status: 200, body: { isGone: true, dispenses: [{ state: "recorded" }] } });
    const words = await ask(serving, "GET", `/v1/packs/${CODE}?format=text`, { key });
    expect(words.body["text"]).toMatch(/发药[\s\S]*dispensed/);
    const english = await ask(serving, "GET", `/v1/packs/${CODE}?format=text&language=en`, { key });
    expect(english.body["text"]).toContain("dispensed");
    expect(english.body["text"]).not.toContain("发药");
    const unknown = await ask(serving, "GET", `/v1/packs/${CODE}?format=text&language=fr`, { key });
    expect(unknown.status).toBe(400);
  });

  it("a check needs no key, and its own token tells the dispense", async () => {
    const token = ledger.vault.receiptToken(hashOf("RX-1"));
    const known = await post("/v1/checks", { code: CODE, receiptToken: token }, {});
    expect(known).toMatchObject({ status: 200, body: { isReceiptOfPack: true, receipt: { units: 0 } } });
    const wrong = await post("/v1/checks", { code: CODE, receiptToken: "0000" }, {});
    expect(wrong).toMatchObject({ status: 200, body: { isKnown: true, receipt: null } });
    expect((await post("/v1/checks", { code: "6900000000007" }, {})).body).toMatchObject({
      code: "product-barcode-scanned",
    });
  });

  it("whoever asks for nobody in particular may ask only so often", async () => {
    const statuses: number[] = [];
    for (let nth = 0; nth < 40; nth += 1) {
      statuses.push((await post("/v1/checks", { code: CODE, receiptToken: String(nth) }, {})).status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses[0]).toBe(200);
    expect((await post("/v1/scans", { scan: CODE })).status).toBe(200);
  });
});
