import { z } from "zod";
import { NHSA_KINDS } from "../../domain/nhsa/message.ts";
import type { NhsaAnswer } from "../../flows/nhsa/compose-answer.ts";
import { facts } from "./commands.ts";
import { failureCode } from "./failures.ts";

export const nhsaInfno = z
  .enum(NHSA_KINDS.flatMap((kind) => [kind, `${kind}A`] as const))
  .describe("The number of the message; with A: many lines.");

/** What is sent, as far as every message has it; docs/nhsa.md tells the fields of each `input`. */
export const nhsaMessage = z
  .looseObject({
    infno: z.string(),
    msgid: z.string().describe("Names the message: sent again it has one effect and the same answer."),
    mdtrtarea_admvs: z.string().describe("就医地区划, six digits; chooses the profile of the province."),
    insuplc_admdvs: z.string().optional(),
    inf_time: z.string().describe("yyyy-MM-dd HH:mm:ss"),
    fixmedins_code: z.string().describe("The institution whose credentials are shown."),
    input: z.looseObject({}),
  })
  .meta({
    id: "NhsaMessage",
    description: "The envelope of 医保 stock messages 3501 to 3507 and their A forms.",
  });

const told = z
  .strictObject({
    code: failureCode,
    retry: z.enum(["never", "after-change", "same-request"]),
    facts,
  })
  .nullable()
  .describe("Why not, in this server's own words; null where all went well.");
const verdict = { retRslt: z.enum(["0", "1"]), msgRslt: z.string() };

export const nhsaAnswer = z
  .strictObject({
    infcode: z.enum(["0", "-1"]).describe("0: taken up. -1: not; mend the message, or send it again."),
    inf_refmsgid: z.string(),
    refmsg_time: z.string(),
    respond_time: z.string(),
    err_msg: z.string(),
    warn_msg: z.string().nullable(),
    cainfo: z.null(),
    signtype: z.null(),
    output: z
      .strictObject({
        result: z.strictObject(verdict).describe("retRslt 1: recorded on the ledger."),
        lines: z
          .array(z.strictObject({ line: z.int().min(1), ...verdict, caretrail: told }))
          .optional()
          .describe("Of an A form: each line's own."),
      })
      .nullable(),
    caretrail: told,
  })
  .meta({ id: "NhsaAnswer" }) satisfies z.ZodType<NhsaAnswer>;
