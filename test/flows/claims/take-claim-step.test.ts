import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainOf } from "../../../server/domain/adjudication/plain-json.ts";
import { canonicalJson } from "../../../server/domain/canonical-json.ts";
import type { ClaimStepRequest } from "../../../server/domain/claims/claim-requests.ts";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeClaimStep } from "../../../server/flows/claims/take-claim-step.ts";
import { takeAdvance } from "../../../server/flows/claims/take-payment.ts";
import { asked, type ClaimDesk, endOf, openClaimDesk } from "../support/claim-desk.ts";
import { RESIDENT_CAP_FEN } from "../support/claim-town.ts";
import { DAY_SEC, refusalOf } from "../support/whole-ledger.ts";

describe("steps of a claim", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const asking = (by: Principal, request: ClaimStepRequest) => takeClaimStep(desk.ports, asked(by, request));
  const step = (by: Principal, claim: Hex32, word: "appeal" | "reverse" | "refund" | "dispute") =>
    asking(by, { step: word, claim, reason: `因${word}` });
  const resolve = (by: Principal, claim: Hex32, verdict: "upheld" | "clawed-back") =>
    asking(by, { step: "resolve", claim, verdict, reason: "复核" });
  const codeOf = async (taken: Promise<unknown>): Promise<string> => (await refusalOf(taken)).code;
  const stateOf = async (claim: Hex32): Promise<string> => (await desk.row(claim)).state;
  const paid = async (): Promise<Hex32> => {
    const claim = await desk.sellAndClaim(await desk.person());
    await desk.approve(claim);
    await desk.pay(claim);
    return claim;
  };

  it("who is no party to a claim finds none, and a party does only its own steps", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    expect(await codeOf(step(desk.other, claim, "reverse"))).toBe("not-found");
    expect(await codeOf(step(desk.wuhanDecider, claim, "dispute"))).toBe("not-found");
    expect(await codeOf(step(desk.pharmacy, `0x${"77".repeat(32)}`, "reverse"))).toBe("not-found");
    expect(await codeOf(step(desk.bureau, claim, "reverse"))).toBe("not-filer");
    expect(await codeOf(step(desk.pharmacy, claim, "dispute"))).toBe("bureau-not-of-payer");
    expect(await codeOf(resolve(desk.pharmacy, claim, "upheld"))).toBe("bureau-not-of-payer");
    expect(await codeOf(step(desk.bureau, claim, "dispute"))).toBe("role-not-permitted");
    expect(await codeOf(step(desk.pharmacy, claim, "appeal"))).toBe("claim-not-in-state");
  });

  it("why is told to its parties, and only a commitment stands on the ledger", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    await desk.whole.settle(step(desk.pharmacy, claim, "reverse"));
    const told = await desk.told(claim, desk.pharmacy);
    expect(told.steps).toMatchObject([{ kind: "reversed", note: "因reverse" }]);
    expect(canonicalJson(plainOf(await desk.row(claim)))).not.toContain("因reverse");
  });

  it("a step is taken once, however often it is asked", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const ended = await Promise.all([
      endOf(desk, step(desk.pharmacy, claim, "reverse")),
      endOf(desk, step(desk.pharmacy, claim, "reverse")),
    ]);
    expect(ended).toEqual(["mined", "mined"]);
    expect((await desk.row(claim)).steps).toHaveLength(1);
  });

  it("what was paid is given back; its evidence, invoice and part of the year are free", async () => {
    const person = await desk.person();
    const dispense = await desk.sell(person);
    const claim = await desk.submit(person, [dispense]);
    const { terms } = (await desk.told(claim, desk.pharmacy)).document ?? {};
    if (terms === undefined) throw new Error("the filer reads its own claim");
    await desk.approve(claim);
    await desk.pay(claim);
    expect(await codeOf(step(desk.pharmacy, claim, "reverse"))).toBe("claim-not-in-state");
    await desk.whole.settle(step(desk.pharmacy, claim, "refund"));
    expect(await desk.told(claim)).toMatchObject({
      state: "clawed-back",
      steps: [{ kind: "approved" }, { kind: "paid" }, { kind: "clawed-back", fen: 1_024n }],
    });
    const again = await desk.submit(person, [dispense], { terms });
    await desk.approve(again);
    const next = await desk.sellAndClaim(person);
    await desk.approve(next);
    expect((await desk.told(again)).approvedFen).toBe(1_024n);
    expect((await desk.told(next)).approvedFen).toBe(RESIDENT_CAP_FEN - 1_024n);
  });

  it("a paid claim is contested by one person and resolved by another", async () => {
    const [kept, lost] = [await paid(), await paid()];
    for (const claim of [kept, lost]) {
      await desk.whole.settle(step(desk.decider, claim, "dispute"));
      expect(await stateOf(claim)).toBe("disputed");
      expect(await codeOf(resolve(desk.decider, claim, "clawed-back"))).toBe("decider-decided-before");
    }
    await desk.whole.settle(resolve(desk.reviewer, kept, "upheld"));
    await desk.whole.settle(resolve(desk.reviewer, lost, "clawed-back"));
    expect([await stateOf(kept), await stateOf(lost)]).toEqual(["upheld", "clawed-back"]);
    // Nobody blocks a refund, not even who has been upheld.
    await desk.whole.settle(step(desk.pharmacy, kept, "refund"));
    expect(await stateOf(kept)).toBe("clawed-back");
  });

  it("an advance is taken back as a reversal, for nothing was approved", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    desk.whole.chain.clock.advance(601_000);
    await desk.whole.settle(takeAdvance(desk.ports, asked(desk.bureau, { claims: [claim] })));
    expect(await codeOf(step(desk.pharmacy, claim, "refund"))).toBe("claim-not-in-state");
    await desk.whole.settle(step(desk.pharmacy, claim, "reverse"));
    expect(await stateOf(claim)).toBe("reversed");
  });

  it("what comes after the time for it is refused", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    await desk.reject(claim, desk.decider, 599);
    desk.whole.chain.clock.advance(40 * DAY_SEC * 1000);
    expect(await codeOf(step(desk.pharmacy, claim, "appeal"))).toBe("deadline-passed");
  });
});
