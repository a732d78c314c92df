import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT_USES } from "../../../../server/domain/adjudication/adjudication-input.ts";
import type { AdjudicationAnswer } from "../../../../server/domain/claims/claim-answers.ts";
import type { PersonName } from "../../../../server/domain/ports.ts";
import { type ClaimDesk, openClaimDesk } from "../../support/claim-desk.ts";
import { RESIDENT_CAP_FEN } from "../../support/claim-town.ts";
import { refusalOf } from "../../support/whole-ledger.ts";

const RUNS = 12;
/** What residents get of their pool in a year, whatever the care. */
const POOL_CAP_FEN = 25_000_000n;

describe("what a claim would come to", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop), { packCount: 120 });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const figuresOf = (told: AdjudicationAnswer) => {
    const { approvedFen, accountFen, familyAccountFen, cashFen, hospitalFen, fundParts } = told;
    const parts = fundParts.map(({ fundPayType, fen }) => ({ fundPayType, fen }));
    return { approvedFen, award: { accountFen, familyAccountFen, cashFen, hospitalFen, fundParts: parts } };
  };

  it("is to the fen what it comes to, for claim after claim of the same people", async () => {
    const people: readonly PersonName[] = [await desk.person(), await desk.person()];
    const cases = fc.record({
      who: fc.constantFrom(0, 1),
      packCount: fc.integer({ min: 1, max: 4 }),
      insuranceType: fc.constantFrom("390", "310", "340"),
      useAccount: fc.constantFrom(...ACCOUNT_USES),
      requestedFen: fc.option(fc.integer({ min: 1, max: 1_280 }).map(String)),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ who, packCount, insuranceType, useAccount, requestedFen }) => {
        const person = people[who] ?? (await desk.person());
        const dispenses = [await desk.sell(person, packCount)];
        const request = desk.request(person, { dispenses, requestedFen });
        const claimed = { ...request, terms: { ...request.terms, insuranceType, useAccount } } as const;
        const before = await desk.whole.answers.dryRun(desk.pharmacy, claimed);
        const claim = await desk.file(desk.pharmacy, claimed);
        const weighed = await desk.whole.answers.weighing(desk.bureau, claim);
        await desk.approve(claim);
        const { approvedFen, award } = await desk.told(claim);
        expect(before.result).toBe("awarded");
        expect(figuresOf(before)).toEqual(figuresOf(weighed));
        expect({ approvedFen, award }).toMatchObject(figuresOf(before));
      }),
      { numRuns: RUNS, seed: 20_261_122, endOnFailure: true },
    );
  });

  it("asking changes nothing, and is for whoever may claim", async () => {
    const person = await desk.person();
    const dispenses = [await desk.sell(person)];
    const request = desk.request(person, { dispenses });
    const block = desk.ports.reader.head()?.block;
    const told = await desk.whole.answers.dryRun(desk.pharmacy, request);
    expect(told).toMatchObject({ result: "awarded", approvedFen: 1_024n, suspicions: [] });
    expect(await desk.whole.answers.dryRun(desk.pharmacy, request)).toEqual(told);
    expect(desk.ports.reader.head()?.block).toBe(block);
    const refusal = await refusalOf(desk.whole.answers.dryRun(desk.other, request));
    expect(refusal.code).toBe("evidence-of-other");
  });

  it("somebody whom no bureau knows is not insured, and is not made known by asking", async () => {
    const nobody = { scheme: "psn-no", value: "330522999999999999" };
    const line = { exemption: "granule", itemCode: null, name: "颗粒", quantityE4: "1", fen: "100" } as const;
    const request = desk.request(nobody, { uncodedLines: [line] });
    const told = await desk.whole.answers.dryRun(desk.pharmacy, request);
    expect(told).toMatchObject({ result: "refused", reason: { code: "not-insured" }, cashFen: 100n });
    expect(await desk.ports.vault.knownPersonNumber(nobody)).toBeNull();
  });

  it("a claim is weighed by its payer's bureau alone", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    expect((await refusalOf(desk.whole.answers.weighing(desk.wuhan, claim))).code).toBe("not-found");
    expect((await refusalOf(desk.whole.answers.readjudications(desk.wuhan, claim))).code).toBe("not-found");
  });

  it("when an earlier claim is taken back, the later one that got less is named", async () => {
    const person = await desk.person();
    const [early, late] = [await desk.sellAndClaim(person), await desk.sellAndClaim(person)];
    await desk.approve(early);
    await desk.approve(late);
    expect((await desk.told(late)).approvedFen).toBe(RESIDENT_CAP_FEN - 1_024n);
    const asking = () => desk.whole.answers.readjudications(desk.bureau, early);
    expect((await asking()).readjudications).toEqual([]);
    await desk.step(desk.pharmacy, { step: "reverse", claim: early, reason: "退货" });
    expect(await asking()).toMatchObject({
      claim: early,
      readjudications: [
        {
          claim: late,
          approvedFen: 476n,
          owedFen: 1_024n,
          funds: [{ fundPayType: "390100", beforeFen: 476n, afterFen: 1_024n }],
        },
      ],
    });
    // The later one is decided as it was: its own basis has not changed.
    const next = await desk.sellAndClaim(person, 1);
    await desk.approve(next);
    expect((await desk.told(next)).approvedFen).toBe(512n);
  });

  it("what a person stated in between has used up its fund, and nothing after it is named", async () => {
    const person = await desk.person();
    const paper = await desk.fileOnPaper(person, { invoiceNumber: "FP-POOL", fen: POOL_CAP_FEN });
    const left = 500n;
    const award = {
      fundParts: [{ fundPayType: 390_100, fen: (POOL_CAP_FEN - left).toString() }],
      accountFen: "0",
      familyAccountFen: "0",
      cashFen: left.toString(),
      hospitalFen: "0",
    };
    await desk.approve(paper, desk.decider, award);
    await desk.approve(paper, desk.reviewer, award);
    const late = await desk.sellAndClaim(person);
    await desk.approve(late);
    expect((await desk.told(late)).award?.fundParts).toContainEqual({ fundPayType: 390_100, fen: left });
    expect((await desk.whole.answers.readjudications(desk.bureau, late)).readjudications).toEqual([]);
    await desk.step(desk.bureau, { step: "reverse", claim: paper, reason: "误" });
    expect((await desk.whole.answers.readjudications(desk.bureau, late)).readjudications).toMatchObject([
      { claim: late, owedFen: 1_024n },
    ]);
  });
});
