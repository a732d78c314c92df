import { z } from "zod";
import type { CaseWords } from "../../domain/cases/audit-case.ts";
import type { CaseStepAct } from "../../domain/cases/case-states.ts";
import type { FailureCode } from "../../domain/failure-catalogue.ts";
import { fenOf } from "../../domain/money.ts";
import type { Role } from "../../domain/principal.ts";
import { NO_WORDS } from "../../flows/cases/case-words.ts";
import type { CaseStepAsked } from "../../flows/cases/take-step.ts";
import { cursorOf, pageOf, pageQuery } from "../page-request.ts";
import { guardedRoute, type Route } from "../route.ts";
import {
  auditCaseAnswer,
  auditCaseList,
  caseNumberInPath,
  caseRequest,
  casesQuery,
  clawBackRequest,
  closingRequest,
  hearingRequest,
  reasonedRequest,
  recoveryRequest,
  statementRequest,
  upholdingRequest,
} from "../schemas/cases.ts";
import { caseOnTheWire, caseRowOnTheWire } from "./case-wire.ts";
import { ok } from "./replies.ts";

const subject = "Audit cases";
const params = z.strictObject({ number: caseNumberInPath });
const BUREAU = ["bureau"] as const;
const OPENERS = ["bureau", "auditor"] as const;
const INSTITUTIONS = ["maker", "wholesaler", "pharmacy", "hospital", "care-agency"] as const;
const READERS = [...OPENERS, ...INSTITUTIONS] as const;

const open = guardedRoute({
  method: "POST",
  path: "/v1/cases",
  operation: "openCase",
  summary: "Open a case 立案 about findings of one institution",
  subject,
  access: OPENERS,
  writes: "record",
  body: caseRequest,
  answers: [{ status: 201, description: "The case, at its own place.", schema: auditCaseAnswer }],
  failures: [
    "not-found",
    "audit-case-findings-mixed",
    "audit-case-finding-of-none",
    "audit-case-finding-taken",
    "audit-case-findings-not-final",
    "audit-case-region-missing",
    "institution-outside-region",
  ],
  async handle({ principal, idempotencyKey, body }, doors) {
    const { region = null, ...asked } = body;
    const story = await doors.cases.open({ principal, idempotencyKey, region, ...asked });
    const headers = { Location: `/v1/cases/${story.number}` };
    return { status: 201, body: caseOnTheWire(story), headers };
  },
});

const list = guardedRoute({
  method: "GET",
  path: "/v1/cases",
  operation: "listCases",
  summary: "Cases, newest first: a region's, an institution's own from the hearing on; an auditor sees all",
  subject,
  access: READERS,
  writes: "no",
  query: z.strictObject({ ...pageQuery, ...casesQuery }),
  answers: [ok(auditCaseList, "A page of cases; a filter may make it shorter than `limit`.")],
  failures: [],
  async handle({ principal, query }, doors) {
    const { state = null, institution = null } = query;
    const overdue = query.overdue === undefined ? null : query.overdue === "yes";
    const asked = { filter: { state, institution, overdue }, page: pageOf(query, doors.limits) };
    const { rows, next } = await doors.cases.list(principal, asked);
    return { status: 200, body: { rows: rows.map(caseRowOnTheWire), next: cursorOf(next) } };
  },
});

const read = guardedRoute({
  method: "GET",
  path: "/v1/cases/{number}",
  operation: "readCase",
  summary: "A case with its findings and everything that was done",
  subject,
  access: READERS,
  writes: "no",
  params,
  answers: [ok(auditCaseAnswer, "The case.")],
  failures: ["not-found"],
  async handle({ principal, params: { number } }, doors) {
    return { status: 200, body: caseOnTheWire(await doors.cases.read(principal, number)) };
  },
});

/** What a step asks for beyond who, when and which case. */
type StepContent = Partial<Pick<CaseStepAsked, "fen" | "businessDays" | "claims">> & {
  readonly words: Partial<CaseWords>;
};

