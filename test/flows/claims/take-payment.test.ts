import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { takeAdvance, takePayment } from "../../../server/flows/claims/take-payment.ts";
import { asked, type ClaimDesk, endOf, openClaimDesk } from "../support/claim-desk.ts";
import { refusalOf, WUHAN } from "../support/whole-ledger.ts";

const OVERDUE_MS = 601_000;

describe("transfers and advances", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const paying = (by: Principal, claims: readonly Hex32[], bankReference = "E2E-0") =>
    takePayment(desk.ports, asked(by, { claims, bankReference }));
  const advancing = (by: Principal, claims: readonly Hex32[]) =>
    takeAdvance(desk.ports, asked(by, { claims }));
  const codeOf = async (taken: Promise<unknown>): Promise<string> => (await refusalOf(taken)).code;
  const stateOf = async (claim: Hex32): Promise<string> => (await desk.row(claim)).state;

  it("one transfer pays several claims, and each names it", async () => {
    const claims = [
      await desk.sellAndClaim(await desk.person()),
      await desk.sellAndClaim(await desk.person()),
    ];
    for (const claim of claims) await desk.approve(claim);
    const { mined } = await desk.whole.settle(paying(desk.bureau, claims, "E2E-7"));
    for (const claim of claims) {
      const step = (await desk.row(claim)).steps.at(-1);
      expect(step).toMatchObject({ kind: "paid", bankReference: "E2E-7", payment: mined?.result["payment"] });
    }
  });

  it("the same transfer told twice pays once", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    await desk.approve(claim);
    const first = await desk.whole.settle(paying(desk.bureau, [claim], "E2E-8"));
    expect((await paying(desk.bureau, [claim], "E2E-8")).id).toBe(first.id);
    expect(await codeOf(paying(desk.bureau, [claim], "E2E-9"))).toBe("claim-not-in-state");
  });

  it("all are paid or none", async () => {
    const [ready, waiting] = [
      await desk.sellAndClaim(await desk.person()),
      await desk.sellAndClaim(await desk.person()),
    ];
    await desk.approve(ready);
    const refusal = await refusalOf(paying(desk.bureau, [ready, waiting]));
    expect(refusal).toEqual({
      code: "claim-not-in-state",
      facts: { claim: waiting, actual: "submitted", wanted: "paid" },
    });
    expect(await stateOf(ready)).toBe("approved");
    expect(await codeOf(paying(desk.bureau, [ready, `0x${"77".repeat(32)}`]))).toBe("claim-unknown");
    expect(await codeOf(paying(desk.bureau, []))).toBe("request-size-wrong");
    expect(
      await codeOf(
        paying(
          desk.bureau,
          Array.from({ length: 51 }, () => ready),
        ),
      ),
    ).toBe("request-size-wrong");
  });

  it("a claim that one may not see does not exist; who sees it as another's is told so", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person);
    await desk.approve(claim);
    const unknown = { code: "claim-unknown", facts: { claim } };
    expect(await refusalOf(paying(desk.wuhan, [claim]))).toEqual(unknown);
    expect(await refusalOf(advancing(desk.wuhan, [claim]))).toEqual(unknown);
    const abroad = await desk.submit(person, [await desk.sell(person)], { payerRegion: WUHAN });
    expect(await codeOf(paying(desk.bureau, [abroad]))).toBe("bureau-not-of-payer");
    expect(await codeOf(advancing(desk.wuhan, [abroad]))).toBe("bureau-not-of-care");
  });

  it("what is overdue is advanced, decided later, and counts for the year only then", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person, 2, { requestedFen: "1100" });
    expect(await endOf(desk, advancing(desk.bureau, [claim]))).toBe("deadline-not-passed");
    expect(await desk.told(claim)).toMatchObject({ isOverdue: false, isTimely: true });
    desk.whole.chain.clock.advance(OVERDUE_MS);
    expect(await desk.told(claim)).toMatchObject({ isOverdue: true });
    await desk.whole.settle(advancing(desk.bureau, [claim]));
    expect(await desk.told(claim)).toMatchObject({
      state: "provisional",
      approvedFen: null,
      steps: [{ kind: "advanced", fen: 1_100n }],
    });
    const other = await desk.sellAndClaim(person);
    await desk.approve(other);
    expect((await desk.told(other)).approvedFen).toBe(1_024n);
    await desk.approve(claim);
    expect(await desk.told(claim)).toMatchObject({ state: "approved", approvedFen: 476n });
  });

  it("an advance that is refused afterwards is clawed back", async () => {
    const claim = await desk.sellAndClaim(await desk.person());
    desk.whole.chain.clock.advance(OVERDUE_MS);
    await desk.whole.settle(advancing(desk.bureau, [claim]));
    await desk.reject(claim, desk.decider, 599);
    expect(await stateOf(claim)).toBe("clawed-back");
  });

  it("manual claims are never advanced", async () => {
    const claim = await desk.fileOnPaper(await desk.person(), { invoiceNumber: "FP-LATE", fen: 500n });
    desk.whole.chain.clock.advance(60 * 86_400_000);
    expect(await codeOf(advancing(desk.bureau, [claim]))).toBe("provisional-not-allowed");
  });
});
