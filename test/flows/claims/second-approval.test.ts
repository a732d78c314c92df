import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeDecision } from "../../../server/flows/claims/take-decision.ts";
import { takeAdvance } from "../../../server/flows/claims/take-payment.ts";
import { asked, type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { RESIDENT_CAP_FEN } from "../support/claim-town.ts";
import { refusalOf } from "../support/whole-ledger.ts";

const FOUR_EYES_PACKS = 8;

describe("between the first approval and the second", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const approving = (by: Principal, claim: Hex32) =>
    takeDecision(desk.ports, asked(by, { verdict: "approve" as const, claim, award: null }));
  const stateOf = async (claim: Hex32): Promise<string> => (await desk.row(claim)).state;
  const fenOf = async (claim: Hex32): Promise<bigint | null> => (await desk.told(claim)).approvedFen;

  it("no other claim of the person is awarded, so the second finds the same year", async () => {
    const [person, stranger] = [await desk.person(), await desk.person()];
    const small = await desk.sellAndClaim(person, 1);
    const large = await desk.sellAndClaim(person, FOUR_EYES_PACKS);
    const others = await desk.sellAndClaim(stranger, 1);
    await desk.approve(large, desk.decider);
    expect(await refusalOf(approving(desk.reviewer, small))).toEqual({
      code: "second-approval-awaited",
      facts: { claim: large },
    });
    expect(await desk.adjudicate()).toBe(1);
    expect([await stateOf(small), await stateOf(others)]).toEqual(["submitted", "approved"]);
    await desk.approve(large, desk.reviewer);
    await desk.adjudicate();
    expect([await fenOf(large), await fenOf(small)]).toEqual([RESIDENT_CAP_FEN, 0n]);
  });

  it("a refusal of another claim changes no year, and is taken", async () => {
    const person = await desk.person();
    const small = await desk.sellAndClaim(person, 1);
    const large = await desk.sellAndClaim(person, FOUR_EYES_PACKS);
    await desk.approve(large, desk.decider);
    await desk.reject(small, desk.decider, 599);
    await desk.approve(large, desk.reviewer);
    expect([await stateOf(small), await stateOf(large)]).toEqual(["rejected", "approved"]);
  });

  it("a year that changed all the same is named; the claim is taken back and filed anew", async () => {
    const person = await desk.person();
    const early = await desk.sellAndClaim(person, 1);
    await desk.approve(early);
    const dispense = await desk.sell(person, FOUR_EYES_PACKS);
    const large = await desk.submit(person, [dispense]);
    await desk.approve(large, desk.decider);
    // The pharmacy takes back the claim that the first person had counted.
    await desk.step(desk.pharmacy, { step: "reverse", claim: early, reason: "退货" });
    expect(await refusalOf(approving(desk.reviewer, large))).toEqual({
      code: "endorsement-outdated",
      facts: { claim: large },
    });
    await desk.reject(large, desk.reviewer, 599);
    await desk.step(desk.pharmacy, { step: "reverse", claim: large, reason: "重新申报" });
    const again = await desk.submit(person, [dispense]);
    await desk.approve(again, desk.decider);
    await desk.approve(again, desk.reviewer);
    expect([await stateOf(again), await fenOf(again)]).toEqual(["approved", RESIDENT_CAP_FEN]);
  });

  it("an advance changes nothing about what the two persons approve", async () => {
    const claim = await desk.sellAndClaim(await desk.person(), FOUR_EYES_PACKS);
    await desk.approve(claim, desk.decider);
    desk.whole.chain.clock.advance(601_000);
    await desk.whole.settle(takeAdvance(desk.ports, asked(desk.bureau, { claims: [claim] })));
    expect(await stateOf(claim)).toBe("provisional");
    await desk.approve(claim, desk.reviewer);
    expect([await stateOf(claim), await fenOf(claim)]).toEqual(["approved", RESIDENT_CAP_FEN]);
  });

  it("a claim that is taken back meanwhile holds up nobody", async () => {
    const person = await desk.person();
    const small = await desk.sellAndClaim(person, 1);
    const large = await desk.sellAndClaim(person, FOUR_EYES_PACKS);
    await desk.approve(large, desk.decider);
    await desk.step(desk.pharmacy, { step: "reverse", claim: large, reason: "退货" });
    await desk.approve(small, desk.reviewer);
    expect(await fenOf(small)).toBe(512n);
  });
});
