import { z } from "zod";
import { RULE_SET_KINDS } from "../../domain/claims/claim-rows.ts";
import type { BusinessDaysAnswer, RuleSetAnswer } from "../../domain/claims/encounter-answers.ts";
import type { Wire } from "../wire.ts";
import {
  blockRef,
  count,
  day,
  fen,
  hex32,
  instant,
  institutionName,
  listOf,
  proof,
  region,
} from "./primitives.ts";

const DAYS_MAX = 255;
const DECISION_SECONDS_MAX = 86_400;
/** One call turns so many; mirrors contracts/libraries/Limits.sol. */
const DAYS_TURNED_MAX = 100;

const dayCount = z.int().min(1).max(DAYS_MAX);

const limits = {
  automaticMaxFen: fen.describe("The most that a claim may ask for which a rule alone approves."),
  fourEyesFromFen: fen.describe("From this request on two persons approve."),
  provisionalPerDayFen: fen.describe("Advanced to one provider on one day, at most."),
  uncodedPerDayFen: fen.describe("Claimed without codes by one provider on one day, at most."),
};

export const claimLimitsRequest = z
  .strictObject({
    decisionSeconds: z.int().min(1).max(DECISION_SECONDS_MAX).describe("To decide a direct claim."),
    manualDays: dayCount.describe("Business days to decide a manual claim."),
    appealDays: dayCount.describe("Business days in which a rejection may be appealed."),
    appealDecisionDays: dayCount.describe("Business days to decide an appeal."),
    disputeDays: dayCount.describe("Business days after payment in which it may be disputed."),
    ...limits,
  })
  .meta({ id: "ClaimLimitsRequest" });

export const claimLimitsAnswer = z
  .strictObject({
    region,
    bureau: institutionName,
    isDefault: z.boolean().describe("The bureau has set nothing."),
    limits: z.strictObject({
      decisionSeconds: count,
      manualDays: count,
      appealDays: count,
      appealDecisionDays: count,
      disputeDays: count,
      ...limits,
    }),
    asOf: blockRef,
  })
  .meta({ id: "ClaimLimits" });

export const businessDaysRequest = z
  .strictObject({
    days: z
      .array(day)
      .min(1)
      .max(DAYS_TURNED_MAX)
      .describe(
        "Each becomes what it was not: a weekday a holiday 节假日, a weekend day a working day 调休.",
      ),
  })
  .meta({ id: "BusinessDaysRequest" });

export const businessDaysAnswer = z
  .strictObject({
    region,
    bureau: institutionName,
    turnedDays: z.array(day).describe("Weekdays that are holidays, and weekend days that are worked."),
    asOf: blockRef,
  })
  .meta({ id: "BusinessDays" }) satisfies z.ZodType<Wire<BusinessDaysAnswer>>;

export const ruleSetAnswer = z
  .strictObject({
    hash: hex32.describe("keccak256 of the document's canonical JSON (RFC 8785)."),
    kind: z.enum(RULE_SET_KINDS),
    region,
    fromAt: instant.describe("Claims of care before it may not name it."),
    isKeptHere: z.boolean(),
    proof,
    asOf: blockRef,
  })
  .meta({ id: "RuleSet" }) satisfies z.ZodType<Wire<RuleSetAnswer>>;

export const ruleSetList = listOf("RuleSetList", ruleSetAnswer.omit({ asOf: true }));

/** How the API describes a rule set: its own pages and JSON Schemas say the rest. */
export const ruleSetDocument = z
  .looseObject({ kind: z.enum(["catalogue", "policy"]), format: z.literal(1) })
  .meta({ id: "RuleSetDocument", description: "A catalogue or a policy; see docs/rule-sets." });
