import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { isFailure } from "../../server/domain/failure.ts";
import { readRuleSet, ruleSetReader } from "../../server/http/read-rule-set.ts";

const written = (name: string): Promise<string> =>
  readFile(new URL(`../../rule-sets/${name}.json`, import.meta.url), "utf8");

function refusal(sent: string): unknown {
  try {
    readRuleSet(sent);
  } catch (error) {
    if (isFailure(error)) return { code: error.code, issues: error.facts["issues"] };
    throw error;
  }
  return "none";
}

describe("a rule set as it was sent", () => {
  it("says whose it is and from when, and stands in one form however it was written", async () => {
    const text = await written("330500-policy-2026");
    const read = readRuleSet(text);
    expect(read).toMatchObject({ kind: "policy", region: 330_500, effectiveFrom: "2026-01-01" });
    const turned = Object.fromEntries(Object.entries(JSON.parse(text)).reverse());
    expect(readRuleSet(JSON.stringify(turned)).text).toBe(read.text);
    expect(ruleSetReader.policy(read.text).region).toBe(330_500);
    const catalogue = readRuleSet(await written("420100-catalogue-2026"));
    expect(catalogue).toMatchObject({ kind: "catalogue", region: 420_100 });
    expect(ruleSetReader.catalogue(catalogue.text).items.size).toBeGreaterThan(0);
  });

  it("is refused by name when it is none, with what is wrong", async () => {
    expect(refusal("{")).toMatchObject({ code: "rule-set-malformed" });
    expect(refusal('{"kind":"menu"}')).toMatchObject({ issues: [{ path: "body.kind" }] });
    const policy = JSON.parse(await written("330500-policy-2026")) as Record<string, unknown>;
    expect(refusal(JSON.stringify({ ...policy, region: 5, more: 1 }))).toMatchObject({
      code: "rule-set-malformed",
      issues: [{ path: "body.region" }, { path: "body" }],
    });
  });
});
