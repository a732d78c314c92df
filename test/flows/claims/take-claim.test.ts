import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeClaim } from "../../../server/flows/claims/take-claim.ts";
import { asked, type ClaimDesk, endOf, openClaimDesk } from "../support/claim-desk.ts";
import { refusalOf, WUHAN } from "../support/whole-ledger.ts";

describe("a claim spends its evidence once", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("the same request is one claim, another under its number is refused", async () => {
    const person = await desk.person();
    const dispenses = [await desk.sell(person)];
    const request = desk.request(person, { dispenses });
    const taken = () => takeClaim(desk.ports, asked(desk.pharmacy, request));
    const first = await desk.whole.settle(taken());
    expect((await taken()).id).toBe(first.id);
    const other = { ...request, requestedFen: "1" };
    expect((await refusalOf(takeClaim(desk.ports, asked(desk.pharmacy, other)))).code).toBe(
      "idempotency-body-differs",
    );
  });

  it("evidence that is spent is refused with the claim's id for whoever may see it", async () => {
    const person = await desk.person();
    const dispense = await desk.sell(person);
    const claim = await desk.submit(person, [dispense]);
    const again = desk.request(person, { dispenses: [dispense] });
    const own = await refusalOf(takeClaim(desk.ports, asked(desk.pharmacy, again)));
    expect(own).toEqual({ code: "evidence-already-spent", facts: { evidence: dispense, claim } });
    const manual = { channel: "manual", provider: desk.pharmacy.institution } as const;
    const byPayer = await refusalOf(takeClaim(desk.ports, asked(desk.bureau, { ...again, ...manual })));
    expect(byPayer.facts).toEqual({ evidence: dispense, claim });
  });

  it("and without it for whoever may not", async () => {
    const person = await desk.person();
    const dispense = await desk.sell(person);
    await desk.submit(person, [dispense]);
    const manual = { channel: "manual", provider: desk.pharmacy.institution, payerRegion: WUHAN } as const;
    const request = desk.request(person, { dispenses: [dispense], ...manual });
    const refusal = await refusalOf(takeClaim(desk.ports, asked(desk.wuhan, request)));
    expect(refusal).toEqual({ code: "evidence-already-spent", facts: { evidence: dispense } });
  });

  it("of two claims for one dispense that race, the ledger takes one", async () => {
    const person = await desk.person();
    const dispense = await desk.sell(person);
    const asking = () =>
      takeClaim(desk.ports, asked(desk.pharmacy, desk.request(person, { dispenses: [dispense] })));
    const ended = await Promise.all([endOf(desk, asking()), endOf(desk, asking())]);
    expect(ended.sort()).toEqual(["evidence-already-spent", "mined"]);
  });

  it("a refused claim frees its evidence when it is taken back", async () => {
    const person = await desk.person();
    const dispense = await desk.sell(person);
    const claim = await desk.submit(person, [dispense]);
    await desk.step(desk.pharmacy, { step: "reverse", claim, reason: "录入错误" });
    const second = await desk.submit(person, [dispense]);
    expect((await desk.row(second)).state).toBe("submitted");
    expect((await desk.row(claim)).state).toBe("reversed");
  });
});
