import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClaimShop, CUSTOMER, openClaimShop } from "../support/claim-shop.ts";
import { instantOf, receipt } from "../support/path-of-packs.ts";

const PRICE_FEN = "12800";
/** What is in scope of a pack: the catalogue's ceiling, all of it for retired cadres. */
const CEILING_FEN = "1280";

describe("claims over HTTP", () => {
  let shop: ClaimShop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openClaimShop((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const rowsOf = async (key: string, query = ""): Promise<Record<string, unknown>[]> =>
    (await shop.get(key, `/v1/claims${query}`)).body["rows"] as Record<string, unknown>[];

  it("a claim is submitted once, and its filer reads its own words", async () => {
    const json = shop.claim(await shop.sell());
    const { key } = shop.pharmacy;
    const first = await shop.send(key, "POST", "/v1/claims", json);
    expect(first).toMatchObject({
      status: 201,
      body: {
        state: "submitted",
        channel: "direct",
        totalFen: PRICE_FEN,
        requestedFen: PRICE_FEN,
        approvedFen: null,
        isOverdue: false,
        document: { number: json["documentNumber"], terms: { invoiceNumber: json["invoiceNumber"] } },
      },
    });
    const id = String(first.body["id"]);
    expect(first.headers.get("location")).toBe(`/v1/claims/${id}`);
    expect((await shop.send(key, "POST", "/v1/claims", json)).body["id"]).toBe(id);
    expect(await shop.send(key, "POST", "/v1/claims", { ...json, insuranceType: "390" })).toMatchObject({
      status: 422,
      body: { code: "idempotency-body-differs" },
    });
    const again = shop.claim(String((json["dispenses"] as string[])[0]));
    expect(await shop.send(key, "POST", "/v1/claims", again)).toMatchObject({
      status: 409,
      body: { code: "evidence-already-spent", claim: id },
    });
  });

  it("asking what it would come to changes nothing and says the same fen", async () => {
    const json = shop.claim(await shop.sell());
    const { key } = shop.pharmacy;
    const before = (await rowsOf(key)).length;
    const asked = await shop.send(key, "POST", "/v1/claims?dryRun=true", json);
    expect(asked).toMatchObject({
      status: 200,
      body: { result: "awarded", approvedFen: CEILING_FEN, cashFen: "11520", suspicions: [] },
    });
    expect((await rowsOf(key)).length).toBe(before);
    const claim = String((await shop.send(key, "POST", "/v1/claims", json)).body["id"]);
    const decided = await shop.decide(claim, shop.decider);
    expect(decided).toMatchObject({ status: 201, body: { state: "approved", approvedFen: CEILING_FEN } });
  });

  it("a till sells and claims in one go", async () => {
    const body = {
      ...receipt(shop.server, "RX-BOTH", [shop.pack(29)]),
      claim: {
        documentNumber: "JS-BOTH",
        payerRegion: 330_500,
        invoiceNumber: "FP-BOTH",
        insuranceType: "340",
        careType: "41",
      },
    };
    const sold = await shop.send(shop.pharmacy.key, "POST", "/v1/dispenses", body);
    expect(sold.status).toBe(201);
    const [newest] = await rowsOf(shop.pharmacy.key);
    expect(newest).toMatchObject({
      state: "submitted",
      evidence: [{ kind: "dispense", id: sold.body["id"] }],
      document: { number: "JS-BOTH" },
    });
    const anonymous = { ...body, documentNumber: "RX-NOBODY", person: null };
    const refused = await shop.send(shop.pharmacy.key, "POST", "/v1/dispenses", anonymous);
    expect([refused.status, refused.body["code"]]).toEqual([422, "claim-person-missing"]);
  });

  it("a claim exists for its filer, its payer and who audits them, and for nobody else", async () => {
    const id = await shop.claimed();
    const path = `/v1/claims/${id}`;
    for (const key of [shop.pharmacy.key, shop.bureau.key, shop.auditor]) {
      expect((await shop.get(key, path)).status).toBe(200);
    }
    expect((await shop.get(shop.bureau.key, path)).body["document"]).not.toBeNull();
    expect((await shop.get(shop.auditor, path)).body["document"]).toBeNull();
    for (const key of [shop.other.key, shop.maker.key, shop.hospital.key]) {
      expect(await shop.get(key, path)).toMatchObject({ status: 404, body: { code: "not-found" } });
      expect((await shop.get(key, `${path}/bundle`)).status).toBe(404);
      expect((await shop.send(key, "POST", `${path}/decision`, { verdict: "approve" })).status).toBe(403);
      expect(await rowsOf(key)).toEqual([]);
    }
    expect((await shop.get(shop.pharmacy.key, `/v1/claims/0x${"77".repeat(32)}`)).status).toBe(404);
    expect((await shop.get(shop.pharmacy.key, "/v1/claims/0x12")).status).toBe(400);
    expect(JSON.stringify((await shop.get(shop.bureau.key, path)).body)).not.toContain(CUSTOMER.value);
  });

  it("a provider lists its own, a bureau what it pays and what was care of its region", async () => {
    const own = (await rowsOf(shop.pharmacy.key)).map(({ id }) => id);
    expect((await rowsOf(shop.bureau.key)).map(({ id }) => id)).toEqual(own);
    expect((await rowsOf(shop.bureau.key, "?as=provider")).map(({ id }) => id).sort()).toEqual(
      [...own].sort(),
    );
    const page = await shop.get(shop.bureau.key, "/v1/claims?limit=2");
    expect((page.body["rows"] as unknown[]).length).toBe(2);
    const rest = await shop.get(shop.bureau.key, `/v1/claims?limit=50&cursor=${page.body["next"]}`);
    expect((rest.body["rows"] as unknown[]).length).toBe(own.length - 2);
  });

  it("the queue is the payer's, the earliest deadline first, and it is counted", async () => {
    const later = await shop.claimed();
    const latest = await shop.claimed();
    const queue = await rowsOf(shop.bureau.key, "?queue=submitted");
    const deadlines = queue.map(({ deadlineAt }) => String(deadlineAt));
    expect(deadlines).toEqual([...deadlines].sort());
    expect(queue.slice(-2).map(({ id }) => id)).toEqual([later, latest]);
    const counted = await shop.get(shop.bureau.key, "/v1/claims/queue");
    expect(counted.body["counts"]).toContainEqual({ state: "submitted", count: queue.length });
    expect(await shop.get(shop.pharmacy.key, "/v1/claims?queue=submitted")).toMatchObject({
      status: 403,
      body: { code: "role-not-permitted" },
    });
    expect((await shop.get(shop.pharmacy.key, "/v1/claims/queue")).status).toBe(403);
  });

  it("a clerk of the bureau weighs claims but decides none", async () => {
    const id = await shop.claimed();
    const weighed = await shop.get(shop.bureau.key, `/v1/claims/${id}/adjudication`);
    expect(weighed).toMatchObject({ status: 200, body: { result: "awarded", approvedFen: CEILING_FEN } });
    expect(weighed.body["explanation"]).not.toEqual([]);
    expect((await shop.get(shop.pharmacy.key, `/v1/claims/${id}/adjudication`)).status).toBe(403);
    expect(await shop.decide(id, shop.bureau.key)).toMatchObject({
      status: 403,
      body: { code: "role-not-permitted" },
    });
    const dry = await shop.send(shop.decider, "POST", `/v1/claims/${id}/decision?dryRun=true`, {
      verdict: "approve",
    });
    expect(dry).toMatchObject({ status: 200, body: { approvedFen: CEILING_FEN } });
    expect((await shop.get(shop.bureau.key, `/v1/claims/${id}`)).body["state"]).toBe("submitted");
    expect((await shop.decide(id, shop.decider)).status).toBe(201);
    expect(await shop.decide(id, shop.reviewer)).toMatchObject({
      status: 409,
      body: { code: "claim-not-in-state" },
    });
  });

  it("a person's own award stands only where no rule decides", async () => {
    const award = {
      fundParts: [{ fundPayType: 340_100, fen: "500" }],
      accountFen: "0",
      familyAccountFen: "0",
      cashFen: "100",
      hospitalFen: "0",
    };
    const direct = await shop.claimed();
    expect(await shop.decide(direct, shop.decider, { verdict: "approve", award })).toMatchObject({
      body: { code: "award-by-rules-only" },
    });
    const json = {
      ...shop.claim("0x", { channel: "manual", outsideProviderCode: "X-9", dispenses: [] }),
      claimedAt: instantOf(shop.server),
      uncodedLines: [{ exemption: "outside-consortium", name: "发票", quantity: "1", fen: "600" }],
    };
    const filed = await shop.send(shop.bureau.key, "POST", "/v1/claims", json);
    expect(filed).toMatchObject({ status: 201, body: { channel: "manual", provider: null } });
    const id = String(filed.body["id"]);
    const decided = await shop.decide(id, shop.decider, { verdict: "approve", award });
    expect(decided).toMatchObject({ status: 201, body: { approvedFen: "500", award: { cashFen: "100" } } });
    const short = await shop.send(shop.bureau.key, "POST", "/v1/claims", {
      ...json,
      documentNumber: "SG-2",
      invoiceNumber: "FP-S2",
    });
    expect(
      await shop.decide(String(short.body["id"]), shop.decider, {
        verdict: "approve",
        award: { ...award, cashFen: "99" },
      }),
    ).toMatchObject({ status: 422, body: { code: "award-does-not-add-up" } });
  });

  it("claims that would now come to another award are the payer's to read", async () => {
    const id = await shop.claimed();
    const path = `/v1/claims/${id}/readjudications`;
    expect(await shop.get(shop.bureau.key, path)).toMatchObject({
      status: 200,
      body: { claim: id, readjudications: [] },
    });
    expect((await shop.get(shop.pharmacy.key, path)).status).toBe(403);
  });
});
