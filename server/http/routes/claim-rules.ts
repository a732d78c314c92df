import { z } from "zod";
import { dayStartSec, ZONES } from "../../domain/business-day.ts";
import type { ClaimLimitsAnswer } from "../../domain/claims/encounter-answers.ts";
import { fail } from "../../domain/failure.ts";
import type { RegionCode } from "../../domain/ids.ts";
import { type Principal, ROLES } from "../../domain/principal.ts";
import type { PlainRequest } from "../../domain/requests.ts";
import { takePlain } from "../../flows/take/take-plain.ts";
import { takeRuleSet } from "../../flows/take/take-rule-set.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { readRuleSet } from "../read-rule-set.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  businessDaysAnswer,
  businessDaysRequest,
  claimLimitsAnswer,
  claimLimitsRequest,
  ruleSetAnswer,
  ruleSetDocument,
  ruleSetList,
} from "../schemas/claim-rules.ts";
import { hex32 } from "../schemas/primitives.ts";
import { regionInPath } from "../schemas/regions.ts";
import { wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Claim rules";
const params = z.strictObject({ code: regionInPath });

const readLimits = guardedRoute({
  method: "GET",
  path: "/v1/regions/{code}/claim-limits",
  operation: "readClaimLimits",
  summary: "Times and amounts that hold for claims on a region's fund",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(claimLimitsAnswer, "What holds there.")],
  failures: ["not-found"],
  handle: async ({ params: { code } }, doors) => ({
    status: 200,
    body: limitsOnTheWire(await doors.answer.claimLimits(code)),
  }),
});

const putLimits = guardedRoute({
  method: "PUT",
  path: "/v1/regions/{code}/claim-limits",
  operation: "putClaimLimits",
  summary: "Set what holds for claims on the fund of one's region",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  params,
  body: claimLimitsRequest,
  answers: writeAnswers(claimLimitsAnswer),
  failures: ["institution-outside-region", "claim-limits-wrong"],
  async handle(call, doors) {
    const { code } = call.params;
    requireOwn(code, call.principal);
    const command = await takePlain(doors.take, { ...call, request: limitsOf(call.body) });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/regions/${code}/claim-limits`,
      body: limitsOnTheWire(await doors.answer.claimLimits(code)),
    }));
  },
});

const readDays = guardedRoute({
  method: "GET",
  path: "/v1/regions/{code}/business-days",
  operation: "readBusinessDays",
  summary: "The days that a region's bureau turned: holidays on weekdays, and weekend days that are worked",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(businessDaysAnswer, "All of them, in the order of the calendar.")],
  failures: ["not-found"],
  handle: async ({ params: { code } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.businessDays(code)),
  }),
});

const turnDays = guardedRoute({
  method: "POST",
  path: "/v1/regions/{code}/business-days",
  operation: "turnBusinessDays",
  summary: "Turn days of one's region: what was a business day is none, and the reverse",
  subject,
  access: ["bureau"],
  // Sent twice a day would be what it was before, so the request must be named.
  writes: "key-required",
  params,
  body: businessDaysRequest,
  answers: writeAnswers(businessDaysAnswer),
  failures: ["institution-outside-region", "business-days-wrong", "business-day-in-past"],
  async handle(call, doors) {
    const { code } = call.params;
    requireOwn(code, call.principal);
    const request = { kind: "turn-business-days", dayNumbers: dayNumbersOf(call.body.days) } as const;
    const command = await takePlain(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/regions/${code}/business-days`,
      body: wireOf(await doors.answer.businessDays(code)),
    }));
  },
});

