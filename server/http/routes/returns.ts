import { z } from "zod";
import type { Proof } from "../../domain/answers.ts";
import type { Origin } from "../../domain/read-model.ts";
import { takeReceiptAnswer } from "../../flows/take/take-receipt-answer.ts";
import { takeReversal } from "../../flows/take/take-reversal.ts";
import { guardedRoute, publicRoute, type Reply, type Route } from "../route.ts";
import {
  dispenseAnswer,
  receiptAnswerAnswer,
  receiptAnswerRequest,
  reversalRequest,
} from "../schemas/dispenses.ts";
import { hex32 } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { dispenseOnTheWire } from "./dispenses.ts";
import { writeAnswers } from "./replies.ts";

const subject = "Dispenses";
const params = z.strictObject({ id: hex32 });

const reverse = guardedRoute({
  method: "POST",
  path: "/v1/dispenses/{id}/reversal",
  operation: "reverseDispense",
  summary: "Take back packs or units of a dispense 退药",
  subject,
  access: ["pharmacy", "hospital"],
  writes: "key-optional",
  params,
  body: reversalRequest,
  answers: writeAnswers(dispenseAnswer),
  failures: [
    "dispense-unknown",
    "dispense-not-in-state",
    "return-line-wrong",
    "return-exceeds-line",
    "return-too-late",
    "not-in-custody",
    "batch-not-sellable",
    "batch-expired",
    "batch-in-quarantine",
    "pack-frozen",
    "trace-code-unknown",
    "idempotency-body-differs",
  ],
  async handle(call, doors) {
    const { id } = call.params;
    const { documentNumber, till, reversedAt, lines } = call.body;
    const request = {
      dispense: id,
      documentNumber,
      till: till ?? "",
      reversedAtSec: secOf(reversedAt),
      lines: lines.map(({ code, units, priceFen }) => ({ code, units: units ?? null, priceFen })),
    };
    const command = await takeReversal(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/dispenses/${id}`,
      body: dispenseOnTheWire(await doors.answer.dispense(call.principal, id)),
    }));
  },
});

const answerReceipt = publicRoute({
  method: "POST",
  path: "/v1/dispenses/{id}/receipt",
  operation: "answerReceipt",
  summary: "Was it received? Answered by whoever holds the receipt, with the token printed on it",
  subject,
  params,
  body: receiptAnswerRequest,
  answers: [
    { status: 200, description: "The answer stands on the ledger.", schema: receiptAnswerAnswer },
    { status: 202, description: "Kept, and on its way to the ledger or not.", schema: receiptAnswerAnswer },
  ],
  failures: ["not-found", "receipt-already-answered", "not-ready", "chain-unreachable"],
  async handle({ receiptToken, answer }, doors, { params: { id: dispense }, waitSec }) {
    const taken = await takeReceiptAnswer(doors.take, { dispense, receiptToken, answer });
    if (taken.status === "kept") {
      const status = "accepted-not-on-ledger";
      return { status: 202, body: { dispense, answer, status, proof: null } };
    }
    if (taken.status === "on-ledger") return onLedger({ dispense, answer }, taken.row.origin);
    const command =
      waitSec === null ? taken.command : await doors.submitter.settled(taken.command.id, waitSec * 1000);
    const waitMs = (waitSec ?? 0) * 1000;
    if (command.mined === null || !(await doors.reader.reached(command.mined.block, waitMs))) {
      return { status: 202, body: { dispense, answer, status: "accepted", proof: null } };
    }
    const row = await doors.take.reader.view((view) => view.aftermathOf(dispense));
    return row.answer === null
      ? { status: 202, body: { dispense, answer, status: "accepted", proof: null } }
      : onLedger({ dispense, answer }, row.answer.origin);
  },
});

function onLedger(
  given: { readonly dispense: string; readonly answer: "confirmed" | "denied" },
  { block, transactionHash, recordedAtSec }: Origin,
): Reply {
  const proof: Proof = { block, transactionHash, recordedAtSec };
  return { status: 200, body: wireOf({ ...given, status: "on-ledger", proof }) };
}

export const RETURN_ROUTES: readonly Route[] = [reverse, answerReceipt];
