import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import { takeReversal } from "../../../server/flows/take/take-reversal.ts";
import { asked, type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { PACK_FEN } from "../support/claim-town.ts";
import { refusalOf } from "../support/whole-ledger.ts";

describe("what was claimed comes back", () => {
  let desk: ClaimDesk;
  let nth = 0;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  /** The dispense that a claim spends, and its codes. */
  const spent = async (claim: Hex32): Promise<{ dispense: Hex32; codes: readonly string[] }> => {
    const [piece] = (await desk.row(claim)).content.evidence;
    if (piece === undefined) throw new Error("no evidence");
    const told = await desk.whole.answers.dispense(desk.pharmacy, piece.id);
    return { dispense: piece.id, codes: told.lines.map(({ code }) => code ?? "") };
  };
  const giveBack = (dispense: Hex32, codes: readonly string[]) => {
    nth += 1;
    const words = { documentNumber: `TH-${nth}`, till: "", reversedAtSec: desk.whole.nowSec() };
    const lines = codes.map((code) => ({ code, units: null, priceFen: PACK_FEN.toString() }));
    return takeReversal(desk.whole.take, asked(desk.pharmacy, { dispense, ...words, lines }));
  };

  it("its claim is taken back with it, whatever the rules have said", async () => {
    const submitted = await desk.sellAndClaim(await desk.person());
    const approved = await desk.sellAndClaim(await desk.person());
    await desk.approve(approved);
    for (const claim of [submitted, approved]) {
      const { dispense, codes } = await spent(claim);
      await desk.whole.settle(giveBack(dispense, codes));
      expect((await desk.row(claim)).state).toBe("reversed");
      expect((await desk.whole.answers.dispense(desk.pharmacy, dispense)).status).toBe("reversed");
    }
  });

  it("of a part that comes back, the rest is claimed anew", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person);
    const { dispense, codes } = await spent(claim);
    await desk.whole.settle(giveBack(dispense, codes.slice(0, 1)));
    const rest = await desk.submit(person, [dispense]);
    expect((await desk.row(rest)).content.totalFen).toBe(PACK_FEN);
    await desk.approve(rest);
    expect((await desk.told(rest)).approvedFen).toBe(512n);
  });

  it("what was paid is refunded first", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    await desk.approve(claim);
    await desk.pay(claim);
    const { dispense, codes } = await spent(claim);
    expect(await refusalOf(giveBack(dispense, codes))).toEqual({
      code: "evidence-already-spent",
      facts: { evidence: dispense, claim },
    });
    await desk.step(desk.pharmacy, { step: "refund", claim, reason: "退药" });
    await desk.whole.settle(giveBack(dispense, codes));
    expect((await desk.row(claim)).state).toBe("clawed-back");
  });

  it("a claim of other care too is not taken back by the way", async () => {
    const person = await desk.person();
    const [one, two] = [await desk.sell(person, 1), await desk.sell(person, 1)];
    const claim = await desk.submit(person, [one, two]);
    const told = await desk.whole.answers.dispense(desk.pharmacy, one);
    const codes = told.lines.map(({ code }) => code ?? "");
    expect(await refusalOf(giveBack(one, codes))).toEqual({
      code: "evidence-already-spent",
      facts: { evidence: one, claim },
    });
    expect((await desk.row(claim)).state).toBe("submitted");
  });

  it("where the goods can not come back, the claim stands", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const { dispense } = await spent(claim);
    const foreign = desk.codes(1);
    expect((await refusalOf(giveBack(dispense, foreign))).code).toBe("return-line-wrong");
    expect((await desk.row(claim)).state).toBe("submitted");
  });
});
