import { z } from "zod";
import { INSURANCE_TYPES, PLACE_LEVELS } from "../../domain/adjudication/rule-words.ts";
import { personName } from "./encounters.ts";
import { count, day, fen, institutionId, region, text } from "./primitives.ts";

const RECORDS_MAX = 500;
const CODES_MAX = 200;

const insuranceType = z
  .enum(INSURANCE_TYPES)
  .describe("`insutype`: 310 employee, 390 resident, 340 retired cadre.");

const isOrdered = (it: { readonly from: string; readonly until: string | null }): boolean =>
  it.until === null || it.from <= it.until;
const DISORDER = "until lies before from";

const coverageRecord = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("enrolled"),
      from: day,
      until: day.nullable(),
      waitingUntil: day.nullable().describe("待遇等待期: no benefit up to this day."),
    }),
    z.strictObject({ kind: z.literal("paid"), from: day, until: day }),
    z.strictObject({ kind: z.literal("suspended"), from: day, until: day.nullable() }),
  ])
  .refine(isOrdered, DISORDER)
  .meta({ id: "CoverageRecord", description: "Days are included at both ends." });

const insurance = {
  insuranceType,
  records: z.array(coverageRecord).max(RECORDS_MAX),
  accountCreditFen: fen.nullable().describe("Paid into the personal account so far; null: there is none."),
  familyCreditFen: fen.nullable().describe("The same of family members' accounts that are open 共济."),
};

export const coverageRequest = z
  .strictObject({
    person: personName,
    insurances: z.array(z.strictObject(insurance)).max(INSURANCE_TYPES.length),
  })
  .meta({
    id: "CoverageRequest",
    description: "All that one's fund knows of a person's insurance, in place of what it knew.",
  });

export const coveragePutAnswer = z.strictObject({ insuranceCount: count }).meta({ id: "CoveragePut" });

export const coverageQuery = z
  .strictObject({
    person: personName,
    on: day.describe("The day of care."),
    insuranceType: insuranceType
      .optional()
      .describe("A provider of care asks for one; a bureau may for all."),
    region: region.optional().describe("Whose fund; one's own region, unless said otherwise."),
  })
  .meta({ id: "CoverageQuery" });

const STATUSES = ["insured", "unpaid", "waiting", "suspended", "not-insured"] as const;

const verdict = {
  status: z.enum(STATUSES),
  date: day
    .nullable()
    .describe("insured, suspended: since; unpaid: paid until; waiting: until; not-insured: ended on."),
};

const coverageVerdict = z
  .strictObject({ insuranceType, on: day, ...verdict })
  .meta({ id: "CoverageVerdict", description: "For a provider of care." });

const coverageWhole = z
  .strictObject({
    region,
    on: day,
    insurances: z.array(z.strictObject({ ...insurance, ...verdict })),
  })
  .meta({ id: "Coverage", description: "For the bureau." });

export const coverageAnswer = z.union([coverageWhole, coverageVerdict]);

const codes = z.array(text(50)).max(CODES_MAX);
const approvalHead = {
  id: text(64).describe("The bureau's own number; the same again takes the place of the one before."),
  indications: codes.describe("Prefixes of diagnosis codes: C50 holds for C50.900."),
  validFrom: day,
  validUntil: day,
};

const approval = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("special-drug"),
      ...approvalHead,
      itemCode: text(50).describe("`med_list_codg`."),
      doctorCodes: codes,
      siteCodes: codes.describe("Codes of the institutions where it may be had."),
    }),
    z.strictObject({ kind: z.literal("chronic"), ...approvalHead }),
  ])
  .meta({ id: "Approval", description: "A special drug 特药备案, or a chronic disease 门慢特." });

export const approvalRequest = z
  .strictObject({ person: personName, approval })
  .meta({ id: "ApprovalRequest" });

export const approvalPutAnswer = z.strictObject({ id: z.string() }).meta({ id: "ApprovalPut" });

export const approvalQuery = z.strictObject({ person: personName }).meta({ id: "ApprovalQuery" });

export const approvalsAnswer = z.strictObject({ approvals: z.array(approval) }).meta({ id: "Approvals" });

const level = z.enum(PLACE_LEVELS).describe("1, 2 or 3 of a hospital; pharmacy of a pharmacy.");

export const siteRequest = z.strictObject({ level }).meta({ id: "SiteRequest" });

export const siteAnswer = z
  .strictObject({ institution: institutionId, level: level.nullable().describe("Null: not stated here.") })
  .meta({ id: "Site" });
