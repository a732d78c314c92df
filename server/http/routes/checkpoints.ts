import { z } from "zod";
import { ROLES } from "../../domain/principal.ts";
import { pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import { checkpointAnswer, checkpointList } from "../schemas/checkpoints.ts";
import { wireOf } from "../wire.ts";
import { listReply, ok } from "./replies.ts";

const subject = "Checkpoints";
const path = "/v1/checkpoints";

const publish = guardedRoute({
  method: "POST",
  path,
  operation: "publishCheckpoint",
  summary: "Sign the block up to which the index saw the chain, with an operator key of one's institution",
  subject,
  access: ROLES.filter((role) => role !== "consortium"),
  writes: "no",
  answers: [{ status: 201, description: "The checkpoint, kept.", schema: checkpointAnswer }],
  failures: ["operator-unknown", "institution-unknown", "not-ready"],
  handle: async ({ principal }, doors) => ({
    status: 201,
    body: wireOf(await doors.checkpoints.publish(principal.institution)),
  }),
});

const list = guardedRoute({
  method: "GET",
  path,
  operation: "listCheckpoints",
  summary: "The checkpoints that institutions published here, newest block first",
  subject,
  access: ROLES,
  writes: "no",
  query: z.strictObject(pageQuery),
  answers: [ok(checkpointList, "A page of checkpoints.")],
  failures: ["not-ready"],
  handle: async ({ query }, doors) => listReply(await doors.checkpoints.list(pageOf(query, doors.limits))),
});

export const CHECKPOINT_ROUTES: readonly Route[] = [publish, list];
