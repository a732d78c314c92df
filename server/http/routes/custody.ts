import { z } from "zod";
import { ROLES } from "../../domain/principal.ts";
import { takeReceipt } from "../../flows/take/take-receipt.ts";
import { takeShipment } from "../../flows/take/take-shipment.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  consignmentAnswer,
  consignmentList,
  consignmentRequest,
  receiptRequest,
} from "../schemas/custody.ts";
import { hex32 } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { listReply, ok, writeAnswers } from "./replies.ts";

const subject = "Consignments";
const params = z.strictObject({ id: hex32 });
const HOLDERS = ["maker", "wholesaler", "pharmacy", "hospital"] as const;

const ship = guardedRoute({
  method: "POST",
  path: "/v1/consignments",
  operation: "shipConsignment",
  summary: "Send packs to another institution with a delivery note 随货同行单",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  body: consignmentRequest,
  answers: writeAnswers(consignmentAnswer),
  failures: [
    "trace-code-malformed",
    "trace-code-unknown",
    "not-in-custody",
    "case-code-unknown",
    "case-not-whole",
    "batch-in-quarantine",
    "batch-only-goes-back",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const { shippedAt, lines, ...note } = call.body;
    const request = {
      ...note,
      shippedAtSec: secOf(shippedAt),
      lines: lines.map(({ codes, unitPriceFen, invoiceNumber }) => ({
        codes,
        unitPriceFen: unitPriceFen ?? null,
        invoiceNumber: invoiceNumber ?? null,
      })),
    };
    const command = await takeShipment(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async ({ result }) => {
      const id = hex32.parse(result["consignment"]);
      const consignment = await doors.answer.consignment(call.principal, id);
      return { location: `/v1/consignments/${id}`, body: wireOf(consignment) };
    });
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/consignments",
  operation: "listConsignments",
  summary: "Consignments that one sent or is sent, newest first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject({
    ...pageQuery,
    side: z.enum(["sender", "receiver"]).optional().describe("receiver, unless said otherwise."),
  }),
  answers: [ok(consignmentList, "A page of consignments.")],
  failures: [],
  handle: async ({ principal, query }, doors) =>
    listReply(
      await doors.answer.consignments(principal, query.side ?? "receiver", pageOf(query, doors.limits)),
    ),
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/consignments/{id}",
  operation: "readConsignment",
  summary: "One consignment and what was received of it",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(consignmentAnswer, "The consignment.")],
  failures: ["not-found"],
  handle: async ({ principal, params: { id } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.consignment(principal, id)),
  }),
});

const receive = guardedRoute({
  method: "POST",
  path: "/v1/consignments/{id}/receipt",
  operation: "receiveConsignment",
  summary: "Take over all or part of a consignment",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  params,
  body: receiptRequest,
  answers: writeAnswers(consignmentAnswer),
  failures: [
    "consignment-unknown",
    "consignment-for-other",
    "consignment-not-in-state",
    "run-not-of-consignment",
    "case-code-unknown",
    "case-not-whole",
  ],
  async handle(call, doors) {
    const { id } = call.params;
    const request = { consignment: id, receivedAtSec: secOf(call.body.receivedAt), codes: call.body.codes };
    const command = await takeReceipt(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/consignments/${id}`,
      body: wireOf(await doors.answer.consignment(call.principal, id)),
    }));
  },
});

export const CUSTODY_ROUTES: readonly Route[] = [ship, list, read, receive];
