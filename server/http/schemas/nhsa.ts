import { z } from "zod";
import { NHSA_KINDS } from "../../domain/nhsa/message.ts";
import { SETTLEMENT_KINDS } from "../../domain/nhsa/settlement/message.ts";
import { facts } from "./commands.ts";
import { failureCode } from "./failures.ts";

export const nhsaInfno = z
  .enum([...NHSA_KINDS.flatMap((kind) => [kind, `${kind}A`] as const), ...SETTLEMENT_KINDS])
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
    description:
      "The envelope of 医保 stock messages 3501 to 3507 with their A forms, and of settlement messages.",
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

const stockOutput = z.strictObject({
  result: z.strictObject(verdict).describe("retRslt 1: recorded on the ledger."),
  lines: z
    .array(z.strictObject({ line: z.int().min(1), ...verdict, caretrail: told }))
    .optional()
    .describe("Of an A form: each line's own."),
});

const texts = z.record(z.string(), z.string());

const settlementOutput = z.strictObject({
  setlinfo: texts.describe("Amounts in yuan, of 2101 to 2103 and 2206 to 2208; docs/nhsa.md."),
  setldetail: z.array(texts).describe("What each fund pays."),
  detlcutinfo: z.array(texts).optional().describe("How each line was cut."),
});
const feeOutput = z.strictObject({ result: z.array(texts) }).describe("Of 2204: how each line would be cut.");

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
    output: z.union([stockOutput, settlementOutput, feeOutput]).nullable(),
    caretrail: told,
  })
  .meta({ id: "NhsaAnswer" });
