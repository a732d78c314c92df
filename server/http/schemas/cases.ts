import { z } from "zod";
import { CASE_ACTS, CASE_PARTIES, CASE_STATES } from "../../domain/cases/case-states.ts";
import { ROLES } from "../../domain/principal.ts";
import { blockRef, count, day, fen, hex32, instant, institutionId, region, text } from "./primitives.ts";
import { findingWithPlace, sumFen } from "./reconciliations.ts";

const NOTE_LENGTH_MAX = 2_000;
const STATEMENT_LENGTH_MAX = 20_000;
const FINDINGS_PER_CASE_MAX = 500;
const ATTACHMENTS_MAX = 50;
const CLAIMS_PER_ORDER_MAX = 200;
/** Longer than any term that the law sets for a hearing or for paying back. */
const BUSINESS_DAYS_MAX = 250;
/** 行政处罚法 (2021) §64: within five working days of the notice. */
const HEARING_DAYS_DEFAULT = 5;
/** 行政处罚法 (2021) §67: money is paid within fifteen days of the decision. */
const PAYING_DAYS_DEFAULT = 15;

/** Several lines are allowed, other control characters are not. */
const prose = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\n])+$/u, "no control characters but new lines and tabs");
const note = prose(NOTE_LENGTH_MAX);
const businessDays = z.int().min(1).max(BUSINESS_DAYS_MAX);

export const caseNumberInPath = z
  .string()
  .regex(/^AJ-[0-9]{6}-[0-9]{4}-[0-9]{6,9}$/)
  .describe("As `AJ-330100-2026-000001`.");

export const caseRequest = z
  .strictObject({
    reconciliation: z.string().regex(/^[0-9a-f]{32}$/),
    findings: z
      .array(count.describe("A finding's `ordinal`."))
      .min(1)
      .max(FINDINGS_PER_CASE_MAX)
      .describe("Of one institution."),
    reason: note,
    region: region
      .min(1)
      .optional()
      .describe("An auditor of the whole country: which region's bureau handles the case."),
  })
  .meta({ id: "CaseRequest" });

export const hearingRequest = z
  .strictObject({
    businessDays: businessDays
      .default(HEARING_DAYS_DEFAULT)
      .describe("Business days of the region that the institution has, from tomorrow."),
    note: note.optional(),
  })
  .meta({ id: "CaseHearingRequest" });

export const statementRequest = z
  .strictObject({
    text: prose(STATEMENT_LENGTH_MAX),
    attachments: z
      .array(
        z.strictObject({
          name: text(200),
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .describe("Of the file, which stays with the institution."),
        }),
      )
      .max(ATTACHMENTS_MAX)
      .default([]),
  })
  .meta({ id: "CaseStatementRequest" });

export const reasonedRequest = z.strictObject({ reason: note }).meta({ id: "CaseReasonRequest" });

export const upholdingRequest = z
  .strictObject({
    amountFen: fen.describe("At most what the case's findings disallow; 0 where no money is taken back."),
    legalBasis: text(500).describe("The article that was broken, e.g. 医疗保障基金使用监督管理条例 §38."),
    reason: note.optional(),
  })
  .meta({ id: "CaseUpholdingRequest" });

export const clawBackRequest = z
  .strictObject({
    amountFen: fen.describe("At most what was upheld."),
    businessDays: businessDays.default(PAYING_DAYS_DEFAULT),
    claims: z
      .array(hex32)
      .max(CLAIMS_PER_ORDER_MAX)
      .default([])
      .describe("Claims on the ledger that it is about."),
    note: note.optional(),
  })
  .meta({ id: "CaseClawBackRequest" });

export const recoveryRequest = z
  .strictObject({
    amountFen: fen.describe("What came back; may be a part of what is owed."),
    bankReference: text(64).describe("Of the transfer; counts once in a case."),
    note: note.optional(),
  })
  .meta({ id: "CaseRecoveryRequest" });

export const closingRequest = z.strictObject({ note: note.optional() }).meta({ id: "CaseClosingRequest" });

const caseFields = {
  number: z.string(),
  state: z.enum(CASE_STATES),
  stateWords: z.string().describe("The state in Chinese."),
  round: count.describe("1, and one more each time the case was opened again."),
  region: region.describe("Whose bureau handles it."),
  fundRegion: region.nullable(),
  institution: z.strictObject({
    code: z.string(),
    id: institutionId.nullable().describe("Null: the ledger knows no such institution."),
    region: region.nullable(),
    name: z.string().nullable(),
  }),
  reconciliation: z.string(),
  asOf: blockRef.describe("The block whose ledger the findings rest on."),
  findingsDigest: hex32.nullable(),
  findingCount: count,
  disallowedFen: sumFen.describe("Of each claim the most that one of the findings disallows."),
  upheldFen: sumFen.nullable(),
  orderedFen: sumFen.nullable(),
  recoveredFen: sumFen,
  recoveredBeforeFen: sumFen.describe("What came back in the rounds before."),
  outstandingFen: sumFen,
  dueOn: day.nullable(),
  isOverdue: z.boolean(),
  openedAt: instant,
  changedAt: instant,
};

export const auditCaseRow = z.strictObject(caseFields).meta({ id: "AuditCaseRow" });

const step = z
  .strictObject({
    act: z.enum(CASE_ACTS),
    words: z.strictObject({ chinese: z.string(), english: z.string() }),
    at: instant,
    by: z.strictObject({
      institution: institutionId,
      role: z.enum(ROLES),
      principal: z.string().nullable().describe("Null for the institution: which of the bureau's people."),
    }),
    fen: sumFen.nullable(),
    dueOn: day.nullable(),
    isLate: z.boolean().describe("A statement after its day."),
    claims: z.array(hex32),
    note: z.string().nullable(),
    legalBasis: z.string().nullable(),
    bankReference: z.string().nullable(),
    attachments: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  })
  .meta({ id: "AuditCaseStep" });

export const auditCaseAnswer = z
  .strictObject({
    ...caseFields,
    party: z.enum(CASE_PARTIES).describe("As whom the asker sees it."),
    findings: z.array(findingWithPlace),
    steps: z.array(step),
  })
  .meta({ id: "AuditCase", description: "An audit case 稽核案件: findings, and what became of them." });

export const auditCaseList = z
  .strictObject({ rows: z.array(auditCaseRow), next: z.string().nullable() })
  .meta({ id: "AuditCaseList" });

export const casesQuery = {
  state: z.enum(CASE_STATES).optional(),
  institution: text(32).optional().describe("By its code."),
  overdue: z.enum(["yes", "no"]).optional(),
};
