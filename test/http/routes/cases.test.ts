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

const post = (key: string, json: object, headers: Record<string, string> = {}) =>
  ask(town.server, "POST", "/v1/cases", { key, json, headers });
const BASIS = { legalBasis: "医疗保障基金使用监督管理条例 §38" };
const DAY_MS = 86_400_000;

/** A case whose findings hold, as far as it must be. */
async function upheld(amountFen: string): Promise<string> {
  const number = await town.opened();
  await town.step(clerk, number, "hearing");
  await town.step(town.pharmacy.key, number, "statement", { text: "系统故障" });
  const answer = await town.step(town.second, number, "upholding", { amountFen, ...BASIS });
  expect(answer).toMatchObject({ status: 200, body: { state: "upheld" } });
  return number;
}

describe("a case", () => {
  it("goes from a finding to the money, and every step stays with who and when", async () => {
    const found = await town.found();
    const opened = await post(clerk, { ...found, reason: "没有销售记录" });
    const number = String(opened.body["number"]);
    expect(number).toMatch(/^AJ-330500-2026-[0-9]{6}$/);
    expect(opened.headers.get("location")).toBe(`/v1/cases/${number}`);
    expect(opened.body).toMatchObject({
      institution: { code: "P33050000001", id: town.pharmacy.institution, name: "P33050000001" },
      findings: [{ ordinal: 0, kind: "no_sale", because: { saleCount: 0 } }],
      party: "bureau",
    });
    const owed = String(opened.body["disallowedFen"]);
    const hearing = await town.step(clerk, number, "hearing", { businessDays: 1, note: "请说明" });
    expect(hearing.body).toMatchObject({ state: "hearing", isOverdue: false });
    const attachments = [{ name: "小票.pdf", sha256: "ab".repeat(32) }];
    const said = await town.step(town.pharmacy.key, number, "statement", { text: "当日\n停电", attachments });
    expect(said.body).toMatchObject({ state: "stated", party: "institution" });
    const part = (BigInt(owed) - 1n).toString();
    await town.step(town.second, number, "upholding", { amountFen: owed, ...BASIS });
    await town.step(town.second, number, "claw-back", { amountFen: owed });
    const first = { amountFen: part, bankReference: "E2E-1" };
    expect((await town.step(clerk, number, "recovery", first)).body).toMatchObject({
      state: "ordered",
      outstandingFen: "1",
    });
    await town.step(clerk, number, "recovery", { amountFen: "1", bankReference: "E2E-2" });
    await town.step(clerk, number, "closing");
    const story = await town.get(town.auditor, `/v1/cases/${number}`);
    expect(story.body).toMatchObject({
      state: "closed",
      recoveredFen: owed,
      outstandingFen: "0",
      dueOn: null,
    });
    const steps = story.body["steps"] as { act: string; by: { principal: string }; note: string | null }[];
    expect(steps.map(({ act }) => act)).toEqual([
      "open",
      "hearing",
      "statement",
      "upholding",
      "claw-back",
      "recovery",
      "recovery",
      "closing",
    ]);
    expect(steps[2]).toMatchObject({ note: "当日\n停电", attachments, isLate: false });
    expect(steps[3]).toMatchObject({ by: { principal: "clerk 2" }, ...BASIS, fen: owed });
  });

  it("is opened again by a step, and takes nothing twice", async () => {
    const number = await upheld("10000");
    await town.step(town.second, number, "claw-back", { amountFen: "10000" });
    await town.step(clerk, number, "recovery", { amountFen: "10000", bankReference: "E2E-9" });
    await town.step(clerk, number, "closing");
    const again = await town.step(town.auditor, number, "reopening", { reason: "新证据" });
    expect(again.body).toMatchObject({
      state: "opened",
      round: 2,
      recoveredBeforeFen: "10000",
      upheldFen: null,
    });
    await town.step(clerk, number, "hearing");
    await town.step(town.pharmacy.key, number, "statement", { text: "再说一次" });
    const most = BigInt(String(again.body["disallowedFen"])) - 10_000n;
    const more = { amountFen: (most + 1n).toString(), ...BASIS };
    expect((await town.step(town.second, number, "upholding", more)).body).toMatchObject({
      code: "audit-case-amount-wrong",
      maxFen: most.toString(),
    });
    const story = await town.get(clerk, `/v1/cases/${number}`);
    expect(story.body["steps"]).toHaveLength(10);
  });

  it.each([
    ["a step out of order", "claw-back", { amountFen: "1" }, "clerk", 409, "audit-case-not-in-state"],
    ["the institution's step by the bureau", "statement", { text: "x" }, "clerk", 403, "role-not-permitted"],
    [
      "an explanation without a word",
      "explanation",
      { reason: "x" },
      "clerk",
      409,
      "audit-case-not-in-state",
    ],
    ["a decision by an auditor", "dismissal", { reason: "x" }, "auditor", 403, "role-not-permitted"],
    ["a hearing of no days", "hearing", { businessDays: 0 }, "clerk", 400, "malformed-request"],
    ["a basis left out", "upholding", { amountFen: "1" }, "clerk", 400, "malformed-request"],
  ] as const)("%s is refused", async (_, act, json, who, status, code) => {
    const number = await town.opened();
    const answer = await town.step(who === "clerk" ? clerk : town.auditor, number, act, json);
    expect(answer).toMatchObject({ status, body: { code } });
    expect((await town.get(clerk, `/v1/cases/${number}`)).body["steps"]).toHaveLength(1);
  });

  it("is decided by somebody else than who opened it", async () => {
    const number = await town.opened();
    await town.step(clerk, number, "hearing");
    await town.step(town.pharmacy.key, number, "statement", { text: "x" });
    const json = { amountFen: "1", ...BASIS };
    expect(await town.step(clerk, number, "upholding", json)).toMatchObject({
      status: 403,
      body: { code: "audit-case-four-eyes" },
    });
    expect((await town.step(town.second, number, "upholding", json)).status).toBe(200);
  });

  it("waits for a silent institution through its last business day", async () => {
    const number = await town.opened();
    const { dueOn } = (await town.step(clerk, number, "hearing", { businessDays: 2 })).body;
    const json = { amountFen: "0", ...BASIS };
    expect((await town.step(town.second, number, "upholding", json)).body).toMatchObject({
      code: "audit-case-hearing-running",
      dueOn,
    });
    const list = async (): Promise<unknown[]> =>
      (await town.get(clerk, "/v1/cases?overdue=yes&limit=200")).body["rows"] as unknown[];
    expect(await list()).toEqual([]);
    town.server.test.clock.advance(5 * DAY_MS);
    expect(await list()).toContainEqual(expect.objectContaining({ number, isOverdue: true }));
    const late = await town.step(town.pharmacy.key, number, "statement", { text: "对不起" });
    expect((late.body["steps"] as unknown[]).at(-1)).toMatchObject({ isLate: true });
    expect((await town.step(town.second, number, "upholding", json)).body).toMatchObject({ state: "upheld" });
    expect((await town.step(clerk, number, "closing")).body).toMatchObject({ state: "closed" });
  });

  it("names claims of the ledger only where they are its institution's", async () => {
    const number = await upheld("5");
    const claims = [`0x${"ab".repeat(32)}`];
    expect(await town.step(town.second, number, "claw-back", { amountFen: "5", claims })).toMatchObject({
      status: 422,
      body: { code: "audit-case-claim-wrong", claim: claims[0] },
    });
  });
});

