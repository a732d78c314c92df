import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../../server/domain/ids.ts";
import type { Principal } from "../../../../server/domain/principal.ts";
import { takeDecision } from "../../../../server/flows/claims/take-decision.ts";
import { takeAdvance } from "../../../../server/flows/claims/take-payment.ts";
import { asked, type ClaimDesk, openClaimDesk } from "../../support/claim-desk.ts";

describe("what was said with the steps of a claim", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const rejecting = (by: Principal, claim: Hex32, note: string) =>
    desk.whole.settle(
      takeDecision(desk.ports, asked(by, { verdict: "reject" as const, claim, reason: 599, note })),
    );
  const notesOf = async (claim: Hex32): Promise<readonly (readonly [string, string | null])[]> =>
    (await desk.told(claim)).steps.map(({ kind, note }) => [kind, note]);

  it("each step keeps its own words when others follow it", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    await rejecting(desk.decider, claim, "缺处方");
    expect(await notesOf(claim)).toEqual([["rejected", "缺处方"]]);
    await desk.step(desk.pharmacy, { step: "appeal", claim, reason: "处方已补" });
    await rejecting(desk.reviewer, claim, "处方过期");
    expect(await notesOf(claim)).toEqual([
      ["rejected", "缺处方"],
      ["appealed", "处方已补"],
      ["rejected", "处方过期"],
    ]);
  });

  it("a refusal after an endorsement has its note, and no award takes one away", async () => {
    const claim = await desk.sellAndClaim(await desk.person(), 8);
    await desk.approve(claim, desk.decider);
    await rejecting(desk.reviewer, claim, "金额不符");
    expect(await notesOf(claim)).toEqual([
      ["endorsed", null],
      ["rejected", "金额不符"],
    ]);
    const small = await desk.sellAndClaim(await desk.person());
    await rejecting(desk.decider, small, "缺处方");
    await desk.step(desk.pharmacy, { step: "appeal", claim: small, reason: "处方已补" });
    await desk.approve(small, desk.reviewer);
    expect(await notesOf(small)).toEqual([
      ["rejected", "缺处方"],
      ["appealed", "处方已补"],
      ["approved", null],
    ]);
  });

  it("an advance that is clawed back tells why with both of its steps", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    desk.whole.chain.clock.advance(601_000);
    await desk.whole.settle(takeAdvance(desk.ports, asked(desk.bureau, { claims: [claim] })));
    await rejecting(desk.decider, claim, "重复申报");
    expect(await notesOf(claim)).toEqual([
      ["advanced", null],
      ["rejected", "重复申报"],
      ["clawed-back", "重复申报"],
    ]);
  });

  it("a dispute tells why it was raised, and why it was resolved as it was", async () => {
    const claims = [
      await desk.sellAndClaim(await desk.person()),
      await desk.sellAndClaim(await desk.person()),
    ] as const;
    for (const [claim, verdict] of [
      [claims[0], "upheld"],
      [claims[1], "clawed-back"],
    ] as const) {
      await desk.approve(claim);
      await desk.pay(claim);
      await desk.step(desk.decider, { step: "dispute", claim, reason: "抽查" });
      await desk.step(desk.reviewer, { step: "resolve", claim, verdict, reason: "已核对" });
      expect((await notesOf(claim)).slice(2)).toEqual([
        ["disputed", "抽查"],
        [verdict, "已核对"],
      ]);
    }
  });
});
