import { z } from "zod";
import type { Command } from "../../domain/command.ts";
import type { Hex32 } from "../../domain/ids.ts";
import type { Principal } from "../../domain/principal.ts";
import { takeDispute } from "../../flows/take/take-dispute.ts";
import { takeResolution } from "../../flows/take/take-resolution.ts";
import { takeWithdrawal } from "../../flows/take/take-withdrawal.ts";
import type { Doors } from "../doors.ts";
import { guardedRoute, type Reply, type Route } from "../route.ts";
import {
  consignmentAnswer,
  disputeRequest,
  resolutionRequest,
  withdrawalRequest,
} from "../schemas/custody.ts";
import { hex32 } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { writeAnswers } from "./replies.ts";

const subject = "Consignments";
const params = z.strictObject({ id: hex32 });
const HOLDERS = ["maker", "wholesaler", "pharmacy", "hospital"] as const;

const withdraw = guardedRoute({
  method: "POST",
  path: "/v1/consignments/{id}/withdrawal",
  operation: "withdrawConsignment",
  summary: "Take back what is still on its way: the sender's",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  params,
  body: withdrawalRequest,
  answers: writeAnswers(consignmentAnswer),
  failures: [
    "consignment-unknown",
    "consignment-of-other",
    "consignment-not-in-state",
    "run-not-of-consignment",
    "case-not-whole",
  ],
  async handle(call, doors) {
    const { withdrawnAt, codes } = call.body;
    const request = { consignment: call.params.id, occurredAtSec: secOf(withdrawnAt), codes };
    return answerConsignment(await takeWithdrawal(doors.take, { ...call, request }), call, doors);
  },
});

const dispute = guardedRoute({
  method: "POST",
  path: "/v1/consignments/{id}/dispute",
  operation: "disputeConsignment",
  summary: "Contest what is still on its way: either side's",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  params,
  body: disputeRequest,
  answers: writeAnswers(consignmentAnswer),
  failures: ["consignment-unknown", "consignment-not-in-state", "run-not-of-consignment", "case-not-whole"],
  async handle(call, doors) {
    const { disputedAt, codes, reason } = call.body;
    const request = { consignment: call.params.id, occurredAtSec: secOf(disputedAt), codes, reason };
    return answerConsignment(await takeDispute(doors.take, { ...call, request }), call, doors);
  },
});

const resolve = guardedRoute({
  method: "POST",
  path: "/v1/consignments/{id}/resolution",
  operation: "resolveDispute",
  summary: "Say what became of contested goods: a side's answer, or the decision of the receiver's bureau",
  subject,
  access: [...HOLDERS, "bureau"],
  writes: "key-optional",
  params,
  body: resolutionRequest,
  answers: writeAnswers(consignmentAnswer),
  failures: [
    "consignment-unknown",
    "consignment-not-in-state",
    "run-not-of-consignment",
    "dispute-run-divided",
    "dispute-still-open",
    "bureau-not-of-receiver",
  ],
  async handle(call, doors) {
    const { resolvedAt, codes, outcome } = call.body;
    const request = { consignment: call.params.id, occurredAtSec: secOf(resolvedAt), codes, outcome };
    return answerConsignment(await takeResolution(doors.take, { ...call, request }), call, doors);
  },
});

type ConsignmentCall = {
  readonly principal: Principal;
  readonly params: { readonly id: Hex32 };
  readonly waitSec: number | null;
};

/** The consignment as it stands when the command is mined. */
function answerConsignment(command: Command, call: ConsignmentCall, doors: Doors): Promise<Reply> {
  const { id } = call.params;
  return answerWrite(command, call, doors, async () => ({
    location: `/v1/consignments/${id}`,
    body: wireOf(await doors.answer.consignment(call.principal, id)),
  }));
}

export const DISPUTE_ROUTES: readonly Route[] = [withdraw, dispute, resolve];
