import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimText } from "../../flows/reconcile/support/desk.ts";
import { ask, giveKey, startWholeServer, type WholeServer } from "../support/whole-server.ts";

const stops: (() => Promise<void>)[] = [];
let server: WholeServer;
let bureau: string;
let auditor: string;
let pharmacy: string;

beforeAll(async () => {
  server = await startWholeServer((stop) => void stops.push(stop));
  bureau = await giveKey(server, { institution: 7, roles: ["bureau"] });
  auditor = await giveKey(server, { institution: 9, roles: ["auditor"], region: 0 });
  pharmacy = await giveKey(server, { institution: 10, roles: ["pharmacy"] });
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const send = (body: string, query = "", key = bureau) =>
  ask(server, "POST", `/v1/reconciliations?format=claims-ndjson${query}`, {
    key,
    headers: { "Content-Type": "application/x-ndjson" },
    body,
  });
const read = (id: unknown, key = bureau) => ask(server, "GET", `/v1/reconciliations/${String(id)}`, { key });
const feed = (...numbers: number[]): string => numbers.map((n) => `${claimText(n)}\n`).join("");

async function reconciled(body: string, query = "", key = bureau) {
  const sent = await send(body, query, key);
  expect(sent.status).toBe(202);
  await expect.poll(async () => (await read(sent.body["id"], key)).body["stage"]).toBe("done");
  return (await read(sent.body["id"], key)).body;
}

describe("what a reconciliation says of its digest", () => {
  it("is all that makes it again, and where its anchor is", async () => {
    const told = await reconciled(feed(3, 4));
    expect(told).toMatchObject({
      block: null,
      digest: { findings: expect.stringMatching(/^0x[0-9a-f]{64}$/), attemptCount: 0 },
      anchor: { state: "pending", block: null, reason: null },
      others: [],
    });
    const list = await ask(server, "GET", "/v1/reconciliations", { key: bureau });
    expect(JSON.stringify(list.body)).not.toContain("feedSalt");
  });

  it("is on the report, for people", async () => {
    const { id, digest } = await reconciled(feed(5));
    const response = await fetch(`${server.url}/v1/reconciliations/${String(id)}/report.html`, {
      headers: { Authorization: `Bearer ${bureau}` },
    });
    const html = await response.text();
    // The answer was held against its schema when it came.
    expect(html).toContain((digest as { findings: string }).findings);
    expect(html).toContain("等待上链");
  });
});

describe("a block or a region that is asked for", () => {
  it("is part of what the reconciliation is", async () => {
    const now = await reconciled(feed(6));
    const then = await reconciled(feed(6), "&block=0");
    expect(then).toMatchObject({ block: 0, asOf: { block: 0 } });
    expect(then["id"]).not.toBe(now["id"]);
    const all = await reconciled(feed(6), "", auditor);
    const one = await reconciled(feed(6), "&region=330500", auditor);
    expect([all["payerRegion"], one["payerRegion"]]).toEqual([null, 330_500]);
    expect(one["digest"]).toMatchObject({ findings: (now["digest"] as { findings: string }).findings });
  });

  it.each([
    ["a block ahead", "&block=99", 409, { code: "block-not-reached", asOfBlock: 99 }],
    ["no number of a block", "&block=latest", 400, { code: "malformed-request" }],
    ["a block twice as wide", "&block=99999999999", 400, { code: "malformed-request" }],
    ["another bureau's region", "&region=420100", 403, { code: "reconciliation-outside-region" }],
    ["the whole country", "&region=0", 400, { code: "malformed-request" }],
  ])("is refused: %s", async (_, query, status, body) => {
    expect(await send(feed(7), query)).toMatchObject({ status, body });
  });
});

describe("asking what was anchored of a feed", () => {
  const query = { sha256: "ab".repeat(32), format: "claims-csv", institution: null, block: 1 };
  const asking = (json: object, key = auditor) =>
    ask(server, "POST", "/v1/reconciliations/anchors/query", { key, json });

  it("takes its hash in the body, never in an address", async () => {
    expect(await asking(query)).toMatchObject({ status: 200, body: { rows: [] } });
    expect((await asking({ ...query, sha256: "x" })).status).toBe(400);
    expect((await asking({ ...query, block: -1 })).status).toBe(400);
  });

  it("is for bureaus and auditors", async () => {
    expect(await asking(query, pharmacy)).toMatchObject({
      status: 403,
      body: { code: "role-not-permitted" },
    });
  });
});