describe("opening", () => {
  it("takes each finding once, of one institution, of a reconciliation that ended", async () => {
    const found = await town.found(2);
    const opened = await post(clerk, { ...found, findings: [1], reason: "x" });
    expect(await post(clerk, { ...found, reason: "x" })).toMatchObject({
      status: 409,
      body: { code: "audit-case-finding-taken", finding: 1, auditCase: opened.body["number"] },
    });
    expect(await post(clerk, { ...found, findings: [2], reason: "x" })).toMatchObject({
      status: 422,
      body: { code: "audit-case-finding-of-none" },
    });
    expect((await post(clerk, { ...found, findings: [3], reason: "x" })).status).toBe(404);
    expect((await post(clerk, { ...found, findings: [], reason: "x" })).status).toBe(400);
  });

  it("numbers without gaps, however many ask at once, and a refused opening takes no number", async () => {
    const found = await town.found(12);
    const answers = await Promise.all(
      found.findings.flatMap((n) => [
        post(clerk, { ...found, findings: [n], reason: "x" }),
        post(clerk, { ...found, findings: [999], reason: "x" }),
      ]),
    );
    const numbers = answers.flatMap(({ status, body }) => (status === 201 ? [String(body["number"])] : []));
    const ordinals = numbers.map((number) => Number(number.slice(-6))).sort((a, b) => a - b);
    expect(ordinals).toHaveLength(12);
    expect(ordinals).toEqual(ordinals.map((_, at) => (ordinals[0] ?? 0) + at));
  });

  it("is an auditor's too: the region is the reconciliation's", async () => {
    const found = await town.found();
    const answer = await post(town.auditor, { ...found, reason: "x" });
    expect(answer).toMatchObject({ status: 201, body: { region: 330_500, party: "auditor" } });
  });

  it("shows in every form of the findings", async () => {
    const found = await town.found(2);
    const { number } = (await post(clerk, { ...found, findings: [1], reason: "x" })).body;
    const path = `/v1/reconciliations/${found.reconciliation}`;
    const list = await town.get(clerk, `${path}/findings`);
    expect(list.body).toMatchObject({
      rows: [{ ordinal: 0, caseNumber: null }, { ordinal: 1, caseNumber: number }, { caseNumber: null }],
      asOf: { block: expect.any(Number) },
      findingsDigest: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    const { body: whole } = await town.get(clerk, `${path}/findings.json`);
    expect(whole).toMatchObject([{ caseNumber: null }, { caseNumber: number }, { caseNumber: null }]);
    for (const form of ["findings.csv", "report.html"]) {
      expect(String((await town.get(clerk, `${path}/${form}`)).body["text"])).toContain(String(number));
    }
  });
});

describe("a request", () => {
  it("sent again is answered and done once; under the same key another is refused", async () => {
    const found = await town.found(2);
    const key = { "Idempotency-Key": "open-1" };
    const json = { ...found, findings: [0], reason: "x" };
    const first = await post(clerk, json, key);
    const second = await post(clerk, json, key);
    expect(second.body["number"]).toBe(first.body["number"]);
    expect(await post(clerk, { ...json, reason: "y" }, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency-body-differs" },
    });
    const number = String(first.body["number"]);
    await town.step(clerk, number, "hearing");
    const text = { text: "once" };
    await town.step(town.pharmacy.key, number, "statement", text);
    const again = await town.step(town.pharmacy.key, number, "statement", text);
    expect(again.body["steps"]).toHaveLength(3);
    const named = await town.step(town.pharmacy.key, number, "statement", text, { "Idempotency-Key": "s-2" });
    expect(named.body["steps"]).toHaveLength(4);
    // Another institution's keys are its own.
    const theirs = await town.step(town.auditor, number, "reopening", { reason: "x" }, key);
    expect(theirs.body["code"]).toBe("audit-case-not-in-state");
  });
});

it("wrote nothing of what was said into the log", () => {
  expect(JSON.stringify(town.server.logged)).not.toMatch(/停电|系统故障|E2E-1/);
  expect(town.server.logged.filter(({ level }) => level === "error")).toEqual([]);
});
