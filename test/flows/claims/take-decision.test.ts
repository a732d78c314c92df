import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StatedAward } from "../../../server/domain/claims/claim-requests.ts";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { approvalAsStated, weighClaim } from "../../../server/flows/claims/prepare-decision.ts";
import { takeDecision, weighForDecision } from "../../../server/flows/claims/take-decision.ts";
import { asked, type ClaimDesk, endOf, openClaimDesk } from "../support/claim-desk.ts";
import { PACK_FEN } from "../support/claim-town.ts";
import { refusalOf, WUHAN } from "../support/whole-ledger.ts";

describe("persons decide", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop), { packCount: 120 });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const deciding = (by: Principal, claim: Hex32, award: StatedAward | null = null) =>
    takeDecision(desk.ports, asked(by, { verdict: "approve" as const, claim, award }));
  const rejecting = (by: Principal, claim: Hex32, reason: number | null = null) =>
    takeDecision(desk.ports, asked(by, { verdict: "reject" as const, claim, reason, note: "见附件" }));
  const stateOf = async (claim: Hex32): Promise<string> => (await desk.row(claim)).state;
  const stepsOf = async (claim: Hex32): Promise<string[]> =>
    (await desk.row(claim)).steps.map(({ kind }) => kind);
  const stated = (fundFen: bigint, cashFen: bigint, fundPayType = 390_100): StatedAward => ({
    fundParts: [{ fundPayType, fen: fundFen.toString() }],
    accountFen: "0",
    familyAccountFen: "0",
    cashFen: cashFen.toString(),
    hospitalFen: "0",
  });

  it("a clerk decides nothing", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const clerk = await refusalOf(deciding(desk.bureau, claim));
    expect(clerk).toEqual({ code: "role-not-permitted", facts: { roles: ["decider", "reviewer"] } });
    expect(await stateOf(claim)).toBe("submitted");
  });

  it("a claim that one may not see does not exist; who sees it is told that it is another's", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person);
    const nowhere: Hex32 = `0x${"99".repeat(32)}`;
    for (const [by, unseen] of [
      [desk.wuhanDecider, claim],
      [desk.decider, nowhere],
    ] as const) {
      const refused = { code: "not-found", facts: { claim: unseen } };
      expect(await refusalOf(deciding(by, unseen))).toEqual(refused);
      expect(await refusalOf(rejecting(by, unseen, 599))).toEqual(refused);
      expect(await refusalOf(weighForDecision(desk.ports, by, unseen))).toEqual(refused);
    }
    const abroad = await desk.submit(person, [await desk.sell(person)], { payerRegion: WUHAN });
    const facts = { claim: abroad };
    expect(await refusalOf(deciding(desk.decider, abroad))).toEqual({ code: "bureau-not-of-payer", facts });
  });

  it("what the rules award is approved as they say, and no other award is taken", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const other = await refusalOf(deciding(desk.decider, claim, stated(2_000n, 560n)));
    expect(other).toEqual({ code: "award-by-rules-only", facts: { claim } });
    await desk.approve(claim);
    expect((await desk.told(claim)).approvedFen).toBe(1_024n);
    expect(await endOf(desk, deciding(desk.reviewer, claim))).toBe("claim-not-in-state");
  });

  it("from a named sum on two persons approve the same award", async () => {
    const claim = await desk.sellAndClaim(await desk.person(), 8);
    await desk.approve(claim, desk.decider);
    expect([await stateOf(claim), await stepsOf(claim)]).toEqual(["submitted", ["endorsed"]]);
    // The same again is the same command; under another name it is a second decision, and refused.
    expect(await endOf(desk, deciding(desk.decider, claim))).toBe("mined");
    const again = {
      ...asked(desk.decider, { verdict: "approve" as const, claim, award: null }),
      idempotencyKey: "2",
    };
    expect(await endOf(desk, takeDecision(desk.ports, again))).toBe("decider-decided-before");
    await desk.approve(claim, desk.reviewer);
    expect([await stateOf(claim), await stepsOf(claim)]).toEqual(["approved", ["endorsed", "approved"]]);
  });

  it("two persons who come to different awards approve nothing", async () => {
    const person = await desk.person();
    const paper = { invoiceNumber: "FP-BIG", fen: 12_000n };
    const claim = await desk.fileOnPaper(person, paper);
    await desk.approve(claim, desk.decider, stated(1_000n, 11_000n));
    expect(await endOf(desk, deciding(desk.reviewer, claim, stated(1_001n, 10_999n)))).toBe(
      "award-differs-from-endorsed",
    );
    expect(await stateOf(claim)).toBe("submitted");
  });

  it("who submitted a claim does not decide it", async () => {
    const claim = await desk.fileOnPaper(await desk.person(), { invoiceNumber: "FP-OWN", fen: 900n });
    const { ports, bureau } = desk;
    const weighed = await weighForDecision(ports, bureau, claim);
    const { body, openings } = approvalAsStated(ports, weighed, { stated: stated(900n, 0n), note: null });
    const taken = ports.submitter.accept({
      institution: bureau.institution,
      principal: bureau.name,
      signer: "operator",
      operation: "approve-claims",
      idempotencyKey: "own",
      bodyHash: claim,
      body: { kind: "approve-claims", approvals: [body] },
      echo: {},
      openings,
    });
    expect(await endOf(desk, taken)).toBe("decider-is-submitter");
  });

  it("an invoice that was paid on the spot is not paid again on paper", async () => {
    const person = await desk.person();
    const first = await desk.sellAndClaim(person, 2, { terms: { invoiceNumber: "FP 0000-77" } });
    await desk.approve(first);
    // The same number, typed otherwise.
    const paper = await desk.fileOnPaper(person, { invoiceNumber: "fp000077", fen: 2n * PACK_FEN });
    const told = await desk.whole.answers.weighing(desk.bureau, paper);
    expect([told.result, told.reason?.code, told.suspicions]).toEqual([
      "refused",
      "invoice-already-paid",
      ["no-evidence", "manual"],
    ]);
    const refusal = await refusalOf(deciding(desk.decider, paper, stated(1_000n, 1_560n)));
    expect(refusal).toEqual({ code: "invoice-already-paid", facts: { claim: first } });
    await desk.reject(paper);
    expect((await desk.told(paper)).steps[0]?.reason?.code).toBe("invoice-already-paid");
  });

  it("and the ledger refuses it where nobody looked", async () => {
    const person = await desk.person();
    const first = await desk.sellAndClaim(person, 2, { terms: { invoiceNumber: "FP-78" } });
    const paper = await desk.fileOnPaper(person, { invoiceNumber: "FP-78", fen: 2n * PACK_FEN });
    const { ports, bureau } = desk;
    const row = await desk.row(paper);
    // Weighed while the invoice was free.
    const weighed = await ports.reader.view((view) => weighClaim(ports, view, row));
    expect(weighed.invoiceHeldBy).toBeNull();
    await desk.approve(first);
    const { body, openings } = approvalAsStated(ports, weighed, { stated: stated(2_560n, 0n), note: null });
    const taken = ports.submitter.accept({
      institution: bureau.institution,
      principal: bureau.name,
      signer: "reviewer",
      operation: "approve-claims",
      idempotencyKey: "unlooked",
      bodyHash: paper,
      body: { kind: "approve-claims", approvals: [body] },
      echo: {},
      openings,
    });
    expect(await endOf(desk, taken)).toBe("invoice-already-paid");
    expect(await stateOf(paper)).toBe("submitted");
  });

  it("a claim taken back frees its invoice", async () => {
    const person = await desk.person();
    const first = await desk.sellAndClaim(person, 2, { terms: { invoiceNumber: "FP-79" } });
    await desk.approve(first);
    await desk.step(desk.pharmacy, { step: "reverse", claim: first, reason: "退货" });
    const paper = await desk.fileOnPaper(person, { invoiceNumber: "FP-79", fen: 500n });
    await desk.approve(paper, desk.decider, stated(500n, 0n));
    expect(await stateOf(paper)).toBe("approved");
  });

  it("a refusal needs a reason where the rules have none", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    expect((await refusalOf(rejecting(desk.decider, claim))).code).toBe("rejection-reason-missing");
    await desk.reject(claim, desk.decider, 599);
    expect((await desk.told(claim)).steps[0]).toMatchObject({ kind: "rejected", reason: { number: 599 } });
  });

  it("what is contested another person decides: for good, or with an award", async () => {
    const [kept, granted] = [
      await desk.sellAndClaim(await desk.person()),
      await desk.sellAndClaim(await desk.person()),
    ];
    for (const claim of [kept, granted]) {
      await desk.reject(claim, desk.decider, 599);
      await desk.step(desk.pharmacy, { step: "appeal", claim, reason: "补充材料" });
      expect(await stateOf(claim)).toBe("appealed");
      expect(await endOf(desk, rejecting(desk.decider, claim, 599))).toBe("decider-decided-before");
      expect(await endOf(desk, deciding(desk.decider, claim))).toBe("decider-decided-before");
    }
    await desk.reject(kept, desk.reviewer, 599);
    await desk.approve(granted, desk.reviewer);
    expect([await stateOf(kept), await stateOf(granted)]).toEqual(["rejected-final", "approved"]);
    expect((await desk.told(granted)).approvedFen).toBe(1_024n);
  });

  it("a claim's second payer gives what a person states, of what the person had left to pay", async () => {
    const person = await desk.person();
    const primary = await desk.sellAndClaim(person);
    await desk.approve(primary);
    const second = await desk.file(
      desk.pharmacy,
      desk.request(person, { channel: "secondary", primary, requestedFen: "1000" }),
    );
    const weighed = await desk.whole.answers.weighing(desk.bureau, second);
    expect(weighed.reason?.code).toBe("channel-not-by-rules");
    expect((await refusalOf(deciding(desk.decider, second))).code).toBe("claim-refused-by-rules");
    expect(await endOf(desk, deciding(desk.decider, second, stated(1_001n, 0n)))).toBe(
      "award-exceeds-request",
    );
    expect(await endOf(desk, deciding(desk.decider, second, stated(700n, 0n)))).toBe("award-does-not-add-up");
    await desk.approve(second, desk.decider, stated(700n, 300n, 610_100));
    expect(await desk.told(second)).toMatchObject({ state: "approved", approvedFen: 700n, primary });
    const more = desk.request(person, { channel: "secondary", primary, requestedFen: "600" });
    const third = desk.file(desk.pharmacy, more);
    // 1,536 were left of the primary, 1,000 of them are held.
    expect((await refusalOf(third)).code).toBe("remainder-exceeded");
  });

  it("the same decision twice at once is one", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    const ended = await Promise.all([
      endOf(desk, deciding(desk.decider, claim)),
      endOf(desk, deciding(desk.decider, claim)),
    ]);
    expect(ended).toEqual(["mined", "mined"]);
    expect(await stepsOf(claim)).toEqual(["approved"]);
  });
});
