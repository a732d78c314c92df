import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClaimShop, openClaimShop } from "../support/claim-shop.ts";
import type { Answered } from "../support/whole-server.ts";

const UNKNOWN = `0x${"77".repeat(32)}`;

describe("steps of a claim over HTTP", () => {
  let shop: ClaimShop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openClaimShop((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const step = (
    key: string,
    id: string,
    word: string,
    json: object = { reason: "因故" },
  ): Promise<Answered> => shop.send(key, "POST", `/v1/claims/${id}/${word}`, json);
  const seen = ({ status, body }: Answered): unknown[] => [status, body["state"] ?? body["code"]];

  it("a refusal is contested, and another person decides then", async () => {
    const id = await shop.claimed();
    const { key } = shop.pharmacy;
    expect(seen(await step(key, id, "appeal"))).toEqual([409, "claim-not-in-state"]);
    const rejected = await shop.decide(id, shop.decider, {
      verdict: "reject",
      reason: 599,
      note: "票据不清",
    });
    expect(seen(rejected)).toEqual([201, "rejected"]);
    expect(rejected.body["steps"]).toMatchObject([
      { kind: "rejected", reason: { number: 599, code: "other" } },
    ]);
    expect(seen(await step(key, id, "appeal"))).toEqual([201, "appealed"]);
    expect(seen(await shop.decide(id, shop.decider))).toEqual([403, "decider-decided-before"]);
    expect(seen(await shop.decide(id, shop.reviewer))).toEqual([201, "approved"]);
  });

  it("a claim is taken back before it is paid, and given back after", async () => {
    const open = await shop.claimed();
    const { key } = shop.pharmacy;
    expect(seen(await step(key, open, "refund"))).toEqual([409, "claim-not-in-state"]);
    expect(seen(await step(key, open, "reversal"))).toEqual([201, "reversed"]);
    const paid = await shop.paid();
    expect(seen(await step(key, paid, "reversal"))).toEqual([409, "claim-not-in-state"]);
    expect(seen(await step(key, paid, "refund"))).toEqual([201, "clawed-back"]);
  });

  it("a paid claim is contested by one person of the bureau and resolved by another", async () => {
    const id = await shop.paid();
    const upheld = { verdict: "upheld", reason: "核实无误" };
    expect(seen(await step(shop.bureau.key, id, "dispute"))).toEqual([403, "role-not-permitted"]);
    expect(seen(await step(shop.decider, id, "dispute"))).toEqual([201, "disputed"]);
    expect(seen(await step(shop.decider, id, "dispute/resolution", upheld))).toEqual([
      403,
      "decider-decided-before",
    ]);
    expect(seen(await step(shop.reviewer, id, "dispute/resolution", upheld))).toEqual([201, "upheld"]);
  });

  it("who is no party finds no claim, and a party does only its own steps", async () => {
    const id = await shop.claimed();
    expect(seen(await step(shop.other.key, id, "reversal"))).toEqual([404, "not-found"]);
    expect(seen(await step(shop.pharmacy.key, UNKNOWN, "reversal"))).toEqual([404, "not-found"]);
    expect(seen(await step(shop.bureau.key, id, "reversal"))).toEqual([403, "not-filer"]);
    expect(seen(await step(shop.pharmacy.key, id, "dispute"))).toEqual([403, "role-not-permitted"]);
    expect(seen(await step(shop.maker.key, id, "reversal"))).toEqual([403, "role-not-permitted"]);
    expect(seen(await step(shop.pharmacy.key, id, "reversal", {}))).toEqual([400, "malformed-request"]);
  });

  it("one transfer pays several claims of the region: all or none", async () => {
    const pay = (claims: readonly string[], bankReference: string): Promise<Answered> =>
      shop.send(shop.bureau.key, "POST", "/v1/claims/payments", { claims, bankReference });
    const [one, two] = [await shop.claimed(), await shop.claimed()];
    await shop.decide(one, shop.decider);
    expect(await pay([one, two], "E2E-A")).toMatchObject({
      status: 409,
      body: { code: "claim-not-in-state", claim: two },
    });
    await shop.decide(two, shop.decider);
    const paid = await pay([one, two], "E2E-A");
    expect(paid).toMatchObject({
      status: 201,
      body: {
        claims: [
          { id: one, state: "paid" },
          { id: two, state: "paid" },
        ],
      },
    });
    expect((await pay([one, two], "E2E-A")).body["payment"]).toBe(paid.body["payment"]);
    expect(seen(await pay([UNKNOWN], "E2E-B"))).toEqual([404, "claim-unknown"]);
    const byFiler = { claims: [one], bankReference: "E2E-C" };
    expect(seen(await shop.send(shop.pharmacy.key, "POST", "/v1/claims/payments", byFiler))).toEqual([
      403,
      "role-not-permitted",
    ]);
  });

  it("what is overdue is advanced by the bureau of the place of care", async () => {
    const id = await shop.claimed();
    const advance = (): Promise<Answered> =>
      shop.send(shop.bureau.key, "POST", "/v1/claims/advances", { claims: [id] });
    expect(seen(await advance())).toEqual([409, "deadline-not-passed"]);
    shop.server.test.clock.advance(601_000);
    expect(await advance()).toMatchObject({
      status: 201,
      body: { claims: [{ id, state: "provisional", isOverdue: false, steps: [{ kind: "advanced" }] }] },
    });
  });
});
