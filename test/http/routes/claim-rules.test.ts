import { readFile } from "node:fs/promises";
import { keccak256, toUtf8Bytes } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consortium, foundConsortium } from "../support/path-of-packs.ts";
import {
  type Answered,
  ask,
  type Party,
  startWholeServer,
  WAIT,
  type WholeServer,
} from "../support/whole-server.ts";

const HUZHOU = "/v1/regions/330500";
const LIMITS = {
  decisionSeconds: 900,
  manualDays: 20,
  appealDays: 15,
  appealDecisionDays: 20,
  disputeDays: 60,
  automaticMaxFen: "600000",
  fourEyesFromFen: "4000000",
  provisionalPerDayFen: "0",
  uncodedPerDayFen: "10000000",
};

describe("what a bureau sets for claims over HTTP", () => {
  let server: WholeServer;
  let parties: Consortium;
  let policy: Record<string, unknown>;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startWholeServer((stop) => stops.unshift(stop));
    parties = await foundConsortium(server);
    const file = new URL("../../../rule-sets/330500-policy-2026.json", import.meta.url);
    const written = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    const year = new Date(server.test.clock.nowMs()).getUTCFullYear();
    policy = { ...written, effectiveFrom: `${year}-01-01` };
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const get = (by: Party, path: string): Promise<Answered> => ask(server, "GET", path, { key: by.key });
  const send = (by: Party, method: string, path: string, json: unknown, name?: string): Promise<Answered> =>
    ask(server, method, path, {
      key: by.key,
      json,
      headers: { ...WAIT, ...(name === undefined ? {} : { "Idempotency-Key": name }) },
    });

  it("limits are the defaults until the bureau sets them, and every member reads them", async () => {
    const { bureau, pharmacy } = parties;
    expect(await get(pharmacy, `${HUZHOU}/claim-limits`)).toMatchObject({
      status: 200,
      body: { isDefault: true, limits: { decisionSeconds: 600, automaticMaxFen: "500000" } },
    });
    const set = await send(bureau, "PUT", `${HUZHOU}/claim-limits`, LIMITS);
    expect(set).toMatchObject({ status: 201, body: { isDefault: false, limits: LIMITS } });
    expect((await get(pharmacy, "/v1/regions/420100/claim-limits")).status).toBe(404);
  });

  it("limits that contradict each other, or of another region, are refused by name", async () => {
    const { bureau, pharmacy } = parties;
    const wrong = { ...LIMITS, automaticMaxFen: LIMITS.fourEyesFromFen };
    expect(await send(bureau, "PUT", `${HUZHOU}/claim-limits`, wrong)).toMatchObject({
      status: 422,
      body: { code: "claim-limits-wrong" },
    });
    expect(await send(bureau, "PUT", "/v1/regions/420100/claim-limits", LIMITS)).toMatchObject({
      status: 403,
      body: { code: "institution-outside-region" },
    });
    expect(await send(pharmacy, "PUT", `${HUZHOU}/claim-limits`, LIMITS)).toMatchObject({
      status: 403,
      body: { code: "role-not-permitted" },
    });
  });

  it("business days are turned and turned back, each request once", async () => {
    const { bureau, pharmacy } = parties;
    const path = `${HUZHOU}/business-days`;
    const dayAfter = (days: number): string =>
      new Date(server.test.clock.nowMs() + days * 86_400_000).toISOString().slice(0, 10);
    const days = [dayAfter(30), dayAfter(20)];
    const turned = { body: { turnedDays: [...days].sort() } };
    expect(await send(bureau, "POST", path, { days }, "golden-week")).toMatchObject(turned);
    expect(await send(bureau, "POST", path, { days }, "golden-week")).toMatchObject(turned);
    await send(bureau, "POST", path, { days: [dayAfter(20)] }, "worked-after-all");
    expect(await get(pharmacy, path)).toMatchObject({ status: 200, body: { turnedDays: [dayAfter(30)] } });
    expect(await send(bureau, "POST", path, { days })).toMatchObject({ status: 400 });
    expect(await send(bureau, "POST", path, { days: [dayAfter(40), dayAfter(40)] }, "twice")).toMatchObject({
      body: { code: "malformed-request", issues: [{ path: "body.days.1" }] },
    });
    expect(await send(bureau, "POST", path, { days: [dayAfter(1)] }, "too-late")).toMatchObject({
      status: 409,
      body: { code: "business-day-in-past" },
    });
  });

  it("a rule set is pinned by the hash of its one form, once, and is everybody's to read", async () => {
    const { bureau, pharmacy } = parties;
    const put = await send(bureau, "PUT", "/v1/rule-sets", policy);
    expect(put).toMatchObject({ status: 201, body: { kind: "policy", region: 330_500, isKeptHere: true } });
    const hash = String(put.body["hash"]);
    const turned = Object.fromEntries(Object.entries(policy).reverse());
    const again = await send(bureau, "PUT", "/v1/rule-sets", turned);
    expect(again).toMatchObject({ status: 200, body: { hash } });
    const raw = await fetch(`${server.url}/v1/rule-sets/${hash}`, {
      headers: { Authorization: `Bearer ${pharmacy.key}` },
    });
    expect(keccak256(toUtf8Bytes(await raw.text()))).toBe(hash);
    expect((await get(pharmacy, `/v1/rule-sets/${hash}`)).body).toEqual(policy);
    const next = { ...policy, version: "2026.2" };
    await send(bureau, "PUT", "/v1/rule-sets", next);
    const first = await get(pharmacy, "/v1/rule-sets?region=330500&limit=1");
    expect(first.body["rows"]).toMatchObject([{ hash, kind: "policy", isKeptHere: true }]);
    const second = await get(pharmacy, `/v1/rule-sets?region=330500&limit=1&cursor=${first.body["next"]}`);
    expect(second.body).toMatchObject({ rows: [{ kind: "policy" }], next: null });
  });

  it("what is no rule set, another region's, or years away is refused by name", async () => {
    const { bureau, pharmacy } = parties;
    const put = async (json: unknown): Promise<unknown> =>
      (await send(bureau, "PUT", "/v1/rule-sets", json)).body["code"];
    expect(await put({ ...policy, surprise: 1 })).toBe("rule-set-malformed");
    expect(await put({ ...policy, region: 420_100 })).toBe("institution-outside-region");
    expect(await put({ ...policy, effectiveFrom: "2011-01-01" })).toBe("rule-set-time-wrong");
    expect(await get(pharmacy, `/v1/rule-sets/0x${"ab".repeat(32)}`)).toMatchObject({
      status: 404,
      body: { code: "rule-set-unknown" },
    });
    expect((await get(pharmacy, "/v1/rule-sets?region=420100")).status).toBe(404);
  });
});
