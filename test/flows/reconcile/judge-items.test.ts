import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  FeedReturn,
  FeedSettlement,
  FeedTotals,
} from "../../../server/domain/reconcile/feeds/feed-item.ts";
import type { Finding } from "../../../server/domain/reconcile/finding.ts";
import type { Statement } from "../../../server/domain/reconcile/summary.ts";
import type { ItemReconciler } from "../../../server/flows/reconcile/judged-items.ts";
import { reconcileReturns } from "../../../server/flows/reconcile/reconcile-returns.ts";
import { reconcileSettlements } from "../../../server/flows/reconcile/reconcile-settlements.ts";
import { reconcileTotals } from "../../../server/flows/reconcile/reconcile-totals.ts";
import { type ClaimedShop, code, NOW, openShop, PERSON, portsOn, SHOP } from "./support/claimed-shop.ts";

const cn = (at: number): string => `cn:${code(at)}`;

describe("feeds of returns, settlements and totals held against the ledger", () => {
  let shop: ClaimedShop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    const { sale, back } = shop;
    await shop.importAll([
      sale({ receipt: "R-1", codes: [code(0), code(1)], atSec: 1, settlement: "S-1" }),
      sale({ receipt: "R-1", codes: [code(2)], atSec: 1, settlement: "S-1" }),
      sale({ receipt: "R-2", codes: [code(3)], atSec: 2, settlement: "S-2" }),
      back({ receipt: "R-2", codes: [code(3)], atSec: 3 }),
      sale({ receipt: "R-3", codes: [code(4)], atSec: 4 }),
    ]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const run = async <Item>(
    reconcile: ItemReconciler<Item>,
    items: readonly Item[],
    payerRegion: number | null = null,
  ) => {
    const findings: Finding[] = [];
    const statements: Statement[] = [];
    const rows: number[] = [];
    const end = await reconcile(portsOn(shop.whole), {
      items: async function* told() {
        yield* items;
      },
      judgedRow: 0,
      payerRegion,
      moment: NOW,
      sink: async (judged) => {
        findings.push(...judged.findings);
        statements.push(...(judged.statements ?? []));
        rows.push(...judged.items.map(({ row }) => row));
      },
      isStopping: () => false,
    });
    return { end, rows, statements, told: findings.map(({ kind, verdict }) => `${kind} ${verdict}`) };
  };

  const back = (change: Partial<FeedReturn>): FeedReturn => ({
    row: 1,
    msgid: "M-1",
    institutionCode: SHOP,
    receiptNumber: "R-2",
    returnedAtSec: shop.startedSec + 3,
    returnedOn: shop.today,
    traceCodes: [cn(3)],
    lineFen: 1_850n,
    ...change,
  });

  it("finds a return that the ledger knows, and tells of one it does not", async () => {
    expect((await run(reconcileReturns, [back({})])).told).toEqual([]);
    const lost = back({ receiptNumber: "R-1", traceCodes: [cn(0)] });
    expect((await run(reconcileReturns, [lost])).told).toEqual(["return_not_recorded suspect"]);
    const stranger = back({ institutionCode: "P00000000000" });
    expect((await run(reconcileReturns, [stranger])).told).toEqual(["unknown_institution suspect"]);
  });

  it("tells a region nothing of another's institutions", async () => {
    const lost = back({ receiptNumber: "R-1", traceCodes: [cn(0)] });
    const { rows, told, end } = await run(reconcileReturns, [lost], 420_100);
    expect([rows, told, end.claimCount]).toEqual([[], [], 0]);
    expect((await run(reconcileReturns, [lost], 330_500)).rows).toEqual([1]);
  });

  const settled = (change: Partial<FeedSettlement>): FeedSettlement => ({
    row: 1,
    institutionCode: SHOP,
    settlementId: "S-1",
    person: { scheme: "psn-no", value: PERSON },
    totalFen: 5_550n,
    fundFen: 0n,
    accountFen: 0n,
    isRefund: false,
    ...change,
  });

  it("holds a settlement against what was sold under its number", async () => {
    expect((await run(reconcileSettlements, [settled({})])).told).toEqual([]);
    const dear = settled({ totalFen: 5_551n });
    expect((await run(reconcileSettlements, [dear])).told).toEqual(["amount_mismatch violation"]);
    const other = settled({ person: { scheme: "psn-no", value: "33050099000000000000000088" } });
    expect((await run(reconcileSettlements, [other])).told).toEqual(["wrong_patient violation"]);
    const invented = settled({ settlementId: "S-9" });
    expect((await run(reconcileSettlements, [invented])).told).toEqual(["no_sale violation"]);
  });

  const totals = (change: Partial<FeedTotals>): FeedTotals => ({
    row: 1,
    msgid: "M-1",
    institutionCode: SHOP,
    payerRegion: 330_500,
    fromDay: shop.today,
    toDay: shop.today,
    settlementCount: 1,
    totalFen: 5_550n,
    fundFen: 0n,
    accountFen: 0n,
    isRefund: false,
    ...change,
  });

  it("sums up the settlements of a period, and apart those that were taken back", async () => {
    const same = await run(reconcileTotals, [totals({})]);
    expect(same.told).toEqual([]);
    expect(same.statements).toMatchObject([
      { ledger: { settlementCount: 1, totalFen: 5_550n, fundFen: null } },
    ]);
    // What fund and account bore was not awarded on this ledger.
    expect(same.end.couldNotLook).toEqual({ awards: 1 });
    const refunds = totals({ isRefund: true, totalFen: 1_850n });
    expect((await run(reconcileTotals, [refunds])).told).toEqual([]);
    const more = totals({ totalFen: 5_551n });
    expect((await run(reconcileTotals, [more])).told).toHaveLength(1);
    const before = totals({ fromDay: "2020-01-01", toDay: "2020-01-02", settlementCount: 0, totalFen: 0n });
    expect((await run(reconcileTotals, [before])).told).toEqual([]);
  });
});
