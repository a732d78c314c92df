import type { Approval } from "../../domain/adjudication/adjudication-input.ts";
import type { CoverageRecord } from "../../domain/adjudication/coverage.ts";
import { INSURANCE_TYPES, PLACE_LEVELS } from "../../domain/adjudication/rule-words.ts";
import type { InsuredRow, RuleSetDocument, SiteRow } from "../../domain/claims/claim-records.ts";
import { fen, hex, jsonRow, list, nullable, oneOf, record, text, union, whole } from "./shape.ts";

export const ruleSetCodec = jsonRow<RuleSetDocument>(
  "ruleSets",
  record<RuleSetDocument>({
    hash: hex(32),
    kind: oneOf(["catalogue", "policy"]),
    region: whole,
    text,
  }),
);

type CoverageOf<Kind extends CoverageRecord["kind"]> = Extract<CoverageRecord, { readonly kind: Kind }>;

const coverageRecord = union<CoverageRecord>({
  enrolled: record<CoverageOf<"enrolled">>({
    kind: oneOf(["enrolled"]),
    from: text,
    until: nullable(text),
    waitingUntil: nullable(text),
  }),
  paid: record<CoverageOf<"paid">>({ kind: oneOf(["paid"]), from: text, until: text }),
  suspended: record<CoverageOf<"suspended">>({
    kind: oneOf(["suspended"]),
    from: text,
    until: nullable(text),
  }),
});

export const insuredCodec = jsonRow<InsuredRow>(
  "insured",
  record<InsuredRow>({
    insurances: list(
      record<InsuredRow["insurances"][number]>({
        insuranceType: oneOf(INSURANCE_TYPES),
        records: list(coverageRecord),
        accountCreditFen: nullable(fen),
        familyCreditFen: nullable(fen),
      }),
    ),
  }),
);

type ApprovalOf<Kind extends Approval["kind"]> = Extract<Approval, { readonly kind: Kind }>;

export const approvalCodec = jsonRow<Approval>(
  "approvals",
  union<Approval>({
    "special-drug": record<ApprovalOf<"special-drug">>({
      kind: oneOf(["special-drug"]),
      id: text,
      itemCode: text,
      indications: list(text),
      doctorCodes: list(text),
      siteCodes: list(text),
      validFrom: text,
      validUntil: text,
    }),
    chronic: record<ApprovalOf<"chronic">>({
      kind: oneOf(["chronic"]),
      id: text,
      indications: list(text),
      validFrom: text,
      validUntil: text,
    }),
  }),
);

export const siteCodec = jsonRow<SiteRow>("sites", record<SiteRow>({ level: oneOf(PLACE_LEVELS) }));
