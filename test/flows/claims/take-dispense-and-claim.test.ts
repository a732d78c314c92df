import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { takeDispenseAndClaim } from "../../../server/flows/claims/take-dispense-and-claim.ts";
import { takePlain } from "../../../server/flows/take/take-plain.ts";
import { asked, type ClaimDesk, openClaimDesk } from "../support/claim-desk.ts";
import { PACK_FEN } from "../support/claim-town.ts";
import { HUZHOU, refusalOf } from "../support/whole-ledger.ts";

describe("a receipt that is claimed in the same go", () => {
  let desk: ClaimDesk;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openClaimDesk((stop) => stops.unshift(stop));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const terms = (invoiceNumber: string) =>
    ({
      invoiceNumber,
      insuranceType: "390",
      careType: "41",
      useAccount: "none",
      diagnosisCode: null,
      doctorCode: null,
    }) as const;

  it("both stand, the receipt being all the claim's evidence", async () => {
    const person = await desk.person();
    const claim = await desk.sellAndClaim(person);
    const told = await desk.told(claim, desk.pharmacy);
    expect(told).toMatchObject({ state: "submitted", channel: "direct", totalFen: 2n * PACK_FEN });
    const [evidence] = told.evidence;
    expect(told.evidence).toHaveLength(1);
    if (evidence === undefined) throw new Error("no evidence");
    expect(await desk.whole.answers.dispense(desk.pharmacy, evidence.id)).toMatchObject({
      status: "recorded",
    });
    expect((await desk.row(claim)).content.evidence[0]?.kind).toBe("dispense");
  });

  it("a till that repeats the receipt is answered from the same command", async () => {
    const person = await desk.person();
    const claim = { documentNumber: "JS-R", payerRegion: HUZHOU, terms: terms("FP-R"), requestedFen: null };
    const request = { dispense: desk.receipt(person), claim };
    const first = await desk.whole.settle(takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, request)));
    const again = await takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, request));
    expect(again.id).toBe(first.id);
    const other = { ...request, claim: { ...claim, documentNumber: "JS-S" } };
    const refusal = await refusalOf(takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, other)));
    expect(refusal.code).toBe("idempotency-body-differs");
  });

  it("a receipt for nobody is not claimed", async () => {
    const dispense = desk.receipt(null);
    const claim = { documentNumber: "JS-N", payerRegion: HUZHOU, terms: terms("FP-N"), requestedFen: null };
    const refusal = await refusalOf(
      takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, { dispense, claim })),
    );
    expect(refusal.code).toBe("claim-person-missing");
  });

  it("where the ledger refuses the claim, the receipt is not recorded either", async () => {
    const person = await desk.person();
    const dispense = desk.receipt(person);
    const page = { limit: 100, after: null };
    const soldCount = async (): Promise<number> =>
      (await desk.whole.answers.dispenses(desk.pharmacy, page)).rows.length;
    const before = await soldCount();
    const claim = { documentNumber: "JS-D", payerRegion: HUZHOU, terms: terms("FP-D"), requestedFen: null };
    // More is asked for than there is: only the ledger says so.
    const asking = { dispense, claim: { ...claim, requestedFen: "999999" } };
    const refusal = await refusalOf(takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, asking)));
    expect(refusal.code).toBe("claim-amounts-wrong");
    expect(await soldCount()).toBe(before);
    const claims = await desk.whole.answers.claims({
      principal: desk.pharmacy,
      page,
      queue: null,
      as: "provider",
    });
    expect(claims.rows.map(({ document }) => document?.number)).not.toContain("JS-D");
    // The same receipt goes through when it asks for what there is.
    await desk.whole.settle(takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, { dispense, claim })));
    expect(await soldCount()).toBe(before + 1);
  });

  it("without an agreement with the fund neither stands", async () => {
    const { institution } = desk.pharmacy;
    const reasonHash = `0x${"11".repeat(32)}` as const;
    const fromSec = desk.whole.nowSec() + 60;
    const untilSec = fromSec + 3_600;
    const suspension = { kind: "suspend-agreement", institution, fromSec, untilSec, reasonHash } as const;
    await desk.whole.settle(takePlain(desk.whole.take, asked(desk.bureau, suspension)));
    desk.whole.chain.clock.advance(120_000);
    const person = await desk.person();
    const claim = { documentNumber: "JS-A", payerRegion: HUZHOU, terms: terms("FP-A"), requestedFen: null };
    const dispense = desk.receipt(person);
    const taken = takeDispenseAndClaim(desk.ports, asked(desk.pharmacy, { dispense, claim }));
    expect((await refusalOf(taken)).code).toBe("agreement-not-active");
  });
});
