import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import { claimDocumentKey, composeClaim } from "../../../server/flows/claims/compose-claim.ts";
import { draftClaim } from "../../../server/flows/claims/draft-claim.ts";
import { keepInsured } from "../../../server/flows/keep/keep-insured.ts";
import { type ClaimDesk, claimOf, openClaimDesk } from "../support/claim-desk.ts";
import { AUTOMATIC_FEN, FOUR_EYES_FEN, INSURED, PACK_FEN, RESIDENT_CAP_FEN } from "../support/claim-town.ts";

describe("what the rules decide alone", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const stateOf = async (claim: Hex32): Promise<string> => (await desk.row(claim)).state;

  it("a claim is submitted, approved by rule and paid, to the fen", async () => {
    const person = await desk.person();
    const dispense = await desk.sell(person);
    const claim = await desk.submit(person, [dispense]);
    expect(await desk.told(claim)).toMatchObject({ state: "submitted", totalFen: 2n * PACK_FEN, steps: [] });
    expect(await desk.adjudicate()).toBe(1);
    expect(await desk.told(claim)).toMatchObject({
      state: "approved",
      approvedFen: 1_024n,
      award: { fundParts: [{ fundPayType: 390_100, fen: 1_024n }], cashFen: 1_536n },
    });
    expect(await desk.adjudicate()).toBe(0);
    await desk.pay(claim);
    const paid = await desk.told(claim);
    expect(paid).toMatchObject({ state: "paid" });
    expect(paid.steps.map(({ kind, fen }) => [kind, fen])).toEqual([
      ["approved", 1_024n],
      ["paid", 1_024n],
    ]);
  });

  it("claims of several persons go in one round, those of one person one after the other", async () => {
    const [one, two] = [await desk.person(), await desk.person()];
    const claims = [await desk.sellAndClaim(one), await desk.sellAndClaim(one), await desk.sellAndClaim(two)];
    expect([await desk.adjudicate(), await desk.adjudicate(), await desk.adjudicate()]).toEqual([2, 1, 0]);
    const fen = await Promise.all(claims.map(async (claim) => (await desk.told(claim)).approvedFen));
    expect(fen).toEqual([1_024n, RESIDENT_CAP_FEN - 1_024n, 1_024n]);
  });

  it("whoever is not insured is refused by rule, with the reason's number", async () => {
    const person = await desk.person();
    const [first] = INSURED.insurances;
    if (first === undefined) throw new Error("nobody is insured");
    await keepInsured(desk.ports, {
      principal: desk.bureau,
      person,
      row: {
        insurances: [
          { ...first, records: [...first.records, { kind: "suspended", from: "2025-01-01", until: null }] },
        ],
      },
    });
    const claim = await desk.sellAndClaim(person);
    expect(await desk.adjudicate()).toBe(1);
    const told = await desk.told(claim);
    expect([told.state, told.steps[0]?.reason?.code, told.steps[0]?.reason?.number]).toEqual([
      "rejected",
      "coverage-suspended",
      102,
    ]);
  });

  it("what is above the region's automatic limit, and what came on paper, waits for persons", async () => {
    const person = await desk.person();
    const dear = await desk.sellAndClaim(person, 5);
    expect((await desk.row(dear)).content.requestedFen).toBeGreaterThan(AUTOMATIC_FEN);
    expect((await desk.row(dear)).content.requestedFen).toBeLessThan(FOUR_EYES_FEN);
    const paper = await desk.fileOnPaper(person, { invoiceNumber: "PAPER-1", fen: 500n });
    expect(await desk.adjudicate()).toBe(0);
    expect([await stateOf(dear), await stateOf(paper)]).toEqual(["submitted", "submitted"]);
  });

  it("a claim whose opening this server has not is left to persons, and the others go on", async () => {
    const [unknown, known] = [await desk.person(), await desk.person()];
    const dispense = await desk.sell(unknown);
    const { ports, pharmacy: principal } = desk;
    const request = desk.request(unknown, { dispenses: [dispense] });
    const documentKey = claimDocumentKey(ports, principal, request);
    const draft = await ports.reader.view((view) => draftClaim(ports, view, { principal, request }));
    const { claim: composed } = await composeClaim(ports, { principal, request, documentKey, draft });
    const claim = claimOf(
      await desk.whole.settle(
        ports.submitter.accept({
          institution: principal.institution,
          principal: principal.name,
          signer: "operator",
          operation: "submit-claim",
          idempotencyKey: "without-opening",
          bodyHash: documentKey,
          body: { kind: "submit-claim", claim: { ...composed, evidence: draft.evidence } },
          echo: {},
          openings: [],
        }),
      ),
    );
    const other = await desk.sellAndClaim(known);
    const warned: object[] = [];
    const log = {
      info: () => undefined,
      warn: (fields: object) => void warned.push(fields),
      error: () => undefined,
    };
    expect(await desk.adjudicate(log)).toBe(1);
    expect([await stateOf(claim), await stateOf(other)]).toEqual(["submitted", "approved"]);
    expect(warned).toEqual([{ claim, code: "could-not-look", facts: { missing: "opening", claim } }]);
  });
});
