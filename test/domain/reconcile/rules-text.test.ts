import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../../../server/domain/reconcile/all-rules.ts";
import { rulesText } from "../../../server/domain/reconcile/rules-text.ts";
import { THRESHOLDS_DEFAULT } from "../../../server/domain/reconcile/thresholds.ts";

const ZONE = { offsetMin: 480 };
const ROW = { ...THRESHOLDS_DEFAULT, fromDay: "2026-01-01" };

describe("what a feed is judged by", () => {
  it("names every rule with its version", () => {
    const { rules } = JSON.parse(rulesText({ thresholds: [], zone: ZONE }));
    expect(rules).toEqual(ALL_RULES.map(({ kind, version = 1 }) => ({ kind, version })));
  });

  it.each([
    ["a threshold", { thresholds: [{ ...ROW, purchaseFenMax: 500_001n }], zone: ZONE }],
    ["the day from which one holds", { thresholds: [{ ...ROW, fromDay: "2026-01-02" }], zone: ZONE }],
    ["a row more", { thresholds: [ROW, ROW], zone: ZONE }],
    ["none set", { thresholds: [], zone: ZONE }],
    ["the zone of days", { thresholds: [ROW], zone: { offsetMin: 0 } }],
  ])("is another text with %s", (_, by) => {
    expect(rulesText(by)).not.toBe(rulesText({ thresholds: [ROW], zone: ZONE }));
  });

  it("is the same text for the same thresholds", () => {
    expect(rulesText({ thresholds: [{ ...ROW }], zone: { ...ZONE } })).toBe(
      rulesText({ thresholds: [ROW], zone: ZONE }),
    );
  });
});
