import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SiteFactsRow } from "../../server/domain/reconcile/site-facts.ts";
import { THRESHOLDS_DEFAULT, type ThresholdsRow } from "../../server/domain/reconcile/thresholds.ts";
import type { Database } from "../../server/store/database.ts";
import { openReconcileRecords } from "../../server/store/reconcile-records.ts";
import { DATABASES } from "./support/databases.ts";

const HUZHOU = 330_500;
const WUHAN = 420_100;
const thresholds = (fromDay: string, purchaseFenMax: bigint): ThresholdsRow => ({
  fromDay,
  values: { ...THRESHOLDS_DEFAULT, purchaseFenMax },
  setBy: 2,
  setAtMs: 1_795_311_000_000,
});
const site = (fromDay: string, counterCount: number): SiteFactsRow => ({
  fromDay,
  facts: { counterCount, pharmacistCount: 1, hours: [{ weekday: 1, opensAtMin: 480, closesAtMin: 1560 }] },
  setBy: 2,
  setAtMs: 1,
});

describe.each(DATABASES)("what a bureau keeps to reconcile, in $name", ({ open }) => {
  let database: Database;
  let discard: () => Promise<void>;
  beforeEach(async () => {
    ({ database, discard } = await open());
  });
  afterEach(() => discard());

  test("thresholds stand by their days, the last of a day, in the one region", async () => {
    const records = openReconcileRecords(database);
    await records.putThresholds(HUZHOU, thresholds("2026-09-01", 1n));
    await records.putThresholds(HUZHOU, thresholds("2026-01-01", 2n));
    await records.putThresholds(HUZHOU, thresholds("2026-09-01", (1n << 64n) - 1n));
    await records.putThresholds(WUHAN, thresholds("2026-02-01", 3n));
    expect(await records.thresholds(HUZHOU)).toEqual([
      thresholds("2026-01-01", 2n),
      thresholds("2026-09-01", (1n << 64n) - 1n),
    ]);
    expect(await records.thresholds(HUZHOU + 1)).toEqual([]);
  });

  test("a site's facts stand by their days, of the one institution", async () => {
    const records = openReconcileRecords(database);
    await records.putSiteFacts(7, site("2026-09-01", 2));
    await records.putSiteFacts(7, site("2026-01-01", 1));
    await records.putSiteFacts(0xffff_ffff, site("2026-01-01", 9));
    expect(await records.siteFacts(7)).toEqual([site("2026-01-01", 1), site("2026-09-01", 2)]);
    expect(await records.siteFacts(8)).toEqual([]);
  });
});
