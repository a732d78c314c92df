import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeDecision } from "../../../server/flows/claims/take-decision.ts";
import { asked, type ClaimDesk, endOf, openClaimDesk } from "../support/claim-desk.ts";
import { RESIDENT_CAP_FEN } from "../support/claim-town.ts";

describe("two claims of one person race for the last fen of a year", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const deciding = (by: Principal, claim: Hex32) =>
    takeDecision(desk.ports, asked(by, { verdict: "approve" as const, claim, award: null }));
  const fenOf = async (claim: Hex32): Promise<bigint | null> => (await desk.told(claim)).approvedFen;

  it("in either order they come to the same total, and the later one gets what is left", async () => {
    for (const order of ["first", "second"] as const) {
      const person = await desk.person();
      const claims = [await desk.sellAndClaim(person, 3), await desk.sellAndClaim(person, 2)] as const;
      const [early, late] = order === "first" ? claims : ([claims[1], claims[0]] as const);
      // Two keys, so that nothing but the person holds them apart.
      const ended = await Promise.all([
        endOf(desk, deciding(desk.decider, early)),
        endOf(desk, deciding(desk.reviewer, late)),
      ]);
      expect(ended).toEqual(["mined", "mined"]);
      const [given, rest] = [await fenOf(early), await fenOf(late)];
      expect(given).toBe(order === "first" ? 1_500n : 1_024n);
      expect((given ?? 0n) + (rest ?? 0n)).toBe(RESIDENT_CAP_FEN);
    }
  });

  it("a person and the rules at once give no more than the cap either", async () => {
    const person = await desk.person();
    const [one, two] = [await desk.sellAndClaim(person), await desk.sellAndClaim(person)];
    await Promise.all([endOf(desk, deciding(desk.decider, two)), desk.adjudicate()]);
    await desk.adjudicate();
    expect(((await fenOf(one)) ?? 0n) + ((await fenOf(two)) ?? 0n)).toBe(RESIDENT_CAP_FEN);
  });

  it("claims of different persons do not wait for each other", async () => {
    const [one, two] = [
      await desk.sellAndClaim(await desk.person()),
      await desk.sellAndClaim(await desk.person()),
    ];
    await Promise.all([desk.approve(one, desk.decider), desk.approve(two, desk.reviewer)]);
    expect([await fenOf(one), await fenOf(two)]).toEqual([1_024n, 1_024n]);
  });
});
