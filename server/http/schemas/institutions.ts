import { z } from "zod";
import type { AgreementAnswer, InstitutionAnswer, OperatorAnswer } from "../../domain/answers.ts";
import { AGREEMENT_STATUSES } from "../../domain/lifecycles.ts";
import type { Wire } from "../wire.ts";
import {
  act,
  address,
  addressAnyCase,
  blockRef,
  hex32,
  instant,
  institutionId,
  institutionKind,
  listOf,
  proof,
  region,
  text,
} from "./primitives.ts";

/** Bureaus and auditors by the consortium, all others by the bureau of their region. */
export const institutionRequest = z
  .strictObject({
    kind: institutionKind,
    region: region.optional().describe("Of a bureau or auditor; any other stands in its bureau's region."),
    district: z.int().min(0).max(999_999).describe("Six digits of GB/T 2260: where it stands."),
    code: text(64).describe("The institution's code, unique on the ledger."),
    name: text(120),
    adminKey: addressAnyCase
      .optional()
      .describe("The key that adds and revokes its operators; left out, this server makes one and keeps it."),
  })
  .meta({ id: "InstitutionRequest" });

export const agreementRequest = z
  .discriminatedUnion("action", [
    z.strictObject({ action: z.literal("sign"), fromAt: instant, validUntilAt: instant }),
    z.strictObject({ action: z.literal("suspend"), fromAt: instant, untilAt: instant, reasonHash: hex32 }),
    z.strictObject({ action: z.literal("reinstate"), fromAt: instant }),
    z.strictObject({ action: z.literal("terminate"), fromAt: instant, reasonHash: hex32 }),
  ])
  .meta({
    id: "AgreementRequest",
    description: "A dated change of an agreement; the reason's text stays here.",
  });

export const operatorRequest = z
  .strictObject({
    key: addressAnyCase.optional().describe("Left out: this server makes one and keeps it."),
    signs: z
      .enum(["operator", "adjudicator", "decider", "reviewer"])
      .optional()
      .describe("Of a key that this server keeps: a bureau's persons who decide, and its rules, sign apart."),
    acts: z.array(act).min(1).max(32),
    validUntilAt: instant,
  })
  .meta({ id: "OperatorRequest", description: "A key that may speak for the institution, for these acts." });

export const agreementChange = z
  .strictObject({
    status: z.enum(AGREEMENT_STATUSES),
    fromAt: instant,
    suspendedUntilAt: instant.nullable(),
    validUntilAt: instant,
    proof,
  })
  .meta({ id: "AgreementChange" }) satisfies z.ZodType<Wire<AgreementAnswer>>;

export const operatorAnswer = z
  .strictObject({ key: address, acts: z.array(act), validUntilAt: instant, revoked: z.boolean(), proof })
  .meta({ id: "Operator" }) satisfies z.ZodType<Wire<OperatorAnswer>>;

export const institutionAnswer = z
  .strictObject({
    id: institutionId,
    code: z.string(),
    name: z.string(),
    kind: institutionKind,
    region,
    district: z.int(),
    registeredBy: institutionId,
    agreement: z.array(agreementChange),
    agreementNow: z.enum(AGREEMENT_STATUSES),
    adminKey: address.nullable().describe("For itself, its bureau and auditors."),
    operators: z.array(operatorAnswer).nullable().describe("For itself, its bureau and auditors."),
    proof,
    asOf: blockRef,
  })
  .meta({ id: "Institution" }) satisfies z.ZodType<Wire<InstitutionAnswer>>;

export const institutionList = listOf("InstitutionList", institutionAnswer.omit({ asOf: true }));

export const agreementAnswer = z
  .strictObject({
    institution: institutionId,
    status: z.enum(AGREEMENT_STATUSES).describe("How it stands now."),
    changes: z.array(agreementChange),
    asOf: blockRef,
  })
  .meta({ id: "Agreement" });

export const operatorList = z
  .strictObject({ rows: z.array(operatorAnswer), next: z.null(), asOf: blockRef })
  .meta({ id: "OperatorList" });
