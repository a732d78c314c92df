import { z } from "zod";
import type { ClaimStepRequest } from "../../domain/claims/claim-requests.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { Principal, Role } from "../../domain/principal.ts";
import { takeClaimStep } from "../../flows/claims/take-claim-step.ts";
import { takeAdvance, takePayment } from "../../flows/claims/take-payment.ts";
import type { Doors } from "../doors.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  advanceRequest,
  claimAnswer,
  claimsAnswer,
  paymentAnswer,
  paymentRequest,
  reasonRequest,
  resolutionRequest,
} from "../schemas/claims.ts";
import { hex32 } from "../schemas/primitives.ts";
import { answerWrite } from "../write-answer.ts";
import { claimOnTheWire } from "./claim-wire.ts";
import { writeAnswers } from "./replies.ts";

const subject = "Claims";
const params = z.strictObject({ id: hex32 });
const FILERS = ["pharmacy", "hospital", "bureau"] as const;

/** The steps that need no more than a reason. */
const REASONED: readonly {
  readonly step: "appeal" | "reverse" | "refund" | "dispute";
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly access: readonly Role[];
  readonly failures: readonly FailureCode[];
}[] = [
  {
    step: "appeal",
    path: "/v1/claims/{id}/appeal",
    operation: "appealClaim",
    summary: "Contest a refusal 申诉: another person decides then",
    access: FILERS,
    failures: ["deadline-passed", "not-filer"],
  },
  {
    step: "reverse",
    path: "/v1/claims/{id}/reversal",
    operation: "reverseClaim",
    summary: "Take a claim back before it is paid 冲正; its care may be claimed again",
    access: FILERS,
    failures: ["secondaries-live", "not-filer"],
  },
  {
    step: "refund",
    path: "/v1/claims/{id}/refund",
    operation: "refundClaim",
    summary: "Give back what was paid; nobody can block it",
    access: FILERS,
    failures: ["secondaries-live", "not-filer"],
  },
  {
    step: "dispute",
    path: "/v1/claims/{id}/dispute",
    operation: "disputeClaim",
    summary: "Contest a paid claim",
    access: ["bureau"],
    failures: ["deadline-passed", "bureau-not-of-payer"],
  },
];

const reasoned = REASONED.map(({ step, failures, ...row }) =>
  guardedRoute({
    ...row,
    method: "POST",
    subject,
    writes: "key-optional",
    params,
    body: reasonRequest,
    answers: writeAnswers(claimAnswer),
    failures: ["not-found", "claim-not-in-state", ...failures],
    handle: (call, doors) =>
      stepReply(call, doors, { step, claim: call.params.id, reason: call.body.reason }),
  }),
);

const resolve = guardedRoute({
  method: "POST",
  path: "/v1/claims/{id}/dispute/resolution",
  operation: "resolveClaimDispute",
  summary: "End a dispute: upheld or clawed back, by another person than who raised it",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  params,
  body: resolutionRequest,
  answers: writeAnswers(claimAnswer),
  failures: ["not-found", "claim-not-in-state", "decider-decided-before", "secondaries-live"],
  handle: (call, doors) => stepReply(call, doors, { step: "resolve", claim: call.params.id, ...call.body }),
});

async function stepReply(
  call: {
    readonly principal: Principal;
    readonly idempotencyKey: string | null;
    readonly waitSec: number | null;
  },
  doors: Doors,
  request: ClaimStepRequest,
): ReturnType<typeof answerWrite> {
  const command = await takeClaimStep(doors.claims, { ...call, request });
  return answerWrite(command, call, doors, async () => ({
    location: `/v1/claims/${request.claim}`,
    body: claimOnTheWire(await doors.answer.claim(call.principal, request.claim)),
  }));
}

const pay = guardedRoute({
  method: "POST",
  path: "/v1/claims/payments",
  operation: "payClaims",
  summary: "Record one bank transfer and the claims of one's own region that it paid: all or none",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  body: paymentRequest,
  answers: writeAnswers(paymentAnswer),
  failures: ["claim-unknown", "claim-not-in-state", "bureau-not-of-payer", "claim-needs-clearing"],
  async handle(call, doors) {
    const command = await takePayment(doors.claims, { ...call, request: call.body });
    return answerWrite(command, call, doors, async ({ result }) => ({
      location: `/v1/claims?as=payer`,
      body: {
        payment: hex32.parse(result["payment"]),
        claims: await claimsOf(call.body.claims, call.principal, doors),
      },
    }));
  },
});

const advance = guardedRoute({
  method: "POST",
  path: "/v1/claims/advances",
  operation: "advanceClaims",
  summary: "Advance direct claims for care in one's region whose decision is overdue: all or none",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  body: advanceRequest,
  answers: writeAnswers(claimsAnswer),
  failures: [
    "claim-unknown",
    "claim-not-in-state",
    "bureau-not-of-care",
    "deadline-not-passed",
    "provisional-not-allowed",
    "provisional-limit-exceeded",
  ],
  async handle(call, doors) {
    const command = await takeAdvance(doors.claims, { ...call, request: call.body });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/claims?as=provider`,
      body: { claims: await claimsOf(call.body.claims, call.principal, doors) },
    }));
  },
});

async function claimsOf(
  ids: readonly Hex32[],
  principal: Principal,
  doors: Doors,
): Promise<z.input<typeof claimAnswer>[]> {
  return Promise.all(ids.map(async (id) => claimOnTheWire(await doors.answer.claim(principal, id))));
}

export const CLAIM_STEP_ROUTES: readonly Route[] = [...reasoned, resolve, pay, advance];