const putRuleSet = guardedRoute({
  method: "PUT",
  path: "/v1/rule-sets",
  operation: "putRuleSet",
  summary: "Keep a catalogue 目录 or policy 待遇政策 of one's region and have the ledger pin its hash",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  body: z.string().nullable(),
  rawBody: ruleSetDocument,
  largeBody: true,
  answers: [ok(ruleSetAnswer, "Kept; the ledger pins it already."), ...writeAnswers(ruleSetAnswer)],
  failures: ["rule-set-malformed", "rule-set-time-wrong", "institution-outside-region"],
  async handle(call, doors) {
    const { principal, body: text } = call;
    const { region } = principal;
    if (text === null) return fail("malformed-request", { issues: [{ path: "body", problem: "not UTF-8" }] });
    const { hash, command } = await takeRuleSet(doors.take, { ...call, request: readRuleSet(text) });
    if (command === null) {
      return { status: 200, body: wireOf(await doors.answer.ruleSet(region, hash)) };
    }
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/rule-sets/${hash}`,
      body: wireOf(await doors.answer.ruleSet(region, hash)),
    }));
  },
});

const listRuleSets = guardedRoute({
  method: "GET",
  path: "/v1/rule-sets",
  operation: "listRuleSets",
  summary: "What a region has published, and from when",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject({ ...pageQuery, region: regionInPath }),
  answers: [ok(ruleSetList, "A page of rule sets, in the order of the chain.")],
  failures: ["not-found"],
  handle: async ({ query }, doors) =>
    listReply(await doors.answer.ruleSets(query.region, pageOf(query, doors.limits))),
});

const readRuleSetText = guardedRoute({
  method: "GET",
  path: "/v1/rule-sets/{hash}",
  operation: "readRuleSet",
  summary: "A rule set as canonical JSON: keccak256 of the body is its hash",
  subject,
  access: ROLES,
  writes: "no",
  params: z.strictObject({ hash: hex32 }),
  answers: [ok(ruleSetDocument, "The document, to the byte as it was hashed.")],
  failures: ["rule-set-unknown"],
  handle: async ({ params: { hash } }, doors) => ({
    status: 200,
    body: (await doors.answer.ruleSetDocument(hash)).text,
  }),
});

export const CLAIM_RULE_ROUTES: readonly Route[] = [
  readLimits,
  putLimits,
  readDays,
  turnDays,
  putRuleSet,
  listRuleSets,
  readRuleSetText,
];

function requireOwn(code: RegionCode, { region }: Principal): void {
  if (code !== region) fail("institution-outside-region", { region: code, own: region });
}

function limitsOf(body: z.output<typeof claimLimitsRequest>): PlainRequest {
  const { decisionSeconds, automaticMaxFen, provisionalPerDayFen, uncodedPerDayFen, ...same } = body;
  return {
    kind: "set-claim-limits",
    ...same,
    decisionSec: decisionSeconds,
    automaticFenMax: automaticMaxFen,
    provisionalFenPerDay: provisionalPerDayFen,
    uncodedFenPerDay: uncodedPerDayFen,
  };
}

/** Outside amounts end in `Fen`, and a duration is no instant. */
function limitsOnTheWire(answer: ClaimLimitsAnswer): z.input<typeof claimLimitsAnswer> {
  const { limits, ...rest } = answer;
  const { decisionSec, automaticFenMax, fourEyesFromFen, provisionalFenPerDay, uncodedFenPerDay, ...days } =
    limits;
  return {
    ...rest,
    limits: {
      ...days,
      decisionSeconds: decisionSec,
      automaticMaxFen: automaticFenMax.toString(),
      fourEyesFromFen: fourEyesFromFen.toString(),
      provisionalPerDayFen: provisionalFenPerDay.toString(),
      uncodedPerDayFen: uncodedFenPerDay.toString(),
    },
  };
}

/** A day's number on the ledger is its place in the calendar from 1970-01-01, whatever the zone. */
function dayNumbersOf(days: readonly string[]): readonly number[] {
  return days.map((day, at) => {
    if (days.indexOf(day) !== at) return badDay(at, "stands twice, and would be as it was");
    const startSec = dayStartSec(day, ZONES.UTC);
    return startSec === null || startSec < 0 ? badDay(at, "not a day after 1970") : startSec / DAY_SEC;
  });
}

const DAY_SEC = 86_400;

function badDay(at: number, problem: string): never {
  return fail("malformed-request", { issues: [{ path: `body.days.${at}`, problem }] });
}
