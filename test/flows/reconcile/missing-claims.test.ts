import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FeedClaim } from "../../../server/domain/reconcile/feed-claim.ts";
import { judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import { PSN_NO } from "../../domain/support/settlement-messages.ts";
import { GOOD, infoOf, settledIds, verdict } from "../support/settlement-answers.ts";
import {
  openSettlementDesk,
  PHARMACY,
  packOf,
  type SettlementDesk,
  saleInput,
} from "../support/settlement-desk.ts";
import { claimOf, reconcileOn } from "./support/claimed-shop.ts";

describe("claims that were settled on the ledger itself, held against a feed", () => {
  let desk: SettlementDesk;
  let settled: Awaited<ReturnType<SettlementDesk["send"]>>;
  let today: string;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    desk = await openSettlementDesk((stop) => stops.unshift(stop));
    desk.startDeciding();
    settled = await desk.send("2102", saleInput(desk, 10, 2));
    expect(verdict(settled)).toStrictEqual(GOOD);
    today = desk.local().slice(0, 10);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const own = (change: Partial<FeedClaim> = {}): FeedClaim =>
    claimOf("C1", 1, {
      settlementId: String(infoOf(settled)["setl_id"]),
      institutionCode: PHARMACY,
      person: { scheme: "psn-no", value: PSN_NO },
      claimedOn: today,
      traceCodes: [10, 11].map((at) => `cn:${packOf(at)}`),
      totalFen: 3_700n,
      ...change,
    });
  const missing = async (claim: FeedClaim, payerRegion: number | null = null) =>
    (await reconcileOn(desk.whole, [claim], { payerRegion })).findings.filter(
      ({ kind }) => kind === "missing_from_feed",
    );

  it("are found by the setl_id of their 2102, with what the ledger holds of them", async () => {
    const { facts, findings } = await reconcileOn(desk.whole, [own()], { judge: judgeClaim });
    // The ledger knows the number of the claim, and not the area that stands before it.
    const numbered = own().settlementId?.slice(-24);
    expect(facts.get("C1")).toMatchObject({
      sales: [
        { standing: { is: "recorded" }, settlementId: numbered, lineFen: 1_850n },
        { standing: { is: "recorded" }, settlementId: numbered, lineFen: 1_850n },
      ],
      ledgerClaims: [{ channel: "direct", payerRegion: 330_500, totalFen: 3_700n }],
    });
    expect(findings).toEqual([]);
    const asNumber = own({ settlementId: numbered ?? null });
    expect((await reconcileOn(desk.whole, [asNumber])).facts.get("C1")?.sales).toHaveLength(2);
  });

  it("are looked for in other regions' and paper claims of the feed", async () => {
    const elsewhere = own({ insuredRegion: 420_100 });
    const { findings } = await reconcileOn(desk.whole, [elsewhere], { judge: judgeClaim });
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: "claimed_across_regions", verdict: "violation" }),
    );
    const receiptNumber =
      (await reconcileOn(desk.whole, [own()])).facts.get("C1")?.sales[0]?.receiptNumber ?? null;
    const paper = own({ channel: "manual", settlementId: null, receiptNumber });
    const told = await reconcileOn(desk.whole, [paper], { judge: judgeClaim });
    expect(told.findings).toContainEqual(
      expect.objectContaining({ kind: "manual_repeats_direct", verdict: "violation" }),
    );
  });

  it("are told where no claim of the feed names them, in its days and on its fund alone", async () => {
    const other = own({ settlementId: "1".repeat(30), traceCodes: [] });
    expect(await missing(own())).toEqual([]);
    expect(await missing(other)).toMatchObject([
      {
        row: 0,
        verdict: "suspect",
        disallowedFen: 0n,
        because: { payerRegion: 330_500, channel: "direct", totalFen: "3700" },
      },
    ]);
    expect(await missing({ ...other, claimedOn: "2020-01-01" })).toEqual([]);
    expect(await missing({ ...other, insuredRegion: 420_100 })).toEqual([]);
    expect(await missing(other, 420_100)).toEqual([]);
    expect(await missing(other, 330_500)).toHaveLength(1);
  });

  it("that were cancelled are not missed", async () => {
    expect(verdict(await desk.send("2103", settledIds(settled)))).toStrictEqual(GOOD);
    expect(await missing(own({ settlementId: "1".repeat(30), traceCodes: [] }))).toEqual([]);
  });
});
