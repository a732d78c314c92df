import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FeedClaim } from "../../../server/domain/reconcile/feed-claim.ts";
import { judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import { type ClaimedShop, claimOf, code, OTHER_SHOP, openShop, PERSON } from "./support/claimed-shop.ts";

const cn = (at: number): string => `cn:${code(at)}`;

describe("a feed of shops that number and tell their sales in their own ways", () => {
  let shop: ClaimedShop;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    await shop.importAll([
      shop.sale({ receipt: "R-1", codes: [code(0)], atSec: 1, settlement: "S-1" }),
      shop.sale({ receipt: "R-6", codes: [code(55)], atSec: 6, settlement: "S-6" }),
      shop.sale({ receipt: "R-8", codes: [code(40)], atSec: 9, by: OTHER_SHOP, settlement: "S-8" }),
    ]);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  it("tells when a message was written, of what was recorded and of what was refused", async () => {
    const { sale, importAll, startedSec } = shop;
    const inf_time = shop.at(14_400);
    const told = (entry: ReturnType<typeof sale>) => ({
      ...entry,
      text: JSON.stringify({ ...JSON.parse(entry.text), inf_time }),
    });
    await importAll([
      told(sale({ receipt: "R-21", codes: [code(22)], atSec: 10, settlement: "S-21" })),
      told(sale({ receipt: "R-22", codes: [code(55)], atSec: 11, settlement: "S-22" })),
    ]);
    const claims = ["S-21", "S-22"].map((settlementId, at) =>
      claimOf(settlementId, at + 1, { settlementId }),
    );
    const { facts } = await shop.reconcile(claims);
    for (const name of ["S-21", "S-22"]) {
      expect(facts.get(name)?.sales).toMatchObject([{ toldAtSec: startedSec + 14_400, lateSec: 0 }]);
    }
  });

  it("takes the own sale where a short settlement number stands in two shops", async () => {
    const { sale, importAll } = shop;
    await importAll([
      sale({ receipt: "R-31", codes: [code(30)], atSec: 20, settlement: "31" }),
      sale({ receipt: "R-31", codes: [code(45)], atSec: 20, settlement: "31", by: OTHER_SHOP }),
    ]);
    const claims = [
      claimOf("C1", 1, { settlementId: "31", traceCodes: [cn(30)] }),
      claimOf("C2", 2, { settlementId: "31", traceCodes: [cn(45)], institutionCode: OTHER_SHOP }),
    ];
    const { facts } = await shop.reconcile(claims);
    expect(["C1", "C2"].map((name) => facts.get(name)?.sales.flatMap(({ codes }) => codes))).toEqual([
      [cn(30)],
      [cn(45)],
    ]);
  });

  it("tells of a sale that was told after something later, and accuses nobody of it", async () => {
    const late = shop.sale({ receipt: "R-0", codes: [code(31)], atSec: 0, settlement: "S-0" });
    expect(await shop.importAll([late])).toEqual([[0, "import-out-of-order"]]);
    const claim = claimOf("C1", 1, { settlementId: "S-0", traceCodes: [cn(31)] });
    const { facts, findings } = await shop.reconcile([claim], { judge: judgeClaim });
    expect(facts.get("C1")?.sales).toMatchObject([
      {
        standing: { is: "refused", code: "import-out-of-order" },
        receiptNumber: "R-0",
        soldAtSec: shop.startedSec,
        toldAtSec: shop.startedSec,
        codes: [cn(31)],
        of: "packs",
        countE4: 10_000n,
        lineFen: 1_850n,
        person: { value: PERSON },
      },
    ]);
    expect(findings.map(({ kind }) => kind)).toContain("late_message");
    expect(findings.filter(({ verdict }) => verdict === "violation")).toEqual([]);
  });

  it("takes no two claims for one invoice because their numbers began anew", async () => {
    const day = (row: number, given: Partial<FeedClaim>) =>
      claimOf(`C${row}`, row, { receiptNumber: "0001", claimedOn: `2026-11-2${row}`, ...given });
    const others = async (claims: readonly FeedClaim[]) =>
      (await shop.reconcile(claims)).facts.get("C2")?.sameInvoice.map(({ claimId }) => claimId);
    const paper = { channel: "manual" } as const;
    expect(
      await others([day(1, { ...paper, traceCodes: [cn(10)] }), day(2, { ...paper, traceCodes: [cn(11)] })]),
    ).toEqual([]);
    expect(
      await others([day(1, { ...paper, traceCodes: [cn(10)] }), day(2, { ...paper, traceCodes: [cn(10)] })]),
    ).toEqual(["C1"]);
    expect(await others([day(1, paper), day(2, { ...paper, traceCodes: [cn(11)] })])).toEqual(["C1"]);
    const inShops = [
      day(1, { settlementId: "7", institutionCode: OTHER_SHOP, traceCodes: [cn(41)] }),
      day(2, { settlementId: "7", traceCodes: [cn(12)] }),
    ];
    expect(await others(inShops)).toEqual([]);
  });

  it("looks for the goods of a sale with whoever sold them, whoever claims them", async () => {
    const claim = claimOf("C1", 1, { settlementId: "S-8", traceCodes: [cn(40)] });
    const { facts } = await shop.reconcile([claim]);
    const told = facts.get("C1");
    expect(told?.institution?.code).not.toBe(OTHER_SHOP);
    expect(told?.packs).toMatchObject([{ code: cn(40), receivedAtSec: [expect.any(Number)] }]);
    const { findings } = await shop.reconcile([claim], { judge: judgeClaim });
    expect(findings.map(({ kind }) => kind)).toContain("institution_mismatch");
    expect(findings.map(({ kind }) => kind)).not.toContain("never_received");
  });

  it("accuses nobody by codes whose key epoch is not here, nor of a sale whose words are not", async () => {
    const { whole } = shop;
    const claim = claimOf("C1", 1, { settlementId: "S-6", traceCodes: [cn(55)] });
    const seen = await shop.reconcile([claim], { judge: judgeClaim });
    expect(seen.findings.map(({ kind }) => kind)).toContain("never_received");
    const { open, openPerson, commitLine, documentKey } = whole.vault;
    const vault = { open, openPerson, commitLine, documentKey, packKeys: () => [] };
    const keyless = await shop.reconcile([claim], { judge: judgeClaim, vault });
    expect(keyless.facts.get("C1")?.unseen).toEqual(["pack-keys"]);
    expect(keyless.findings.map(({ kind }) => kind)).not.toContain("never_received");
    expect(keyless.end.couldNotLook).toEqual({ "pack-keys": 1 });
    const unsold = claimOf("C1", 1, { settlementId: "S-1" });
    const wordless = { openings: { opening: async () => null }, judge: judgeClaim };
    const closed = await shop.reconcile([unsold], wordless);
    expect(closed.facts.get("C1")?.unseen).toContain("sale-words");
    expect(closed.findings.filter(({ verdict }) => verdict === "violation")).toEqual([]);
    const invented = await shop.reconcile([{ ...unsold, settlementId: "none" }], { judge: judgeClaim });
    expect(invented.findings).toContainEqual(
      expect.objectContaining({ kind: "no_sale", verdict: "violation" }),
    );
  });
});
