import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClaimShop, CUSTOMER, openClaimShop } from "../support/claim-shop.ts";
import { instantOf, receipt } from "../support/path-of-packs.ts";
import { type Answered, ask, WAIT } from "../support/whole-server.ts";

const DRUG_FEN = 12_800;
const CONSULTATION = {
  lineNumber: 1,
  itemCode: "001102000010000",
  name: "普通门诊诊查费",
  quantity: "1",
  priceFen: "2000",
  kind: "service",
};
const EXPERT = {
  lineNumber: 2,
  itemCode: "001102000020200",
  name: "主任医师门诊诊查费",
  quantity: "1",
  priceFen: "400",
  kind: "service",
};

/**
 * A resident's visit to a hospital of level 1: 55 % from the first fen. In scope are 800 of the first
 * consultation, which is its ceiling; 360 of the other, 10 % being paid beforehand; and 1,280 of the drug.
 * What is above a ceiling the hospital bears itself.
 */
const AWARD_FEN = 1_342;

describe("a claim of an outpatient visit", () => {
  let shop: ClaimShop;
  let dispense = "";
  let paidVisit = "";
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openClaimShop((stop) => stops.unshift(stop));
    const { server, bureau } = shop;
    const records = [
      { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: null },
      { kind: "paid", from: "2020-01-01", until: "2099-12-31" },
    ];
    const insurances = [{ insuranceType: "390", records, accountCreditFen: null, familyCreditFen: null }];
    const json = { person: CUSTOMER, insurances };
    await ask(server, "PUT", "/v1/coverage", { key: bureau.key, json });
    await ask(server, "POST", `/v1/institutions/${shop.hospital.institution}/agreement`, {
      key: bureau.key,
      headers: { ...WAIT, "Idempotency-Key": "agreement-of-hospital" },
      json: { action: "sign", fromAt: "2025-01-01T00:00:00Z", validUntilAt: "2035-01-01T00:00:00Z" },
    });
    const [code = ""] = shop.goods.codes.slice(-2);
    const sold = await sending("/v1/dispenses", receipt(server, "RX-V", [code]));
    dispense = String(sold.body["id"]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const sending = (path: string, json: object): Promise<Answered> =>
    shop.send(shop.hospital.key, "POST", path, json);
  const openVisit = async (documentNumber: string): Promise<string> => {
    const openedAt = instantOf(shop.server);
    const opening = { documentNumber, kind: "outpatient", openedAt, person: CUSTOMER };
    return String((await sending("/v1/encounters", opening)).body["id"]);
  };
  const close = (encounter: string, fees: readonly object[]): Promise<Answered> =>
    sending(`/v1/encounters/${encounter}/closing`, { closedAt: instantOf(shop.server), fees });
  const drug = (): object => ({
    lineNumber: 3,
    itemCode: "XJ01CAA040E001010100001",
    name: "阿莫西林胶囊",
    quantity: "1",
    priceFen: String(DRUG_FEN),
    kind: "drug",
    dispense,
  });
  const claimOf = (encounter: string, change: object = {}): object =>
    shop.claim(dispense, { encounters: [encounter], insuranceType: "390", careType: "11", ...change });

  it("waits for the visit's fees, and names every drug of it", async () => {
    const encounter = await openVisit("MZ-1");
    expect(await sending("/v1/claims", claimOf(encounter))).toMatchObject({
      body: { code: "encounter-not-in-state" },
    });
    await close(encounter, [CONSULTATION, drug()]);
    expect(await sending("/v1/claims", claimOf(encounter, { dispenses: [] }))).toMatchObject({
      body: { code: "encounter-drugs-differ" },
    });
  });

  it("from opening to payment comes to its award, to the fen", async () => {
    const encounter = await openVisit("MZ-2");
    const closed = await close(encounter, [CONSULTATION, EXPERT, drug()]);
    expect(closed.body["closings"]).toMatchObject([
      { totalFen: "15200", serviceFen: "2400", feeLineCount: 3 },
    ]);
    const filed = await sending("/v1/claims", claimOf(encounter));
    expect(filed).toMatchObject({
      status: 201,
      body: {
        state: "submitted",
        totalFen: "15200",
        evidence: expect.arrayContaining([
          { kind: "dispense", id: dispense },
          { kind: "encounter", id: encounter },
        ]),
      },
    });
    const claim = String(filed.body["id"]);
    const weighed = await shop.get(shop.decider, `/v1/claims/${claim}/adjudication`);
    expect(weighed.body).toMatchObject({
      result: "awarded",
      lines: [
        { lineNumber: 1, amountFen: "12800", overlmtFen: "11520", preselfpayFen: "0", inscpScpFen: "1280" },
        { lineNumber: 2, amountFen: "2000", overlmtFen: "1200", preselfpayFen: "0", inscpScpFen: "800" },
        { lineNumber: 3, amountFen: "400", overlmtFen: "0", preselfpayFen: "40", inscpScpFen: "360" },
      ],
      deductibleFen: "0",
      approvedFen: String(AWARD_FEN),
    });
    expect(await shop.decide(claim, shop.decider)).toMatchObject({
      status: 201,
      body: {
        state: "approved",
        approvedFen: String(AWARD_FEN),
        award: {
          fundParts: [{ fundPayType: 390_100, fen: String(AWARD_FEN) }],
          accountFen: "0",
          familyAccountFen: "0",
          cashFen: "1138",
          hospitalFen: "12720",
        },
      },
    });
    const transfer = { claims: [claim], bankReference: "E2E-V" };
    await shop.send(shop.bureau.key, "POST", "/v1/claims/payments", transfer);
    paidVisit = encounter;
    const { body } = await shop.get(shop.hospital.key, `/v1/claims/${claim}`);
    expect(body).toMatchObject({ state: "paid", steps: [{}, { kind: "paid", fen: String(AWARD_FEN) }] });
  });

  it("a visit whose claim lives is neither corrected nor claimed again", async () => {
    const fees = [CONSULTATION, drug()];
    const correction = { closedAt: instantOf(shop.server), fees, reason: "漏记" };
    expect(await sending(`/v1/encounters/${paidVisit}/correction`, correction)).toMatchObject({
      status: 409,
      body: { code: "evidence-already-spent" },
    });
    expect(await sending("/v1/claims", claimOf(paidVisit))).toMatchObject({
      status: 409,
      body: { code: "evidence-already-spent" },
    });
  });
});
