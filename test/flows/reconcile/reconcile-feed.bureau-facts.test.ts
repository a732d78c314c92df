import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hex32 } from "../../../server/domain/ids.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { FeedClaim } from "../../../server/domain/reconcile/feed-claim.ts";
import { THRESHOLDS_DEFAULT } from "../../../server/domain/reconcile/thresholds.ts";
import { keepSiteFacts } from "../../../server/flows/keep/keep-site-facts.ts";
import { keepThresholds } from "../../../server/flows/keep/keep-thresholds.ts";
import { takeEncounter } from "../../../server/flows/take/take-encounter.ts";
import { takeReceipt } from "../../../server/flows/take/take-receipt.ts";
import { takeShipment } from "../../../server/flows/take/take-shipment.ts";
import { HUZHOU } from "../support/whole-ledger.ts";
import { type ClaimedShop, claimOf, code, openShop, PERSON, SHOP } from "./support/claimed-shop.ts";

const cn = (text: string): string => `cn:${text}`;
const HOSPITAL = "H33050300101";
const OPEN_ALL_DAY = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opensAtMin: 0, closesAtMin: 1440 }));

describe("what a bureau sets and states, and what the ledger knows beside sales", () => {
  let shop: ClaimedShop;
  let bureau: Principal;
  let hospital: Principal;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    bureau = shop.bureau;
    hospital = await shop.whole.member("hospital", HUZHOU, HOSPITAL);
    await shop.importAll([
      shop.sale({ receipt: "R-1", codes: [code(0)], atSec: 1, settlement: "S-1" }),
      shop.sale({ receipt: "R-1", codes: [code(1)], atSec: 1, settlement: "S-1" }),
      shop.sale({ receipt: "R-2", codes: [code(2)], atSec: 2, settlement: "S-2" }),
    ]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  const claim = (settlementId: string, given: Partial<FeedClaim> = {}): FeedClaim =>
    claimOf(settlementId, 1, { settlementId, claimedOn: shop.today, ...given });
  const factsOf = async (asked: FeedClaim) => (await shop.reconcile([asked])).facts.get(asked.claimId);

  it("judges a claim by what the paying fund had set on its day, else by the defaults", async () => {
    const { take } = shop.whole;
    const values = { ...THRESHOLDS_DEFAULT, windowDays: 60 };
    await keepThresholds(take, { principal: bureau, fromDay: shop.today, values });
    expect((await factsOf(claim("S-1")))?.thresholds).toEqual(values);
    expect((await factsOf(claim("S-1", { insuredRegion: 330_522 })))?.thresholds).toEqual(values);
    expect((await factsOf(claim("S-1", { insuredRegion: null })))?.thresholds).toEqual(values);
    const before = await factsOf(claim("S-1", { claimedOn: "2020-01-01" }));
    const elsewhere = await factsOf(claim("S-1", { insuredRegion: 420_100 }));
    expect([before?.thresholds, elsewhere?.thresholds]).toEqual([THRESHOLDS_DEFAULT, THRESHOLDS_DEFAULT]);
  });

  it("counts receipts, not their lines, of a site whose counters are stated", async () => {
    expect(await factsOf(claim("S-1"))).toMatchObject({ site: null, receiptsInHour: null });
    const facts = { counterCount: 1, pharmacistCount: 1, hours: OPEN_ALL_DAY };
    const { institution } = shop.shop;
    await keepSiteFacts(shop.whole.take, { principal: bureau, institution, fromDay: "2020-01-01", facts });
    const told = await factsOf(claim("S-1"));
    // The two receipts may stand on both sides of a full hour.
    expect(told?.site).toEqual(facts);
    expect([1, 2]).toContain(told?.receiptsInHour);
  });

  it("tells the visits of the claim's person, and says so where they can not be looked at", async () => {
    const { take } = shop.whole;
    const atSec = shop.whole.nowSec();
    const person = { scheme: "psn-no", value: PERSON };
    const visit = (documentNumber: string, kind: "inpatient" | "outpatient", openedAtSec: number) =>
      shop.whole.settle(
        takeEncounter(take, {
          principal: hospital,
          idempotencyKey: null,
          request: { documentNumber, kind, openedAtSec, identification: "card", voucherToken: null, person },
        }),
      );
    await visit("V-1", "inpatient", atSec);
    await visit("V-2", "outpatient", atSec - 60);
    const told = await factsOf(claim("S-1"));
    expect(told?.visits).toEqual([
      { kind: "outpatient", openedAtSec: atSec - 60, endedAtSec: null },
      { kind: "inpatient", openedAtSec: atSec, endedAtSec: null },
    ]);
    const other = { scheme: "psn-no", value: "33050099000000000000000088" };
    expect((await factsOf(claim("S-1", { person: other })))?.visits).toEqual([]);
    const values = { ...THRESHOLDS_DEFAULT, visitDemand: "always" as const };
    await keepThresholds(take, { principal: bureau, fromDay: shop.today, values });
    expect((await factsOf(claim("S-1", { person: other })))?.unseen).toEqual([]);
    const otherwise = { scheme: "resident-id", value: "11010519491231002X" };
    expect((await factsOf(claim("S-1", { person: otherwise })))?.unseen).toEqual(["visits"]);
  });

  it("tells what a pack cost: by its delivery note, else by its maker", async () => {
    const { take, settle, nowSec } = shop.whole;
    const lines = [{ codes: [code(50)], unitPriceFen: null, invoiceNumber: null }];
    const receiver = shop.shop.institution;
    const request = { documentNumber: "DN-9", receiver, shippedAtSec: nowSec(), lines };
    const shipped = await settle(
      takeShipment(take, { principal: shop.maker, request, idempotencyKey: null }),
    );
    // The result of a shipment names its consignment by its id.
    const consignment = shipped.mined?.result["consignment"] as Hex32;
    const receipt = { consignment, receivedAtSec: nowSec(), codes: "all" } as const;
    await settle(takeReceipt(take, { principal: shop.shop, request: receipt, idempotencyKey: null }));
    const told = await factsOf(claim("S-2", { traceCodes: [code(2), code(50), code(55)].map(cn) }));
    expect(told?.packs.map((pack) => pack.purchase)).toEqual([
      { fen: 1000n, of: "purchase" },
      { fen: 900n, of: "procurement" },
      // Nobody sold it to the shop: what it cost the shop is what its maker asks.
      { fen: 900n, of: "procurement" },
    ]);
    expect(told?.unseen).toEqual([]);
  });

  it("says that it could not look where a price is committed to and its words are not here", async () => {
    const { index, store, take } = shop.whole;
    const values = { ...THRESHOLDS_DEFAULT, marginBpsMax: 1_500 };
    await keepThresholds(take, { principal: bureau, fromDay: shop.today, values });
    const page = { limit: 10, after: null };
    const notes = await index.reader.view((view) =>
      view.consignmentsOf(shop.shop.institution, "receiver", page),
    );
    const noteKeys = notes.rows.map(({ documentKey }) => documentKey);
    // The maker's procurement price could be opened, and is not what the pack cost the shop.
    const openings = {
      opening: async (key: Hex32) => (noteKeys.includes(key) ? null : store.opening(key)),
    };
    const asked = claim("S-2", { traceCodes: [cn(code(2))] });
    const { facts, end } = await shop.reconcile([asked], { openings });
    expect(facts.get("S-2")?.packs.map((pack) => pack.purchase)).toEqual(["hidden"]);
    expect(end.couldNotLook).toMatchObject({ "purchase-prices": 1 });
  });

  it("tells of products that were claimed beyond what came in, once for the institution", async () => {
    const held = Array.from({ length: 41 }, (_, at) => cn(code(at + 3)));
    const claims = [
      claimOf("C1", 1, { settlementId: "S-1", traceCodes: [code(0), code(1)].map(cn) }),
      claimOf("C2", 2, { traceCodes: held.slice(0, 20) }),
      claimOf("C3", 3, { traceCodes: held.slice(20) }),
    ];
    const judge = (): readonly [] => [];
    expect((await shop.reconcile(claims.slice(0, 2), { judge })).findings).toEqual([]);
    const { findings } = await shop.reconcile(claims, { judge });
    // 41 packs came in and three were sold; 41 further ones are claimed.
    expect(findings).toMatchObject([
      {
        claimId: "",
        kind: "invoiced_below_sold",
        verdict: "suspect",
        because: { institutionCode: SHOP, cameIn: 41, recordedOut: 3, claimedBeyond: 41 },
      },
    ]);
  });
});
