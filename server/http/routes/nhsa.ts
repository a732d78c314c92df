import { z } from "zod";
import { answerNhsaMessage } from "../../flows/nhsa/answer-message.ts";
import { guardedRoute, type Route } from "../route.ts";
import { nhsaAnswer, nhsaInfno, nhsaMessage } from "../schemas/nhsa.ts";
import { ok } from "./replies.ts";

const take = guardedRoute({
  method: "POST",
  path: "/nhsa/{infno}",
  operation: "takeNhsaMessage",
  summary: "Take a stock message of the 医保 platform, 3501 to 3507 and A forms, and answer like it does",
  subject: "NHSA messages",
  access: ["pharmacy", "hospital"],
  writes: "key-optional",
  params: z.strictObject({ infno: nhsaInfno }),
  body: z.string().nullable(),
  rawBody: nhsaMessage,
  answers: [ok(nhsaAnswer, "What became of the message, refusals included: see infcode and retRslt.")],
  failures: [],
  async handle({ principal, params: { infno }, body: text, waitSec }, doors) {
    const waitMs = (waitSec ?? doors.limits.waitSecMax) * 1000;
    return { status: 200, body: await answerNhsaMessage(doors.nhsa, { principal, infno, text, waitMs }) };
  },
});

export const NHSA_ROUTES: readonly Route[] = [take];
