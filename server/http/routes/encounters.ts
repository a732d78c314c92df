import { z } from "zod";
import type { ClosingRequest } from "../../domain/claims/encounter-requests.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import { ROLES } from "../../domain/principal.ts";
import { takeClosing } from "../../flows/take/take-closing.ts";
import { takeEncounter } from "../../flows/take/take-encounter.ts";
import { takeEncounterCancellation } from "../../flows/take/take-encounter-cancellation.ts";
import type { Doors } from "../doors.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { type Call, guardedRoute, type Reply, type Route } from "../route.ts";
import {
  cancellationRequest,
  closingRequest,
  correctionRequest,
  encounterAnswer,
  encounterList,
  encounterRequest,
  feeLineInPath,
  feeProofAnswer,
} from "../schemas/encounters.ts";
import { hex32 } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Encounters";
const params = z.strictObject({ id: hex32 });

const open = guardedRoute({
  method: "POST",
  path: "/v1/encounters",
  operation: "openEncounter",
  summary: "Say that a person is there: an outpatient visit 门诊, or a stay 住院",
  subject,
  access: ["hospital"],
  writes: "key-optional",
  body: encounterRequest,
  answers: writeAnswers(encounterAnswer),
  failures: [
    "encounter-voucher-wrong",
    "occurred-in-future",
    "document-already-recorded",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const { openedAt, identification, voucherToken, ...words } = call.body;
    const request = {
      ...words,
      openedAtSec: secOf(openedAt),
      identification: identification ?? "card",
      voucherToken: voucherToken ?? null,
    };
    const command = await takeEncounter(doors.take, { ...call, request });
    return answerWrite(command, call, doors, ({ result }) =>
      outcomeOf(call, doors, hex32.parse(result["encounter"])),
    );
  },
});

const CLOSING_FAILURES: readonly FailureCode[] = [
  "encounter-unknown",
  "encounter-not-in-state",
  "encounter-closed-before-opened",
  "encounter-fees-wrong",
  "dispense-unknown",
  "dispense-not-in-state",
  "occurred-in-future",
  "request-size-wrong",
  "idempotency-body-differs",
];

const close = guardedRoute({
  method: "POST",
  path: "/v1/encounters/{id}/closing",
  operation: "closeEncounter",
  summary: "State what the visit or stay cost: its whole fee list, kept here; its Merkle root on the ledger",
  subject,
  access: ["hospital"],
  writes: "key-optional",
  params,
  body: closingRequest,
  answers: writeAnswers(encounterAnswer),
  failures: CLOSING_FAILURES,
  async handle(call, doors) {
    const { id: encounter } = call.params;
    const request = { encounter, closing: closingOf(call.body), reason: null };
    const command = await takeClosing(doors.take, { ...call, request });
    return answerWrite(command, call, doors, () => outcomeOf(call, doors, encounter));
  },
});

const correct = guardedRoute({
  method: "POST",
  path: "/v1/encounters/{id}/correction",
  operation: "correctEncounter",
  summary: "Replace what a closed encounter was stated to cost, unless a live claim spends it",
  subject,
  access: ["hospital"],
  writes: "key-optional",
  params,
  body: correctionRequest,
  answers: writeAnswers(encounterAnswer),
  failures: [...CLOSING_FAILURES, "evidence-already-spent", "encounter-corrections-too-many"],
  async handle(call, doors) {
    const { id: encounter } = call.params;
    const { reason } = call.body;
    const request = { encounter, closing: closingOf(call.body), reason };
    const command = await takeClosing(doors.take, { ...call, request });
    return answerWrite(command, call, doors, () => outcomeOf(call, doors, encounter));
  },
});

const cancel = guardedRoute({
  method: "POST",
  path: "/v1/encounters/{id}/cancellation",
  operation: "cancelEncounter",
  summary: "Take back an encounter that should not have been opened, or that nothing is claimed for",
  subject,
  access: ["hospital"],
  writes: "key-optional",
  params,
  body: cancellationRequest,
  answers: writeAnswers(encounterAnswer),
  failures: [
    "encounter-unknown",
    "encounter-not-in-state",
    "evidence-already-spent",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const { id: encounter } = call.params;
    const request = { encounter, reason: call.body.reason };
    const command = await takeEncounterCancellation(doors.take, { ...call, request });
    return answerWrite(command, call, doors, () => outcomeOf(call, doors, encounter));
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/encounters",
  operation: "listEncounters",
  summary: "One's encounters, newest first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(encounterList, "A page of encounters.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(await doors.answer.encounters(principal, pageOf(query, doors.limits))),
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/encounters/{id}",
  operation: "readEncounter",
  summary: "One encounter, for its hospital, who watches over it, and the bureau that was asked to pay",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(encounterAnswer, "The encounter.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.encounter(principal, id)),
  }),
});

const proveFee = guardedRoute({
  method: "GET",
  path: "/v1/encounters/{id}/fees/{lineNumber}",
  operation: "proveFeeLine",
  summary: "One line of the fee list that stands, with what proves that the ledger's root contains it",
  subject,
  access: ["hospital"],
  writes: "no",
  params: z.strictObject({ id: hex32, lineNumber: feeLineInPath }),
  answers: [ok(feeProofAnswer, "The line, its salt and its Merkle proof.")],
  failures: ["not-found", "could-not-look"],
  handle: async ({ principal, params: { id, lineNumber } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.feeProof(principal, { encounter: id, lineNumber })),
  }),
});

export const ENCOUNTER_ROUTES: readonly Route[] = [open, list, read, close, correct, cancel, proveFee];

function closingOf(body: z.output<typeof closingRequest>): ClosingRequest {
  return {
    closedAtSec: secOf(body.closedAt),
    diagnosisGroup: body.diagnosisGroup ?? "",
    fees: body.fees.map((line) => ({
      ...line,
      itemCode: line.itemCode ?? null,
      dispense: line.dispense ?? null,
      exemption: line.exemption ?? null,
      diagnosisCode: line.diagnosisCode ?? null,
      hospitalMark: line.hospitalMark ?? "unmarked",
    })),
  };
}

async function outcomeOf(
  { principal }: Pick<Call<unknown, unknown, unknown>, "principal">,
  doors: Doors,
  id: z.output<typeof hex32>,
): Promise<{ readonly location: string; readonly body: Reply["body"] }> {
  return {
    location: `/v1/encounters/${id}`,
    body: wireOf(await doors.answer.encounter(principal, id)),
  };
}
