import { z } from "zod";
import { QUEUED_STATES } from "../../domain/claims/claim-queue.ts";
import { fail } from "../../domain/failure.ts";
import { ROLES } from "../../domain/principal.ts";
import { bundleText } from "../../flows/bundle/assemble-bundle.ts";
import { claimBundle } from "../../flows/bundle/claim-bundle.ts";
import { takeClaim } from "../../flows/claims/take-claim.ts";
import { takeDecision } from "../../flows/claims/take-decision.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  adjudicationAnswer,
  bundleAnswer,
  claimAnswer,
  claimList,
  claimRequest,
  decisionRequest,
  queueAnswer,
  readjudicationsAnswer,
} from "../schemas/claims.ts";
import { hex32 } from "../schemas/primitives.ts";
import { wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { adjudicationOnTheWire, claimOnTheWire, claimRequestOf, decisionOf } from "./claim-wire.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Claims";
const params = z.strictObject({ id: hex32 });
const dryRun = z
  .enum(["true", "false"])
  .optional()
  .describe("true: only what the rules say; nothing changes.");
const FILERS = ["pharmacy", "hospital", "bureau"] as const;

const submit = guardedRoute({
  method: "POST",
  path: "/v1/claims",
  operation: "submitClaim",
  summary: "Claim 结算: ask a region's fund to pay one invoice, spending the care it names",
  subject,
  access: FILERS,
  writes: "key-optional",
  query: z.strictObject({ dryRun }),
  body: claimRequest,
  answers: [...writeAnswers(claimAnswer), ok(adjudicationAnswer, "With dryRun: what the rules make of it.")],
  failures: [
    "claim-channel-wrong",
    "claim-amounts-wrong",
    "claim-total-differs",
    "evidence-missing",
    "evidence-unknown",
    "evidence-of-other",
    "evidence-already-spent",
    "evidence-without-person",
    "evidence-denied",
    "evidence-needs-confirmation",
    "agreement-not-active",
    "uncoded-line-not-allowed",
    "uncoded-limit-exceeded",
    "encounter-not-in-state",
    "encounter-drugs-differ",
    "primary-not-live",
    "remainder-exceeded",
    "rule-set-not-in-force",
    "rule-set-unknown",
    "region-has-no-bureau",
    "bureau-not-of-payer",
    "spender-not-appointed",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const request = claimRequestOf(call.body);
    if (call.query.dryRun === "true") {
      const told = await doors.answer.dryRun(call.principal, request);
      return { status: 200, body: adjudicationOnTheWire(told) };
    }
    const command = await takeClaim(doors.claims, { ...call, request });
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = claimIdOf(result);
      const claim = await doors.answer.claim(call.principal, id);
      return { location: `/v1/claims/${id}`, body: claimOnTheWire(claim) };
    });
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/claims",
  operation: "listClaims",
  summary: "Claims, newest first; of a bureau also its queue, the earliest deadline first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject({
    ...pageQuery,
    queue: z.enum(QUEUED_STATES).optional().describe("What waits for the payer's bureau in this state."),
    as: z
      .enum(["payer", "provider"])
      .optional()
      .describe("Of a bureau: as payer, or for care in its region."),
  }),
  answers: [ok(claimList, "A page of claims.")],
  failures: ["role-not-permitted"],
  handle: async ({ principal, query }, doors) => {
    const { queue = null, as = "payer" } = query;
    const page = pageOf(query, doors.limits);
    return listReply(await doors.answer.claims({ principal, page, queue, as }), claimOnTheWire);
  },
});

const queue = guardedRoute({
  method: "GET",
  path: "/v1/claims/queue",
  operation: "countClaimQueue",
  summary: "How much waits for the bureau of one's region",
  subject,
  access: ["bureau", "auditor"],
  writes: "no",
  answers: [ok(queueAnswer, "The queues.")],
  failures: [],
  handle: async ({ principal }, doors) => {
    const { counts, ...rest } = await doors.answer.queueCounts(principal);
    return { status: 200, body: wireOf({ ...rest, counts: [...counts] }) };
  },
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/claims/{id}",
  operation: "readClaim",
  summary: "One claim and everything that happened to it",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(claimAnswer, "The claim.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: claimOnTheWire(await doors.answer.claim(principal, id)),
  }),
});