/** A step's row: the act is the last part of its path. */
function step<B extends z.ZodType>(of: {
  readonly act: CaseStepAct;
  readonly operation: string;
  readonly summary: string;
  readonly access: readonly Role[];
  readonly body: B;
  readonly failures: readonly FailureCode[];
  readonly contentOf: (body: z.output<B>) => StepContent;
}): Route {
  const { act, contentOf, failures, ...row } = of;
  return guardedRoute({
    ...row,
    method: "POST",
    path: `/v1/cases/{number}/${act}`,
    subject,
    writes: "record",
    params,
    answers: [ok(auditCaseAnswer, "The case as it stands now.")],
    failures: ["not-found", "audit-case-not-in-state", "audit-case-step-not-yours", ...failures],
    async handle({ principal, idempotencyKey, params: { number }, body }, doors) {
      const { words, ...content } = contentOf(body);
      const story = await doors.cases.step({
        principal,
        idempotencyKey,
        number,
        act,
        fen: null,
        businessDays: null,
        claims: [],
        ...content,
        words: { ...NO_WORDS, ...words },
      });
      return { status: 200, body: caseOnTheWire(story) };
    },
  });
}

const STEPS: readonly Route[] = [
  step({
    act: "hearing",
    operation: "hearCase",
    summary: "Give notice and hear the institution 听取陈述申辩, through a business day",
    access: OPENERS,
    body: hearingRequest,
    failures: ["audit-case-institution-absent"],
    contentOf: ({ businessDays, note = null }) => ({ businessDays, words: { note } }),
  }),
  step({
    act: "statement",
    operation: "stateInCase",
    summary: "The institution says what it has to say 陈述申辩; kept sealed",
    access: INSTITUTIONS,
    body: statementRequest,
    failures: [],
    contentOf: ({ text, attachments }) => ({ words: { note: text, attachments } }),
  }),
  step({
    act: "explanation",
    operation: "explainCase",
    summary: "The statement explains the findings 说明成立",
    access: BUREAU,
    body: reasonedRequest,
    failures: [],
    contentOf: ({ reason }) => ({ words: { note: reason } }),
  }),
  step({
    act: "upholding",
    operation: "upholdCase",
    summary: "The findings hold 属实: how much of them, and by which law",
    access: BUREAU,
    body: upholdingRequest,
    failures: ["audit-case-four-eyes", "audit-case-hearing-running", "audit-case-amount-wrong"],
    contentOf: ({ amountFen, legalBasis, reason = null }) => ({
      fen: fenOf(amountFen),
      words: { legalBasis, note: reason },
    }),
  }),
  step({
    act: "dismissal",
    operation: "dismissCase",
    summary: "The findings do not hold 不予认定",
    access: BUREAU,
    body: reasonedRequest,
    failures: [],
    contentOf: ({ reason }) => ({ words: { note: reason } }),
  }),
  step({
    act: "claw-back",
    operation: "orderClawBack",
    summary: "Order money to be paid back 追回决定, through a business day",
    access: BUREAU,
    body: clawBackRequest,
    failures: ["audit-case-four-eyes", "audit-case-amount-wrong", "audit-case-claim-wrong"],
    contentOf: ({ amountFen, businessDays, claims, note = null }) => ({
      fen: fenOf(amountFen),
      businessDays,
      claims,
      words: { note },
    }),
  }),
  step({
    act: "recovery",
    operation: "recordRecovery",
    summary: "Money came back 追回入账, all or a part",
    access: BUREAU,
    body: recoveryRequest,
    failures: ["audit-case-amount-wrong", "audit-case-transfer-repeated"],
    contentOf: ({ amountFen, bankReference, note = null }) => ({
      fen: fenOf(amountFen),
      words: { bankReference, note },
    }),
  }),
  step({
    act: "closing",
    operation: "closeCase",
    summary: "Close the case 结案",
    access: BUREAU,
    body: closingRequest,
    failures: ["audit-case-money-open"],
    contentOf: ({ note = null }) => ({ words: { note } }),
  }),
  step({
    act: "reopening",
    operation: "reopenCase",
    summary: "Open a closed case again 重新立案; what was done stays",
    access: OPENERS,
    body: reasonedRequest,
    failures: [],
    contentOf: ({ reason }) => ({ words: { note: reason } }),
  }),
];

export const CASE_ROUTES: readonly Route[] = [open, list, read, ...STEPS];
