import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consortium, foundConsortium } from "../support/path-of-packs.ts";
import {
  type Answered,
  addParty,
  ask,
  type Party,
  startWholeServer,
  type WholeServer,
} from "../support/whole-server.ts";

const RESIDENT = "11010519491231002X";
const person = { scheme: "resident-id", value: RESIDENT };
const stranger = { scheme: "resident-id", value: "440524188001010014" };
const INSURANCE = {
  insuranceType: "310",
  records: [
    { kind: "enrolled", from: "2020-01-01", until: null, waitingUntil: "2020-06-30" },
    { kind: "paid", from: "2020-01-01", until: "2025-12-31" },
  ],
  accountCreditFen: "120000",
  familyCreditFen: null,
};

describe("what a bureau keeps of insured persons over HTTP", () => {
  let server: WholeServer;
  let parties: Consortium;
  let hospital: Party;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startWholeServer((stop) => stops.unshift(stop));
    parties = await foundConsortium(server);
    hospital = await addParty(server, { kind: "hospital", code: "H33050000001", bureau: parties.bureau });
    await send(parties.bureau, "PUT", "/v1/coverage", { person, insurances: [INSURANCE] });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const send = (by: Party, method: string, path: string, json?: unknown): Promise<Answered> =>
    ask(server, method, path, { key: by.key, ...(json === undefined ? {} : { json }) });
  const query = (by: Party, json: object): Promise<Answered> =>
    send(by, "POST", "/v1/coverage/query", { person, on: "2025-05-01", ...json });

  it("the bureau sees its records with what they come to on a day", async () => {
    expect(await query(parties.bureau, {})).toMatchObject({
      status: 200,
      body: {
        region: 330_500,
        insurances: [{ ...INSURANCE, status: "insured", date: "2020-01-01" }],
      },
    });
    expect(await query(parties.bureau, { person: stranger })).toMatchObject({ body: { insurances: [] } });
    expect(await query(parties.bureau, { region: 420_100 })).toMatchObject({
      status: 403,
      body: { code: "institution-outside-region" },
    });
  });

  it.each([
    ["2025-05-01", "insured", "2020-01-01"],
    ["2020-06-30", "waiting", "2020-06-30"],
    ["2026-01-01", "unpaid", "2025-12-31"],
    ["2019-12-31", "not-insured", null],
  ])("a provider of care is told one verdict of the %s and nothing else", async (on, status, date) => {
    const { body } = await query(hospital, { on, insuranceType: "310" });
    expect(body).toEqual({ insuranceType: "310", on, status, date });
  });

  it("a provider asks for one insurance, and of strangers is told the same as of the uninsured", async () => {
    expect(await query(hospital, {})).toMatchObject({
      status: 400,
      body: { issues: [{ path: "body.insuranceType" }] },
    });
    const unknown = await query(hospital, { person: stranger, insuranceType: "310" });
    const other = await query(parties.pharmacy, { insuranceType: "390" });
    expect([unknown.body["status"], other.body["status"]]).toEqual(["not-insured", "not-insured"]);
    expect(await query(parties.maker, { insuranceType: "310" })).toMatchObject({ status: 403 });
  });

  it("of a fund whose bureau this server does not serve nobody is said to be uninsured", async () => {
    expect(await query(hospital, { insuranceType: "310", region: 420_100 })).toMatchObject({
      status: 422,
      body: { code: "region-has-no-bureau" },
    });
  });

  it("a provider's question is in the log with what it was told, and the person is not", () => {
    const asked = server.logged.filter(({ fields }) => "audited" in fields);
    expect(asked[0]?.fields).toMatchObject({
      institution: hospital.institution,
      audited: { asked: "coverage", region: "330500", insuranceType: "310", told: "insured" },
    });
    expect(JSON.stringify(server.logged)).not.toMatch(/11010519491231002|440524188001010014/);
  });

  it("approvals are the bureau's to keep and to read", async () => {
    const approval = {
      kind: "special-drug",
      id: "T-1",
      itemCode: "XL01",
      indications: ["C50"],
      doctorCodes: ["D1"],
      siteCodes: ["H33050000001"],
      validFrom: "2026-01-01",
      validUntil: "2026-12-31",
    };
    const chronic = { kind: "chronic", id: "M-1", indications: ["E11"] };
    const days = { validFrom: "2026-01-01", validUntil: "2026-06-30" };
    for (const each of [approval, { ...chronic, ...days }]) {
      expect(await send(parties.bureau, "POST", "/v1/approvals", { person, approval: each })).toMatchObject({
        status: 200,
        body: { id: each.id },
      });
    }
    const read = await send(parties.bureau, "POST", "/v1/approvals/query", { person });
    expect(read.body).toEqual({ approvals: [{ ...chronic, ...days }, approval] });
    expect(await send(parties.bureau, "POST", "/v1/approvals/query", { person: stranger })).toMatchObject({
      body: { approvals: [] },
    });
    const backwards = { ...approval, validUntil: "2025-12-31" };
    expect(
      await send(parties.bureau, "POST", "/v1/approvals", { person, approval: backwards }),
    ).toMatchObject({
      status: 400,
      body: { issues: [{ path: "body.approval.validUntil" }] },
    });
    expect((await send(hospital, "POST", "/v1/approvals/query", { person })).status).toBe(403);
  });

  it("an insurance stands once, and its days run forward", async () => {
    const put = (insurances: readonly object[]): Promise<Answered> =>
      send(parties.bureau, "PUT", "/v1/coverage", { person: stranger, insurances });
    expect(await put([INSURANCE, INSURANCE])).toMatchObject({
      status: 400,
      body: { issues: [{ path: "body.insurances.1.insuranceType" }] },
    });
    const records = [{ kind: "paid", from: "2026-02-01", until: "2026-01-01" }];
    expect((await put([{ ...INSURANCE, records }])).status).toBe(400);
    expect((await send(hospital, "PUT", "/v1/coverage", { person, insurances: [] })).status).toBe(403);
  });

  it("the level of a place of care is its bureau's to state, and fits its kind", async () => {
    const { bureau, pharmacy, maker } = parties;
    const site = `/v1/institutions/${hospital.institution}/site`;
    expect((await send(pharmacy, "GET", site)).body).toEqual({
      institution: hospital.institution,
      level: null,
    });
    expect((await send(bureau, "PUT", site, { level: "3" })).status).toBe(200);
    expect((await send(pharmacy, "GET", site)).body["level"]).toBe("3");
    expect((await send(bureau, "PUT", site, { level: "pharmacy" })).status).toBe(400);
    const wrong = `/v1/institutions/${maker.institution}/site`;
    expect((await send(bureau, "PUT", wrong, { level: "1" })).status).toBe(400);
    expect((await send(bureau, "PUT", "/v1/institutions/9999/site", { level: "1" })).status).toBe(404);
    expect((await send(pharmacy, "PUT", site, { level: "1" })).status).toBe(403);
  });
});