const weigh = guardedRoute({
  method: "GET",
  path: "/v1/claims/{id}/adjudication",
  operation: "weighClaim",
  summary: "What rules and evidence make of a claim now, and why",
  subject,
  access: ["bureau"],
  writes: "no",
  params,
  answers: [ok(adjudicationAnswer, "What a decision would come to.")],
  failures: ["not-found", "could-not-look", "rule-set-unknown"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: adjudicationOnTheWire(await doors.answer.weighing(principal, id)),
  }),
});

const readjudications = guardedRoute({
  method: "GET",
  path: "/v1/claims/{id}/readjudications",
  operation: "listReadjudications",
  summary: "Claims of the same person and year that would now come to another award",
  subject,
  access: ["bureau"],
  writes: "no",
  params,
  answers: [ok(readjudicationsAnswer, "Those that differ.")],
  failures: ["not-found", "could-not-look"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.readjudications(principal, id)),
  }),
});

const bundle = guardedRoute({
  method: "GET",
  path: "/v1/claims/{id}/bundle",
  operation: "readClaimBundle",
  summary: "The evidence bundle: one JSON that `caretrail verify` checks without this server",
  subject,
  access: ROLES,
  writes: "no",
  params,
  query: z.strictObject({
    head: z
      .string()
      .regex(/^(0|[1-9][0-9]{0,9})$/)
      .transform(Number)
      .optional()
      .describe("A block that the reader has a checkpoint of; without it, the head of the index."),
  }),
  answers: [ok(bundleAnswer, "The bundle, as canonical JSON and a line end.")],
  failures: ["not-found", "bundle-head-too-far", "could-not-look", "rule-set-unknown"],
  handle: async ({ principal, params: { id: claim }, query: { head = null } }, doors) => ({
    status: 200,
    body: bundleText(await claimBundle(doors.bundlePorts, doors.claims, { principal, claim, head })),
  }),
});

const decide = guardedRoute({
  method: "POST",
  path: "/v1/claims/{id}/decision",
  operation: "decideClaim",
  summary: "Approve or refuse a claim of one's fund; from a named sum on two persons approve",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  params,
  query: z.strictObject({ dryRun }),
  body: decisionRequest,
  answers: [...writeAnswers(claimAnswer), ok(adjudicationAnswer, "With dryRun: what the rules make of it.")],
  failures: [
    "not-found",
    "bureau-not-of-payer",
    "claim-not-in-state",
    "claim-refused-by-rules",
    "award-by-rules-only",
    "decider-is-submitter",
    "decider-decided-before",
    "award-differs-from-endorsed",
    "endorsement-outdated",
    "second-approval-awaited",
    "award-exceeds-request",
    "award-does-not-add-up",
    "invoice-already-paid",
    "rejection-reason-missing",
    "nullifier-keys-missing",
    "could-not-look",
  ],
  async handle(call, doors) {
    const { id } = call.params;
    if (call.query.dryRun === "true") {
      return { status: 200, body: adjudicationOnTheWire(await doors.answer.weighing(call.principal, id)) };
    }
    const command = await takeDecision(doors.claims, { ...call, request: decisionOf(id, call.body) });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/claims/${id}`,
      body: claimOnTheWire(await doors.answer.claim(call.principal, id)),
    }));
  },
});

function claimIdOf(result: { readonly [name: string]: unknown }): z.output<typeof hex32> {
  const { claims } = result;
  if (!Array.isArray(claims)) return fail("internal", {});
  return hex32.parse(claims[0]);
}

export const CLAIM_ROUTES: readonly Route[] = [
  submit,
  list,
  queue,
  read,
  weigh,
  readjudications,
  bundle,
  decide,
];
