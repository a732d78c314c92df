import { z } from "zod";
import { isSettlement } from "../../domain/nhsa/settlement/message.ts";
import { answerNhsaMessage } from "../../flows/nhsa/answer-message.ts";
import { guardedRoute, type Route } from "../route.ts";
import { nhsaAnswer, nhsaInfno, nhsaMessage } from "../schemas/nhsa.ts";
import { ok } from "./replies.ts";

const take = guardedRoute({
  method: "POST",
  path: "/nhsa/{infno}",
  operation: "takeNhsaMessage",
  summary:
    "Take a stock or settlement message of the 医保 platform (3501 to 3507, A forms, 2101 to 2208, 2601) " +
    "and answer like it does",
  subject: "NHSA messages",
  access: ["pharmacy", "hospital"],
  writes: "key-optional",
  params: z.strictObject({ infno: nhsaInfno }),
  body: z.string().nullable(),
  rawBody: nhsaMessage,
  answers: [ok(nhsaAnswer, "What became of the message, refusals included: see infcode and retRslt.")],
  failures: [],
  async handle({ principal, params: { infno }, body: text, waitSec }, doors) {
    if (isSettlement(infno)) {
      const patienceMs = waitSec === null ? null : waitSec * 1000;
      return {
        status: 200,
        body: await doors.settlements.answer({ principal, infno, text, waitMs: patienceMs }),
      };
    }
    const waitMs = (waitSec ?? doors.limits.waitSecMax) * 1000;
    return { status: 200, body: await answerNhsaMessage(doors.nhsa, { principal, infno, text, waitMs }) };
  },
});

export const NHSA_ROUTES: readonly Route[] = [take];
