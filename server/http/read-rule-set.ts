import { z } from "zod";
import type { Catalogue } from "../domain/adjudication/catalogue.ts";
import type { Policy } from "../domain/adjudication/policy.ts";
import { canonicalJson, type Json } from "../domain/canonical-json.ts";
import type { RuleSetUpload } from "../domain/claims/encounter-requests.ts";
import { fail } from "../domain/failure.ts";
import { catalogueRuleSet, policyRuleSet } from "./schemas/rule-sets.ts";

/** A rule set as its bureau sent it: checked whole, and brought into the one form that is hashed. */
export function readRuleSet(sent: string): RuleSetUpload {
  const json = jsonOf(sent);
  const head = z.looseObject({ kind: z.enum(["catalogue", "policy"]) }).safeParse(json);
  if (!head.success) return malformed(head.error);
  const { kind } = head.data;
  const { region, effectiveFrom } = kind === "catalogue" ? catalogueOf(json) : policyOf(json);
  // What the schemas let through came from JSON.parse, and is all that JSON can say.
  return { kind, region, effectiveFrom, text: canonicalJson(json as Json) };
}

/** Rule sets as adjudication reads them; a text that is none is refused with what is wrong with it. */
export const ruleSetReader = {
  catalogue: (text: string): Catalogue => catalogueOf(jsonOf(text)),
  policy: (text: string): Policy => policyOf(jsonOf(text)),
};

function catalogueOf(json: unknown): Catalogue {
  const parsed = catalogueRuleSet.safeParse(json);
  return parsed.success ? parsed.data : malformed(parsed.error);
}

function policyOf(json: unknown): Policy {
  const parsed = policyRuleSet.safeParse(json);
  return parsed.success ? parsed.data : malformed(parsed.error);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return fail("rule-set-malformed", { issues: [{ path: "body", problem: "not JSON" }] });
    }
    throw error;
  }
}

const ISSUES_MAX = 20;
const PROBLEM_LENGTH_MAX = 200;

function malformed({ issues }: z.ZodError): never {
  return fail("rule-set-malformed", {
    issues: issues.slice(0, ISSUES_MAX).map(({ path, message }) => ({
      path: ["body", ...path].join("."),
      problem: message.slice(0, PROBLEM_LENGTH_MAX),
    })),
  });
}
