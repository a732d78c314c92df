import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjudicate } from "../../../server/domain/adjudication/adjudicate.ts";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { PersonName } from "../../../server/domain/ports.ts";
import type { BasisDocument } from "../../../server/flows/claims/claim-words.ts";
import { inputOf, openBasis } from "../../../server/flows/claims/decision-basis.ts";
import { type PersonYear, readPersonYear } from "../../../server/flows/claims/person-year.ts";
import { createRuleSetShelf } from "../../../server/flows/claims/rule-set-shelf.ts";
import { takeDecision } from "../../../server/flows/claims/take-decision.ts";
import { openWords, sealDocument } from "../../../server/flows/document-codec.ts";
import { asked, type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { RESIDENT_CAP_FEN } from "../support/claim-town.ts";
import { HUZHOU, refusalOf } from "../support/whole-ledger.ts";

describe("what a person has used of a year", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const yearOf = async (person: PersonName, without: Hex32 | null = null): Promise<PersonYear> => {
    const { ports } = desk;
    const number = await ports.vault.personNumber(person);
    const key = { insuranceType: "390", year: 2026 } as const;
    const of = { region: HUZHOU, person: number, key, without };
    return ports.reader.view((view) => readPersonYear(ports, createRuleSetShelf(ports), view, of));
  };
  const basisOf = async (claim: Hex32): Promise<Hex32> => {
    const step = (await desk.row(claim)).steps.findLast((each) => each.kind === "approved");
    if (step === undefined) throw new Error("nothing was approved");
    return step.award.basis;
  };
  const paper = (fundFen: string, cashFen: string) => ({
    fundParts: [{ fundPayType: 390_100, fen: fundFen }],
    accountFen: "0",
    familyAccountFen: "0",
    cashFen,
    hospitalFen: "0",
  });

  it("is the sum of the live awards, in the order of the chain", async () => {
    const person = await desk.person();
    expect((await yearOf(person)).accumulators.groups).toEqual({});
    const [one, two, open] = [
      await desk.sellAndClaim(person),
      await desk.sellAndClaim(person, 1),
      await desk.sellAndClaim(person, 1),
    ];
    await desk.approve(two);
    await desk.approve(one);
    const year = await yearOf(person);
    expect(year.accumulators.groups["outpatient"]?.poolPaidFen).toBe(RESIDENT_CAP_FEN);
    expect(year.history).toMatchObject([
      { id: two, award: { approvedFen: 512n } },
      { id: one, award: { approvedFen: RESIDENT_CAP_FEN - 512n } },
    ]);
    expect((await yearOf(person, one)).accumulators.groups["outpatient"]?.poolPaidFen).toBe(512n);
    expect((await desk.row(open)).state).toBe("submitted");
  });

  it("a claim that was taken back, or given back, has used nothing", async () => {
    const person = await desk.person();
    const [one, two] = [await desk.sellAndClaim(person, 1), await desk.sellAndClaim(person, 1)];
    await desk.approve(one);
    await desk.approve(two);
    await desk.pay(two);
    await desk.step(desk.pharmacy, { step: "reverse", claim: one, reason: "误" });
    await desk.step(desk.pharmacy, { step: "refund", claim: two, reason: "误" });
    expect(await yearOf(person)).toMatchObject({ history: [], accumulators: { groups: {}, funds: {} } });
  });

  it("what a person awarded counts for the funds it names and for no deductible", async () => {
    const person = await desk.person();
    const claim = await desk.fileOnPaper(person, { invoiceNumber: "FP-Y1", fen: 1_000n });
    await desk.approve(claim, desk.decider, paper("700", "300"));
    const { accumulators, history } = await yearOf(person);
    expect(accumulators.funds["390100"]).toEqual({ paidFen: 700n, baseFen: 700n });
    expect(accumulators.groups["outpatient"]).toBeUndefined();
    expect(history).toMatchObject([
      { id: claim, sequence: 0, use: { funds: { "390100": { paidFen: 700n } } } },
    ]);
  });

  it("every past claim comes to the same fen again from what is kept of it", async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    const claims: Hex32[] = [];
    for (const person of [one, two, one, two, one]) {
      const claim = await desk.sellAndClaim(person, 1);
      await desk.approve(claim);
      claims.push(claim);
    }
    const shelf = createRuleSetShelf(desk.ports);
    const came: bigint[] = [];
    for (const claim of claims) {
      const row = await desk.row(claim);
      const { inputs, accumulators } = await openBasis(desk.ports, await basisOf(claim));
      const outcome = adjudicate(await inputOf(shelf, row.content, { inputs, accumulators }));
      if (outcome.result !== "awarded") throw new Error(outcome.code);
      const { approvedFen, award } = await desk.told(claim);
      expect(outcome.approvedFen).toBe(approvedFen);
      expect(outcome.cashFen).toBe(award?.cashFen);
      came.push(outcome.approvedFen);
    }
    expect(came).toEqual([512n, 512n, 512n, 512n, RESIDENT_CAP_FEN - 1_024n]);
  });

  it("an award that does not come to its fen again stops every decision about the person", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person);
    await desk.approve(claim);
    const basis = await basisOf(claim);
    const { vault } = desk.whole;
    const sealed = (await desk.whole.store.opening(basis)) ?? "";
    const words = openWords<BasisDocument>(vault, sealed);
    // As if more of the year had been used before it.
    const kept = JSON.parse(words.text) as { accumulators: object };
    const group = { deductibleUsedFen: "0", ratedFen: "0", poolPaidFen: "1400", admissionCount: 0 };
    const accumulators = { ...kept.accumulators, groups: { outpatient: group } };
    const text = JSON.stringify({ ...kept, accumulators });
    const altered = sealDocument(vault, { documentKey: basis, person: null, words: { ...words, text } });
    await desk.whole.store.commit({ openings: [altered] });
    const next = await desk.sellAndClaim(person);
    const deciding = takeDecision(
      desk.ports,
      asked(desk.decider, { verdict: "approve" as const, claim: next, award: null }),
    );
    expect(await refusalOf(deciding)).toMatchObject({
      code: "could-not-look",
      facts: { claim, approvedFen: "1024", replayedFen: "100" },
    });
    await desk.adjudicate();
    expect((await desk.row(next)).state).toBe("submitted");
  });
});
