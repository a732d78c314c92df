import { z } from "zod";
import { takeLabels } from "../../flows/take/take-labels.ts";
import { takePlain } from "../../flows/take/take-plain.ts";
import { takeQuarantine } from "../../flows/take/take-quarantine.ts";
import { takeRecall } from "../../flows/take/take-recall.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  batchAnswer,
  labelsRequest,
  quarantineRequest,
  recallAnswer,
  recallRequest,
} from "../schemas/drugs.ts";
import { batchId } from "../schemas/primitives.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { writeAnswers } from "./replies.ts";

const subject = "Batches";
const params = z.strictObject({ id: batchId });
const HOLDERS = ["maker", "wholesaler", "pharmacy", "hospital"] as const;

const recall = guardedRoute({
  method: "POST",
  path: "/v1/batches/{id}/recall",
  operation: "recallBatch",
  summary:
    "Recall a batch at once and for good, goods on their way and declared stock of its number included",
  subject,
  access: ["maker", "bureau"],
  writes: "key-optional",
  params,
  body: recallRequest,
  answers: writeAnswers(recallAnswer),
  failures: ["batch-unknown", "recall-not-allowed", "batch-not-in-status", "occurred-in-future"],
  async handle(call, doors) {
    const { id } = call.params;
    const { recalledAt, reason } = call.body;
    const request = { batch: id, recalledAtSec: secOf(recalledAt), reason };
    const [command, ...others] = await takeRecall(doors.take, { ...call, request });
    const alsoRecalled = others.flatMap(({ body }) => (body.kind === "recall-batch" ? [body.batch] : []));
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/batches/${id}`,
      body: { batch: wireOf(await doors.answer.batch(call.principal, id)), alsoRecalled },
    }));
  },
});

const quarantine = guardedRoute({
  method: "POST",
  path: "/v1/batches/{id}/quarantine",
  operation: "quarantineBatch",
  summary: "Hold a batch fast in one's region: neither sold nor sent on",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  params,
  body: quarantineRequest,
  answers: writeAnswers(batchAnswer),
  failures: ["batch-unknown", "quarantine-not-in-state"],
  async handle(call, doors) {
    const { id } = call.params;
    const request = { batch: id, reason: call.body.reason };
    const command = await takeQuarantine(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/batches/${id}`,
      body: wireOf(await doors.answer.batch(call.principal, id)),
    }));
  },
});

const release = guardedRoute({
  method: "POST",
  path: "/v1/batches/{id}/release",
  operation: "releaseBatch",
  summary: "Let go what one's region holds in quarantine",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  params,
  answers: writeAnswers(batchAnswer),
  failures: ["batch-unknown", "quarantine-not-in-state"],
  async handle(call, doors) {
    const { id } = call.params;
    const command = await takePlain(doors.take, { ...call, request: { kind: "release-batch", batch: id } });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/batches/${id}`,
      body: wireOf(await doors.answer.batch(call.principal, id)),
    }));
  },
});

const putLabels = guardedRoute({
  method: "PUT",
  path: "/v1/batches/{id}/labels",
  operation: "putLabels",
  summary: "Say which packs lie in which case 大码/中码/SSCC; the ledger pins the document's hash",
  subject,
  access: HOLDERS,
  writes: "key-optional",
  params,
  body: labelsRequest,
  answers: writeAnswers(batchAnswer),
  failures: ["batch-unknown", "case-label-malformed", "case-labels-wrong"],
  async handle(call, doors) {
    const { id } = call.params;
    const request = { batch: id, cases: call.body.cases };
    const command = await takeLabels(doors.take, { ...call, request });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/batches/${id}`,
      body: wireOf(await doors.answer.batch(call.principal, id)),
    }));
  },
});

export const RECALL_ROUTES: readonly Route[] = [recall, quarantine, release, putLabels];
