import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { THRESHOLDS_DEFAULT } from "../../../server/domain/reconcile/thresholds.ts";
import { type Consortium, foundConsortium } from "../support/path-of-packs.ts";
import {
  type Answered,
  ask,
  type Party,
  startWholeServer,
  type WholeServer,
} from "../support/whole-server.ts";

const RULES = "/v1/regions/330500/reconciliation-rules";
const DEFAULTS = { ...THRESHOLDS_DEFAULT, purchaseFenMax: "500000" };
const VALUES = { ...DEFAULTS, windowDays: 60, visitDemand: "always" };
const FACTS = {
  counterCount: 2,
  pharmacistCount: 1,
  hours: [{ weekday: 1, opensAtMin: 480, closesAtMin: 1260 }],
};

describe("what a bureau sets for reconciling over HTTP", () => {
  let server: WholeServer;
  let parties: Consortium;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startWholeServer((stop) => stops.unshift(stop));
    parties = await foundConsortium(server);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const send = (by: Party, method: string, path: string, json?: unknown): Promise<Answered> =>
    ask(server, method, path, { key: by.key, ...(json === undefined ? {} : { json }) });
  const factsOf = (party: Party): string => `/v1/institutions/${party.institution}/site-facts`;

  it("tells the defaults where nothing was set", async () => {
    expect(await send(parties.pharmacy, "GET", RULES)).toMatchObject({
      status: 200,
      body: { region: 330_500, defaults: DEFAULTS, rows: [] },
    });
  });

  it("keeps rows by their days, with who set them and when", async () => {
    const { bureau } = parties;
    await send(bureau, "PUT", RULES, { fromDay: "2026-09-01", values: DEFAULTS });
    await send(bureau, "PUT", RULES, { fromDay: "2026-01-01", values: DEFAULTS });
    const told = await send(bureau, "PUT", RULES, { fromDay: "2026-09-01", values: VALUES });
    const set = { setBy: bureau.institution, setAt: expect.stringMatching(/^20/) };
    const rows = [
      { fromDay: "2026-01-01", values: DEFAULTS, ...set },
      { fromDay: "2026-09-01", values: VALUES, ...set },
    ];
    expect(told).toMatchObject({ status: 200, body: { region: 330_500, rows } });
    expect(await send(parties.pharmacy, "GET", RULES)).toMatchObject({ body: { rows } });
  });

  it.each([
    [
      "another region's",
      "/v1/regions/420100/reconciliation-rules",
      "bureau",
      403,
      "institution-outside-region",
    ],
    ["no bureau", RULES, "pharmacy", 403, "role-not-permitted"],
  ] as const)("refuses to set %s", async (_, path, who, status, code) => {
    const answered = await send(parties[who], "PUT", path, { fromDay: "2026-09-01", values: VALUES });
    expect(answered).toMatchObject({ status, body: { code } });
  });

  it.each([
    ["a value that is missing", { fromDay: "2026-09-01", values: { ...VALUES, windowDays: undefined } }],
    ["a day of no calendar", { fromDay: "2026-02-30", values: VALUES }],
    ["an amount with a point", { fromDay: "2026-09-01", values: { ...VALUES, purchaseFenMax: "5000.00" } }],
  ])("refuses %s", async (_, json) => {
    expect(await send(parties.bureau, "PUT", RULES, json)).toMatchObject({ status: 400 });
  });

  it("keeps what a site can do, from a day on", async () => {
    const { bureau, pharmacy } = parties;
    const path = factsOf(pharmacy);
    expect(await send(pharmacy, "GET", path)).toMatchObject({ status: 200, body: { rows: [] } });
    const told = await send(bureau, "PUT", path, { fromDay: "2026-08-01", facts: FACTS });
    const rows = [{ fromDay: "2026-08-01", facts: FACTS, setBy: bureau.institution }];
    expect(told).toMatchObject({ status: 200, body: { institution: pharmacy.institution, rows } });
    const closed = { ...FACTS, hours: [{ weekday: 1, opensAtMin: 480, closesAtMin: 480 }] };
    expect(await send(bureau, "PUT", path, { fromDay: "2026-08-01", facts: closed })).toMatchObject({
      status: 400,
      body: { issues: [{ path: "body.facts.hours.0.closesAtMin" }] },
    });
    const asked = { fromDay: "2026-08-01", facts: FACTS };
    expect(await send(bureau, "PUT", factsOf(parties.maker), asked)).toMatchObject({
      body: { code: "institution-kind-not-allowed" },
    });
    expect(await send(bureau, "PUT", "/v1/institutions/999/site-facts", asked)).toMatchObject({
      status: 404,
    });
  });
});
