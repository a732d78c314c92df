import { describe, expect, it } from "vitest";
import { ALL_RULES } from "../../../server/domain/reconcile/all-rules.ts";
import { rulesText } from "../../../server/domain/reconcile/rules-text.ts";

const ZONE = { offsetMin: 480 };

describe("what a feed is judged by", () => {
  it("names every rule with its version", () => {
    const { rules } = JSON.parse(rulesText({ settings: "", zone: ZONE }));
    expect(rules).toEqual(ALL_RULES.map(({ kind, version = 1 }) => ({ kind, version })));
  });

  it.each([
    ["something else set", { settings: "other", zone: ZONE }],
    ["nothing set", { settings: "", zone: ZONE }],
    ["the zone of days", { settings: "set", zone: { offsetMin: 0 } }],
  ])("is another text with %s", (_, by) => {
    expect(rulesText(by)).not.toBe(rulesText({ settings: "set", zone: ZONE }));
  });

  it("is the same text for the same settings", () => {
    expect(rulesText({ settings: "set", zone: { ...ZONE } })).toBe(
      rulesText({ settings: "set", zone: ZONE }),
    );
  });
});
