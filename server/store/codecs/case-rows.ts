import type {
  AuditCase,
  CaseActor,
  CaseFinding,
  CaseHead,
  CaseStanding,
  CaseStep,
} from "../../domain/cases/audit-case.ts";
import type { CaseId } from "../../domain/cases/case-number.ts";
import type { CaseRequest } from "../../domain/cases/case-records.ts";
import { CASE_ACTS, CASE_STATES } from "../../domain/cases/case-states.ts";
import { ROLES } from "../../domain/principal.ts";
import { blockRef, keptFindingFields, sumFen } from "./finding-rows.ts";
import { fen, flag, hex, jsonRow, list, nullable, oneOf, record, text, whole } from "./shape.ts";

const caseId = { region: whole, year: whole, ordinal: whole };
const actor = record<CaseActor>({ institution: whole, principal: text, role: oneOf(ROLES) });

const head = record<CaseHead>({
  ...caseId,
  institution: record<CaseHead["institution"]>({
    code: text,
    id: nullable(whole),
    region: nullable(whole),
  }),
  fundRegion: nullable(whole),
  reconciliation: text,
  asOf: blockRef,
  findingsDigest: nullable(hex(32)),
  findingCount: whole,
  disallowedFen: sumFen,
  openedAtMs: whole,
});

const standing = record<CaseStanding>({
  state: oneOf(CASE_STATES),
  round: whole,
  opener: actor,
  isNotified: flag,
  dueOn: nullable(text),
  upheldFen: nullable(sumFen),
  orderedFen: nullable(sumFen),
  recoveredFen: sumFen,
  recoveredBeforeFen: sumFen,
  referenceKeys: list(hex(32)),
  stepCount: whole,
  changedAtMs: whole,
});

export const auditCaseCodec = jsonRow<AuditCase>("cases", record<AuditCase>({ head, standing }));

export const caseStepCodec = jsonRow<CaseStep>(
  "caseSteps",
  record<CaseStep>({
    act: oneOf(CASE_ACTS),
    atMs: whole,
    by: actor,
    fen: nullable(fen),
    dueOn: nullable(text),
    isLate: flag,
    claims: list(hex(32)),
    referenceKey: nullable(hex(32)),
    attachmentCount: whole,
    sealed: text,
  }),
);

export const caseFindingCodec = jsonRow<CaseFinding>(
  "caseFindings",
  record<CaseFinding>({ ...keptFindingFields, ordinal: whole }),
);

export const caseRequestCodec = jsonRow<Pick<CaseRequest, "fingerprint" | "auditCase">>(
  "caseRequests",
  record<Pick<CaseRequest, "fingerprint" | "auditCase">>({
    fingerprint: hex(32),
    auditCase: record<CaseId>(caseId),
  }),
);
