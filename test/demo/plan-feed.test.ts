import { describe, expect, test } from "vitest";
import { planDemo } from "../../server/demo/plan.ts";
import { feedTable, planFeed } from "../../server/demo/plan-feed.ts";
import { readClaimRow } from "../../server/domain/reconcile/feeds/read-claim-row.ts";

const plan = planDemo();
const feed = planFeed(plan);
const dayOf = (offset: number): string => new Date(Date.UTC(2026, 0, 1 + offset)).toISOString().slice(0, 10);

describe("the demo's feed", () => {
  test("is the same every time, and gives every claim an id of its own", () => {
    expect(planFeed(plan)).toEqual(feed);
    expect(new Set(feed.map(({ claimId }) => claimId)).size).toBe(feed.length);
  });

  test("tells of every claimed receipt but one", () => {
    const claimed = plan.slots.flatMap(({ steps }) =>
      steps.flatMap((step) =>
        step.kind === "dispense" && step.claim !== null && step.refused === null
          ? [`${step.by} ${step.document}`]
          : [],
      ),
    );
    const told = new Set(feed.map(({ institution, receiptNumber }) => `${institution} ${receiptNumber}`));
    expect(claimed.filter((document) => !told.has(document))).toHaveLength(1);
  });

  test("has something slipped in of ten kinds, in fewer than one claim of ten", () => {
    const tampered = feed.filter(({ planted }) => planted.length > 0);
    expect([...new Set(tampered.flatMap(({ planted }) => planted))].sort()).toEqual([
      "amount_mismatch",
      "claim_before_sale",
      "claimed_across_regions",
      "duplicate_code",
      "expired",
      "manual_repeats_direct",
      "near_code",
      "no_sale",
      "quantity_mismatch",
      "wrong_patient",
    ]);
    expect(tampered.length * 10).toBeLessThan(feed.length);
  });

  test("is a table that reads back to the same claims", () => {
    const [head = "", ...rows] = feedTable(feed, dayOf).trimEnd().split("\n");
    const columns = head.split(",");
    const read = rows.flatMap((row, at) => {
      const cells = row.split(",");
      const fields = Object.fromEntries(columns.map((column, nth) => [column, cells[nth]]));
      return readClaimRow(at + 1, JSON.stringify(fields)).items;
    });
    const told = read.flatMap((item) =>
      item.is === "claim" ? [[item.claim.claimId, item.claim.totalFen, item.claim.claimedOn]] : [],
    );
    expect(told).toEqual(feed.map(({ claimId, totalFen, day }) => [claimId, totalFen, dayOf(day)]));
  });
});
