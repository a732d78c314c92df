import { z } from "zod";
import { fail } from "../../domain/failure.ts";
import { ROLES } from "../../domain/principal.ts";
import type { PlainRequest } from "../../domain/requests.ts";
import { takePlain } from "../../flows/take/take-plain.ts";
import { guardedRoute, type Route } from "../route.ts";
import { regionInPath, regionRulesAnswer, regionRulesRequest } from "../schemas/regions.ts";
import { secOf, wireOf } from "../wire.ts";
import { answerWrite } from "../write-answer.ts";
import { ok, writeAnswers } from "./replies.ts";

const subject = "Regions";
const params = z.strictObject({ code: regionInPath });

const read = guardedRoute({
  method: "GET",
  path: "/v1/regions/{code}/rules",
  operation: "readRegionRules",
  summary: "The limits of a region, and how strictly it holds which products",
  subject,
  access: ROLES,
  writes: "no",
  params,
  answers: [ok(regionRulesAnswer, "What holds there.")],
  failures: ["not-found"],
  handle: async ({ params: { code } }, doors) => ({
    status: 200,
    body: wireOf(await doors.answer.regionRules(code)),
  }),
});

const put = guardedRoute({
  method: "PUT",
  path: "/v1/regions/{code}/rules",
  operation: "putRegionRules",
  summary: "Set the limits of one's region, or how strictly a class of products is held from a time on",
  subject,
  access: ["bureau"],
  writes: "key-optional",
  params,
  body: regionRulesRequest,
  answers: writeAnswers(regionRulesAnswer),
  failures: ["institution-outside-region"],
  async handle(call, doors) {
    const { code } = call.params;
    const { region } = call.principal;
    if (code !== region) fail("institution-outside-region", { region: code, own: region });
    const command = await takePlain(doors.take, { ...call, request: requestOf(call.body) });
    return answerWrite(command, call, doors, async () => ({
      location: `/v1/regions/${code}/rules`,
      body: wireOf(await doors.answer.regionRules(code)),
    }));
  },
});

function requestOf(body: z.output<typeof regionRulesRequest>): PlainRequest {
  if ("limits" in body) {
    const { lateAfterSeconds, returnWindowSeconds, disputeLimitSeconds, reversalsMax } = body.limits;
    return {
      kind: "set-region-limits",
      lateAfterSec: lateAfterSeconds,
      returnWindowSec: returnWindowSeconds,
      disputeLimitSec: disputeLimitSeconds,
      reversalsMax,
    };
  }
  const { productClass, mode, fromAt } = body.mode;
  return { kind: "set-enforcement-mode", productClass, mode, fromSec: secOf(fromAt) };
}

export const REGION_ROUTES: readonly Route[] = [read, put];
