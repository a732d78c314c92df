import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CaseTown, openCaseTown } from "../support/case-town.ts";

const stops: (() => Promise<void>)[] = [];
let town: CaseTown;
let clerk: string;
beforeAll(async () => {
  town = await openCaseTown((stop) => void stops.push(stop));
  clerk = town.bureau.key;
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

describe("tenants", () => {
  const ACTS = [
    ["hearing", {}],
    ["statement", { text: "x" }],
    ["explanation", { reason: "x" }],
    ["upholding", { amountFen: "0", legalBasis: "x" }],
    ["dismissal", { reason: "x" }],
    ["claw-back", { amountFen: "1" }],
    ["recovery", { amountFen: "1", bankReference: "x" }],
    ["closing", {}],
    ["reopening", { reason: "x" }],
  ] as const;

  it("a case is for nobody else: no read, no step, no row of a list", async () => {
    const number = await town.opened();
    await town.step(clerk, number, "hearing");
    for (const [who, key] of Object.entries(town.strangers)) {
      const read = await town.get(key, `/v1/cases/${number}`);
      const unknown = await town.get(key, "/v1/cases/AJ-330500-2026-999999");
      expect([who, read.status, read.body["code"]]).toEqual([who, unknown.status, unknown.body["code"]]);
      expect([who, [403, 404].includes(read.status)]).toEqual([who, true]);
      for (const [act, json] of ACTS) {
        const done = await town.step(key, number, act, json);
        const none = await town.step(key, "AJ-330500-2026-999999", act, json);
        expect([who, act, done.status, done.body["code"]]).toEqual([
          who,
          act,
          none.status,
          none.body["code"],
        ]);
        expect([403, 404]).toContain(done.status);
      }
      const list = await town.get(key, "/v1/cases?limit=200");
      expect([who, JSON.stringify(list.body).includes(number)]).toEqual([who, false]);
    }
    expect((await town.get(clerk, `/v1/cases/${number}`)).body["steps"]).toHaveLength(2);
  });

  it("the institution learns of its case with the hearing, and not who of the bureau wrote", async () => {
    const number = await town.opened();
    const own = town.pharmacy.key;
    const listed = async (): Promise<string> =>
      JSON.stringify((await town.get(own, "/v1/cases?limit=200")).body);
    expect((await town.get(own, `/v1/cases/${number}`)).status).toBe(404);
    expect(await listed()).not.toContain(number);
    expect((await town.step(own, number, "statement", { text: "x" })).status).toBe(404);
    await town.step(clerk, number, "hearing");
    expect(await listed()).toContain(number);
    const { body } = await town.get(own, `/v1/cases/${number}`);
    expect(body).toMatchObject({
      party: "institution",
      steps: [{ by: { principal: null } }, { by: { principal: null } }],
    });
    expect(JSON.stringify(body)).not.toContain(`key of ${town.bureau.institution}`);
  });

  it("lists page by page without a gap, by state and institution", async () => {
    const closed = await town.opened();
    await town.step(clerk, closed, "dismissal", { reason: "x" });
    await town.step(clerk, closed, "closing");
    for (const _ of Array.from({ length: 4 })) await town.opened();
    const seen: string[] = [];
    let path: string | null = "/v1/cases?limit=3&institution=P33050000001";
    while (path !== null) {
      const { body } = await town.get(town.auditor, path);
      const { rows, next } = body as { rows: { number: string }[]; next: string | null };
      seen.push(...rows.map(({ number }) => number));
      path = next === null ? null : `/v1/cases?limit=3&institution=P33050000001&cursor=${next}`;
    }
    const whole = await town.get(clerk, "/v1/cases?limit=200");
    expect(seen).toEqual((whole.body["rows"] as { number: string }[]).map(({ number }) => number));
    expect(seen).toHaveLength(7);
    const ended = await town.get(clerk, "/v1/cases?limit=200&state=closed");
    expect(ended.body["rows"]).toMatchObject([{ number: closed }]);
    expect((await town.get(clerk, "/v1/cases?institution=P33050000002")).body["rows"]).toEqual([]);
  });
});
