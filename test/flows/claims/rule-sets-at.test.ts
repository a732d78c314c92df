import { describe, expect, it } from "vitest";
import type { ClaimRulesRow } from "../../../server/domain/claims/claim-rows.ts";
import { ruleSetsAt } from "../../../server/flows/claims/rule-sets-at.ts";
import { ORIGIN } from "../../domain/claims/support/claim-row.ts";
import { wordOf } from "../../support/claim-facts.ts";
import { HUZHOU, refusalOf, WUHAN } from "../support/whole-ledger.ts";

type RuleSet = ClaimRulesRow["ruleSets"][number];
const published = (number: number, kind: RuleSet["kind"], fromSec: number): RuleSet => ({
  hash: wordOf(number),
  kind,
  fromSec,
  origin: ORIGIN,
});
const viewOf = (regions: Readonly<Record<number, readonly RuleSet[]>>) => ({
  claimRules: async (region: number) => ({
    region,
    limits: null,
    ruleSets: regions[region] ?? [],
    turnedDays: [],
  }),
});
const at = { careRegion: HUZHOU, payerRegion: WUHAN };

describe("the rule sets of a claim", () => {
  it("are the catalogue of the place of care and the policy of the payer", async () => {
    const view = viewOf({
      [HUZHOU]: [published(1, "catalogue", 0), published(2, "policy", 0)],
      [WUHAN]: [published(3, "catalogue", 0), published(4, "policy", 0)],
    });
    expect(await ruleSetsAt(view, { ...at, atSec: 10 })).toEqual({ catalogue: wordOf(1), policy: wordOf(4) });
  });

  it("are those in force last at the time, of two for one day the one published last", async () => {
    const view = viewOf({
      [HUZHOU]: [
        published(1, "catalogue", 100),
        published(2, "catalogue", 200),
        published(3, "catalogue", 150),
      ],
      [WUHAN]: [published(4, "policy", 100), published(5, "policy", 100)],
    });
    const catalogueAt = async (atSec: number) => (await ruleSetsAt(view, { ...at, atSec })).catalogue;
    expect(await catalogueAt(100)).toBe(wordOf(1));
    expect(await catalogueAt(149)).toBe(wordOf(1));
    expect(await catalogueAt(150)).toBe(wordOf(3));
    expect(await catalogueAt(200)).toBe(wordOf(2));
    expect((await ruleSetsAt(view, { ...at, atSec: 100 })).policy).toBe(wordOf(5));
  });

  it("before any is in force there is none, and the missing one is named", async () => {
    const view = viewOf({
      [HUZHOU]: [published(1, "catalogue", 100)],
      [WUHAN]: [published(4, "policy", 200)],
    });
    expect(await refusalOf(ruleSetsAt(view, { ...at, atSec: 99 }))).toMatchObject({
      code: "rule-set-not-in-force",
      facts: { region: HUZHOU, kind: "catalogue" },
    });
    expect(await refusalOf(ruleSetsAt(view, { ...at, atSec: 199 }))).toMatchObject({
      code: "rule-set-not-in-force",
      facts: { region: WUHAN, kind: "policy" },
    });
  });
});
