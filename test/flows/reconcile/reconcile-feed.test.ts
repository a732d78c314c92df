import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import { takeDispense } from "../../../server/flows/take/take-dispense.ts";
import { takeReversal } from "../../../server/flows/take/take-reversal.ts";
import { dispenseOf } from "../support/whole-ledger.ts";
import { type ClaimedShop, claimOf, code, OTHER_SHOP, openShop, PERSON } from "./support/claimed-shop.ts";

const cn = (at: number): string => `cn:${code(at)}`;

describe("a feed held against the ledger", () => {
  let shop: ClaimedShop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    const { sale, back } = shop;
    const refused = await shop.importAll([
      sale({ receipt: "R-1", codes: [code(0), code(1)], atSec: 1, settlement: "S-1" }),
      sale({ receipt: "R-1", codes: [code(2)], atSec: 1, settlement: "S-1" }),
      sale({ receipt: "R-2", codes: [code(3)], atSec: 2 }),
      sale({ receipt: "R-3", codes: [code(4)], atSec: 3, settlement: "S-3" }),
      back({ receipt: "R-3", codes: [code(4)], atSec: 4 }),
      sale({ receipt: "R-5", codes: [code(5)], atSec: 5, settlement: "S-5", change: { sel_retn_cnt: "2" } }),
      sale({ receipt: "R-6", codes: [code(55)], atSec: 6, settlement: "S-6" }),
      sale({ receipt: "R-6", codes: [code(55)], atSec: 6, settlement: "S-6" }),
      sale({ receipt: "R-7", codes: [code(3)], atSec: 7, settlement: "S-7" }),
      back({ receipt: "R-7", codes: [code(3)], atSec: 8 }),
      sale({ receipt: "R-8", codes: [code(40)], atSec: 9, by: OTHER_SHOP, settlement: "S-8" }),
    ]);
    expect(refused).toEqual([
      [5, "malformed-request"],
      [6, "not-in-custody"],
      [7, "not-in-custody"],
      [8, "pack-already-dispensed"],
      [9, "dispense-unknown"],
    ]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("joins a direct claim with the lines of its settlement", async () => {
    const claim = claimOf("C1", 1, {
      settlementId: "S-1",
      traceCodes: [cn(0), cn(1), cn(2)],
      totalFen: 5_550n,
    });
    const { facts, end } = await shop.reconcile([claim]);
    const told = facts.get("C1");
    expect(end).toMatchObject({ claimCount: 1, couldNotLook: {} });
    expect(told?.institution).toMatchObject({ id: shop.shop.institution, kind: "pharmacy" });
    expect(told?.sales).toMatchObject([
      {
        standing: { is: "recorded" },
        receiptNumber: "R-1",
        settlementId: "S-1",
        soldAtSec: shop.startedSec + 1,
        codes: [cn(0), cn(1)],
        of: "packs",
        countE4: 20_000n,
        lineFen: 3_700n,
        person: { scheme: "psn-no", value: PERSON },
        returns: [],
      },
      { codes: [cn(2)], lineFen: 1_850n },
    ]);
    expect(told?.packs.map((pack) => [pack.code, pack.identity, pack.receivedAtSec.length])).toEqual([
      [cn(0), "known", 1],
      [cn(1), "known", 1],
      [cn(2), "known", 1],
    ]);
    expect(told?.history).toMatchObject({ claimsOfDay: 0, packsInWindow: [{ packs: 3, purchases: 1 }] });
  });

  it("joins a manual claim with the lines of its receipt", async () => {
    const claim = claimOf("C1", 1, { channel: "manual", receiptNumber: "R-2", traceCodes: [cn(3)] });
    const { facts } = await shop.reconcile([claim]);
    expect(facts.get("C1")?.sales).toMatchObject([{ standing: { is: "recorded" }, settlementId: null }]);
    const elsewhere = { ...claim, institutionCode: OTHER_SHOP };
    expect((await shop.reconcile([elsewhere])).facts.get("C1")?.sales).toEqual([]);
  });

  it("tells what was refused: for its form, for its pack, and what came twice once", async () => {
    const claims = ["S-5", "S-6", "S-7", "S-8"].map((settlementId, at) =>
      claimOf(settlementId, at + 1, { settlementId, traceCodes: [cn([5, 55, 3, 40][at] ?? 0)] }),
    );
    const { facts } = await shop.reconcile(claims);
    const told = (name: string) =>
      facts
        .get(name)
        ?.sales.map(({ standing, countE4 }) => [standing.is === "refused" && standing.code, countE4]);
    expect(told("S-5")).toEqual([["malformed-request", 20_000n]]);
    expect(told("S-6")).toEqual([["not-in-custody", 10_000n]]);
    expect(told("S-7")).toEqual([["pack-already-dispensed", 10_000n]]);
    expect(told("S-8")).toEqual([[false, 10_000n]]);
    expect(facts.get("S-6")?.packs).toMatchObject([{ identity: "known", receivedAtSec: [] }]);
    expect(facts.get("S-7")?.sales).toMatchObject([
      { person: { value: PERSON }, returns: [{ isRefused: true, isWhole: true }] },
    ]);
    expect(facts.get("S-7")?.packs).toMatchObject([
      { returnsAtSec: [shop.startedSec + 8], otherSales: [{ isReturned: false, of: "packs" }] },
    ]);
  });

  it("tells what came back", async () => {
    const claim = claimOf("C1", 1, { settlementId: "S-3", traceCodes: [cn(4)] });
    const told = (await shop.reconcile([claim])).facts.get("C1");
    const atSec = shop.startedSec + 4;
    expect(told?.sales).toMatchObject([{ returns: [{ atSec, isRefused: false, isWhole: true }] }]);
    expect(told?.packs).toMatchObject([{ returnsAtSec: [atSec], otherSales: [] }]);
  });

  it("tells the other claims of a code and of an invoice, and what the person claimed before", async () => {
    const claims = [
      claimOf("C1", 1, { settlementId: "S-1", traceCodes: [cn(0)], claimedOn: "2026-11-22" }),
      claimOf("C2", 2, {
        channel: "manual",
        receiptNumber: "R-1",
        traceCodes: [cn(2)],
        claimedOn: "2026-11-25",
      }),
      claimOf("C3", 3, { settlementId: "S-8", institutionCode: OTHER_SHOP, traceCodes: [cn(0), cn(40)] }),
    ];
    const { facts } = await shop.reconcile(claims);
    const names = (others: readonly { claimId: string; isEarlier: boolean }[] = []) =>
      others.map(({ claimId, isEarlier }) => `${claimId}${isEarlier ? " before" : ""}`);
    expect(names(facts.get("C1")?.sameInvoice)).toEqual(["C2"]);
    expect(names(facts.get("C2")?.sameInvoice)).toEqual(["C1 before"]);
    expect(names(facts.get("C1")?.packs[0]?.claims)).toEqual(["C3"]);
    expect(names(facts.get("C3")?.packs[0]?.claims)).toEqual(["C1 before"]);
    expect(facts.get("C2")?.history).toBeNull();
    expect(facts.get("C3")?.history).toMatchObject({
      claimsOfDay: 1,
      packsInWindow: [{ packs: 3, purchases: 2 }],
    });
  });

  it("proposes a near code only of a pack that lay there", async () => {
    const unknown = cn(0).replace(/^cn:83003950000/, "cn:83003959900");
    const claims = [
      claimOf("C1", 1, { traceCodes: [`${cn(12).slice(0, -2)}92`] }),
      claimOf("C2", 2, { traceCodes: [unknown] }),
      claimOf("C3", 3, { traceCodes: ["12345"] }),
    ];
    const { facts } = await shop.reconcile(claims);
    expect(facts.get("C1")?.packs).toMatchObject([
      { identity: "unknown", nearHeld: [12, 22, 32, 29].map(cn) },
    ]);
    expect(facts.get("C2")?.packs).toMatchObject([{ identity: "unknown", nearHeld: [] }]);
    expect(facts.get("C3")?.packs).toMatchObject([{ identity: "unreadable", nearHeld: [] }]);
  });

  it("tells a region only of its own claims, and after a stop only of those not judged yet", async () => {
    const claims = [1, 2, 3].map((row) =>
      claimOf(`C${row}`, row, { settlementId: "S-1", insuredRegion: row === 3 ? 420_100 : 330_500 }),
    );
    const own = await shop.reconcile(claims, { payerRegion: 330_500 });
    expect([...own.facts.keys()]).toEqual(["C1", "C2"]);
    const rest = await shop.reconcile(claims, { judgedRow: 2 });
    expect([...rest.facts.keys()]).toEqual(["C3"]);
    expect(rest.facts.get("C3")?.sameInvoice).toHaveLength(2);
  });

  it("changes when a sale is recorded, and again when it is taken back, through the API alone", async () => {
    const claim = claimOf("C1", 1, { channel: "manual", receiptNumber: "API-1", traceCodes: [cn(20)] });
    expect((await shop.reconcile([claim])).facts.get("C1")?.sales).toEqual([]);
    const { whole, shop: principal } = shop;
    const soldAtSec = whole.nowSec();
    const lines = [{ code: code(20), units: null, priceFen: "1850" }];
    const receipt = {
      documentNumber: "API-1",
      till: "",
      person: null,
      identification: "none",
      prescription: null,
    } as const;
    const request = { ...receipt, dispensedAtSec: soldAtSec, lines };
    const dispense = dispenseOf(
      await whole.settle(takeDispense(whole.take, { principal, request, idempotencyKey: null })),
    );
    const sold = (await shop.reconcile([claim])).facts.get("C1");
    expect(sold?.sales).toMatchObject([
      { standing: { dispense }, codes: [cn(20)], countE4: null, lineFen: 1_850n, person: null, returns: [] },
    ]);
    const back = { dispense, documentNumber: "API-2", till: "", reversedAtSec: whole.nowSec(), lines };
    await whole.settle(takeReversal(whole.take, { principal, request: back, idempotencyKey: null }));
    const returned = (await shop.reconcile([claim])).facts.get("C1");
    expect(returned?.sales).toMatchObject([{ returns: [{ isRefused: false, isWhole: true }] }]);
  });

  it("tells of a sale recorded later than its region asks for, and of none that was imported", async () => {
    const { whole, shop: principal } = shop;
    const request = {
      documentNumber: "LATE-1",
      till: "",
      person: null,
      identification: "none",
      prescription: null,
      dispensedAtSec: whole.nowSec() - 7_200,
      lines: [{ code: code(21), units: null, priceFen: "1850" }],
    } as const;
    await whole.settle(takeDispense(whole.take, { principal, request, idempotencyKey: null }));
    const { findings } = await shop.reconcile(
      [
        claimOf("C1", 1, { settlementId: "S-1" }),
        claimOf("C2", 2, { channel: "manual", receiptNumber: "LATE-1" }),
      ],
      { judge: judgeClaim },
    );
    const late = findings.filter(({ kind }) => kind === "late_message");
    expect(late).toMatchObject([{ claimId: "C2", verdict: "suspect", disallowedFen: 0n }]);
    expect(late[0]?.because["toldAfterSec"]).toBeGreaterThanOrEqual(7_200);
  });

  it("tells that a sale's person was erased, and does not look", async () => {
    await shop.whole.vault.erasePerson({ scheme: "psn-no", value: PERSON });
    const claims = ["S-1", "S-5"].map((settlementId, at) => claimOf(settlementId, at + 1, { settlementId }));
    const { facts, end } = await shop.reconcile(claims);
    expect(facts.get("S-1")).toMatchObject({ sales: [{ person: "closed" }, {}], unseen: ["person"] });
    expect(facts.get("S-5")).toMatchObject({ sales: [{ person: "closed" }] });
    expect(end.couldNotLook).toEqual({ person: 2 });
  });
});
