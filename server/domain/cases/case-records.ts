import type { Hex32, InstitutionId, RegionCode } from "../ids.ts";
import type { Page, PageRequest } from "../ledger-view.ts";
import type { AuditCase, CaseFinding, CaseHead, CaseStep } from "./audit-case.ts";
import type { CaseId } from "./case-number.ts";

/** Whose list of cases: everything, a region's, or an institution's own. */
export type CaseViewer =
  | { readonly is: "all" }
  | { readonly is: "region"; readonly region: RegionCode }
  | { readonly is: "institution"; readonly institution: InstitutionId };

/** A request that was done: sent again it is answered, and done no second time. */
export type CaseRequest = {
  readonly institution: InstitutionId;
  readonly key: string;
  /** Keyed hash of what was asked. */
  readonly fingerprint: Hex32;
  readonly auditCase: CaseId;
};

/** One step with everything that follows from it; one synced write. */
export type CaseChange = {
  readonly auditCase: AuditCase;
  readonly step: CaseStep;
  /** Of a case that is opened by it. */
  readonly findings: readonly CaseFinding[];
  readonly request: Omit<CaseRequest, "auditCase">;
};

/** Audit cases; nothing derives them, so they lie beside the commands. */
export type CaseRecords = {
  /** On the disk when it resolves. */
  commit(change: CaseChange): Promise<void>;
  /** The number that follows the last one of the region's year. */
  nextOrdinal(region: RegionCode, year: number): Promise<number>;
  auditCase(id: CaseId): Promise<AuditCase | null>;
  /** In their order. */
  steps(id: CaseId): Promise<readonly CaseStep[]>;
  findings(id: CaseId): Promise<readonly CaseFinding[]>;
  /** Newest first. */
  cases(viewer: CaseViewer, page: PageRequest): Promise<Page<AuditCase>>;
  /** Heads of cases that wait for a day, in no order of days. */
  waiting(): AsyncIterable<AuditCase>;
  /** The case that is about a finding; null when none is. */
  caseOfFinding(reconciliation: string, ordinal: number): Promise<CaseId | null>;
  /** Findings of a reconciliation that cases are about, in the order of the findings. */
  casesOfFindings(
    reconciliation: string,
  ): AsyncIterable<{ readonly ordinal: number; readonly auditCase: CaseId }>;
  request(institution: InstitutionId, key: string): Promise<CaseRequest | null>;
};

/** Who lists a case: told from the case alone, so that a list can not differ from who may see it. */
export function viewersOf({ head, standing }: AuditCase): readonly CaseViewer[] {
  const { region, fundRegion, institution } = head;
  const regions = new Set([region, fundRegion, institution.region].filter((each) => each !== null));
  const viewers: CaseViewer[] = [
    { is: "all" },
    ...[...regions].map((each) => ({ is: "region" as const, region: each })),
  ];
  if (standing.isNotified && institution.id !== null) {
    viewers.push({ is: "institution", institution: institution.id });
  }
  return viewers;
}

/** What partyOf looks at. */
export function scopeOf({ head, standing }: AuditCase): Pick<
  CaseHead,
  "region" | "fundRegion" | "institution"
> & {
  readonly isNotified: boolean;
} {
  const { region, fundRegion, institution } = head;
  return { region, fundRegion, institution, isNotified: standing.isNotified };
}
