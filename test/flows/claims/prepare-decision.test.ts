import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import { openBasis } from "../../../server/flows/claims/decision-basis.ts";
import {
  approvalAsStated,
  approvalByRules,
  numberOfReason,
  reasonAgainst,
  rejection,
  type Weighed,
  weighClaim,
} from "../../../server/flows/claims/prepare-decision.ts";
import { type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { refusalOf } from "../support/whole-ledger.ts";

describe("a decision before it is sent", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const weigh = async (claim: Hex32): Promise<Weighed> => {
    const row = await desk.row(claim);
    return desk.ports.reader.view((view) => weighClaim(desk.ports, view, row));
  };
  const stated = {
    fundParts: [{ fundPayType: 390_100, fen: "1" }],
    accountFen: "0",
    familyAccountFen: "0",
    cashFen: "2559",
    hospitalFen: "0",
  };

  it("is the award of the rules, with the invoice's word, pinned to what they were given", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const weighed = await weigh(claim);
    expect(reasonAgainst(weighed)).toBeNull();
    const { body, openings } = approvalByRules(desk.ports, weighed, null);
    expect(body).toMatchObject({
      claim,
      award: { fundParts: [{ fundPayType: 390_100, fen: "1024" }], cashFen: "1536", hospitalFen: "0" },
      nullifiers: weighed.nullifiers,
    });
    expect(weighed.nullifiers).toHaveLength(1);
    expect(openings.map(({ documentKey }) => documentKey)).toEqual([body.award.basis]);
    await desk.whole.store.commit({ openings });
    const opened = await openBasis(desk.ports, body.award.basis);
    expect(opened.inputs).toEqual(weighed.adjudicated.inputs);
    expect(opened.accumulators).toEqual(weighed.adjudicated.accumulators);
  });

  it("prepared twice it is the same to the last word, so that two persons may agree", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const bodies = [await weigh(claim), await weigh(claim)].map(
      (weighed) => approvalByRules(desk.ports, weighed, null).body,
    );
    expect(bodies[1]).toEqual(bodies[0]);
    const same = await desk.sellAndClaim(await desk.person());
    const { body } = approvalByRules(desk.ports, await weigh(same), null);
    expect(body.award.basis).not.toBe(bodies[0]?.award.basis);
  });

  it("a person's award is pinned with what the person stated", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const { body, openings } = approvalAsStated(desk.ports, await weigh(claim), { stated, note: "按票" });
    expect(body.award).toEqual({ ...stated, basis: body.award.basis });
    await desk.whole.store.commit({ openings });
    const opened = await openBasis(desk.ports, body.award.basis);
    expect([opened.inputs.stated, opened.note]).toEqual([stated, "按票"]);
  });

  it("evidence speaks first, then the invoice, then the rules", async () => {
    const person = await desk.person();
    const first = await desk.sellAndClaim(person, 2, { terms: { invoiceNumber: "FP-1" } });
    const second = await desk.sellAndClaim(person, 2, { terms: { invoiceNumber: "FP-1", careType: "14" } });
    expect(reasonAgainst(await weigh(second))).toBe("level-not-covered");
    await desk.approve(first);
    const weighed = await weigh(second);
    expect([reasonAgainst(weighed), weighed.invoiceHeldBy]).toEqual(["invoice-already-paid", first]);
    expect(reasonAgainst({ ...weighed, against: "care-denied" })).toBe("care-denied");
    expect(numberOfReason("invoice-already-paid")).toBeGreaterThan(400);
    // Its own invoice speaks against no claim.
    expect((await weigh(first)).invoiceHeldBy).toBeNull();
  });

  it("what the rules refuse is not approved by them", async () => {
    const claim = await desk.sellAndClaim(await desk.person(), 2, { terms: { careType: "14" } });
    const weighed = await weigh(claim);
    const approving = async (): Promise<unknown> => approvalByRules(desk.ports, weighed, null);
    expect(await refusalOf(approving())).toMatchObject({
      code: "claim-refused-by-rules",
      facts: { reason: "level-not-covered" },
    });
    const { body, openings } = rejection(desk.ports, weighed, { reason: 205, note: null });
    expect(body).toEqual({ claim, reason: 205, basis: body.basis });
    expect(openings.map(({ documentKey }) => documentKey)).toEqual([body.basis]);
  });
});
