import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CaseTown, openCaseTown } from "../support/case-town.ts";
import { ask } from "../support/whole-server.ts";

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

  it("an alert is for who has to do with it: not listed to others, not acknowledged by them", async () => {
    const number = await town.opened();
    await town.step(clerk, number, "hearing", { businessDays: 1 });
    const about = async (key: string): Promise<{ id: string; kind: string }[]> => {
      const { body } = await town.get(key, "/v1/alerts?limit=200");
      const rows = body["rows"] as { id: string; kind: string; facts: { auditCase?: string } }[];
      return rows.filter(({ facts }) => facts.auditCase === number);
    };
    expect(await about(town.pharmacy.key)).toMatchObject([{ kind: "statement-due" }]);
    expect(await about(clerk)).toEqual([]);
    town.server.test.clock.advance(4 * 86_400_000);
    const [overdue] = await about(clerk);
    expect(overdue).toMatchObject({ kind: "hearing-overdue" });
    expect(await about(town.auditor)).toMatchObject([{ id: overdue?.id }]);
    for (const [who, key] of Object.entries(town.strangers)) {
      expect([who, await about(key)]).toEqual([who, []]);
      const path = `/v1/alerts/${overdue?.id}/acknowledgement`;
      expect([who, (await ask(town.server, "POST", path, { key })).status]).toEqual([who, 404]);
    }
    const path = `/v1/alerts/${overdue?.id}/acknowledgement`;
    const done = await ask(town.server, "POST", path, { key: town.second });
    expect(done).toMatchObject({ status: 200, body: { acknowledged: { principal: "clerk 2" } } });
    const open = await town.get(clerk, "/v1/alerts?limit=200&acknowledged=no");
    expect(JSON.stringify(open.body)).not.toContain(overdue?.id);
    expect(await about(town.auditor)).toMatchObject([{ acknowledged: null }]);
  });

  it("another region's bureau hears nothing of reconciliations here, the auditor of all", async () => {
    const { reconciliation } = await town.found();
    const heard = async (key: string): Promise<boolean> =>
      JSON.stringify((await town.get(key, "/v1/alerts?limit=200")).body).includes(reconciliation);
    expect(await heard(clerk)).toBe(true);
    expect(await heard(town.auditor)).toBe(true);
    for (const who of ["another region's bureau", "another pharmacy", "a maker", "the consortium"]) {
      expect([who, await heard(town.strangers[who] ?? "")]).toEqual([who, false]);
    }
  });
});
