import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { catalogueRuleSet, policyRuleSet } from "../../../server/http/schemas/rule-sets.ts";

type Written = Record<string, unknown>;

function read(name: string): Written {
  return JSON.parse(readFileSync(new URL(`../../../rule-sets/${name}`, import.meta.url), "utf8"));
}

/** The shipped document with the value at a path replaced, `insurances.0.pool.capFen`. */
function altered(document: Written, path: string, value: unknown): Written {
  const copy = structuredClone(document);
  const names = path.split(".");
  const last = names.pop() ?? "";
  let at: Written = copy;
  // The paths of the tables below lead through objects and lists only.
  for (const name of names) at = at[name] as Written;
  at[last] = value;
  return copy;
}

function issuePaths(schema: z.ZodType, document: Written): string[] {
  const result = schema.safeParse(document);
  return result.success ? [] : [...new Set(result.error.issues.map((issue) => issue.path.join(".")))];
}

const CATALOGUE = read("330500-catalogue-2026.json");
const POLICY = read("330500-policy-2026.json");
const item = (change: object): object => ({
  code: "X1",
  name: "a drug",
  kind: "drug",
  class: "B",
  ...change,
});

describe("the shipped rule sets are well formed", () => {
  test.each([330_500, 420_100])("%i", (region) => {
    const catalogue = catalogueRuleSet.parse(read(`${region}-catalogue-2026.json`));
    const policy = policyRuleSet.parse(read(`${region}-policy-2026.json`));
    expect([catalogue.region, policy.region]).toEqual([region, region]);
    expect(catalogue.items.size).toBeGreaterThan(100);
    expect([...policy.insurances.keys()].sort()).toEqual(["310", "340", "390"]);
  });
});

describe("a catalogue", () => {
  test.each<readonly [title: string, path: string, value: unknown, at: string]>([
    ["of another kind", "kind", "policy", "kind"],
    ["of a later format", "format", 2, "format"],
    ["with a member nobody knows", "extra", 1, ""],
    ["without items", "items", [], "items"],
    ["that ends before it begins", "effectiveUntil", "2025-12-31", ""],
    ["with an item twice", "items", [item({}), item({})], ""],
    ["with a ceiling of seven decimals", "items.0.ceilingYuan", "1.0000001", "items.0.ceilingYuan"],
    ["with a ceiling that is a number", "items.0.ceilingYuan", 18.5, "items.0.ceilingYuan"],
    ["with a ratio above all of it", "items.0.preSelfPayBps", 10_001, "items.0.preSelfPayBps"],
    ["with a ratio of class A", "items.0", item({ class: "A", preSelfPayBps: 1 }), "items.0"],
    ["with a special drug that is own pay", "items.0", item({ class: "C", special: true }), "items.0"],
  ])("%s is refused", (_, path, value, at) => {
    expect(issuePaths(catalogueRuleSet, altered(CATALOGUE, path, value))).toEqual([at]);
  });

  test("a ceiling of a level stands before the general one", () => {
    const one = item({ ceilingYuan: "2", ceilingYuanByLevel: { "3": "3.000001" } });
    const { items } = catalogueRuleSet.parse(altered(CATALOGUE, "items", [one]));
    expect(items.get("X1")?.ceilingMicros).toEqual({
      "1": 2_000_000n,
      "2": 2_000_000n,
      "3": 3_000_001n,
      pharmacy: 2_000_000n,
    });
  });
});

describe("a policy", () => {
  const first = "insurances.0";
  const level = `${first}.groups.0.levels.pharmacy`;
  test.each<readonly [title: string, path: string, value: unknown, at: string]>([
    ["with a rounding nobody named", "rounding", "half-up", "rounding"],
    ["with an insurance nobody knows", `${first}.insuranceType`, "999", `${first}.insuranceType`],
    ["with an insurance twice", `${first}.insuranceType`, "390", ""],
    ["with a cap below zero", `${first}.pool.capFen`, "-1", `${first}.pool.capFen`],
    ["with a fund twice", `${first}.further.0.fundPayType`, "310101", first],
    ["with one kind of care in two groups", `${first}.groups.0.careTypes`, ["11", "21"], first],
    ["with a group twice", `${first}.groups.0.id`, "inpatient", first],
    ["with bands that end", `${level}.bands`, [{ uptoFen: "5", bps: 1 }], `${level}.bands`],
    [
      "with bands that fall",
      `${level}.bands`,
      [
        { uptoFen: "5", bps: 1 },
        { uptoFen: "5", bps: 2 },
        { uptoFen: null, bps: 3 },
      ],
      `${level}.bands`,
    ],
    ["with a level nobody knows", `${first}.groups.0.levels.4`, {}, `${first}.groups.0.levels`],
    ["without a filing's ratio", "filing.unfiled", undefined, "filing.unfiled"],
  ])("%s is refused", (_, path, value, at) => {
    expect(issuePaths(policyRuleSet, altered(POLICY, path, value))).toEqual([at]);
  });
});
