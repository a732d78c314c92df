import type {
  AuditCase,
  CaseActor,
  CaseStanding,
  CaseStep,
} from "../../../../server/domain/cases/audit-case.ts";
import { standingAtOpening } from "../../../../server/domain/cases/case-standing.ts";
import type { CaseAct } from "../../../../server/domain/cases/case-states.ts";

export const OPENER: CaseActor = { institution: 7, principal: "clerk 1", role: "bureau" };
export const ANOTHER: CaseActor = { institution: 7, principal: "clerk 2", role: "bureau" };

/** A case whose findings disallow 1,000 fen. */
export function anyCase(change: Partial<CaseStanding>): AuditCase {
  return {
    head: {
      region: 330_500,
      year: 2026,
      ordinal: 1,
      institution: { code: "P33050000001", id: 5, region: 330_500 },
      fundRegion: 330_500,
      reconciliation: "a1".repeat(16),
      asOf: { block: 9, blockHash: `0x${"77".repeat(32)}` },
      findingsDigest: null,
      findingCount: 1,
      disallowedFen: 1_000n,
      openedAtMs: 1_000,
    },
    standing: { ...standingAtOpening({ by: OPENER, atMs: 1_000 }), isNotified: true, ...change },
  };
}

export function anyStep(act: CaseAct): CaseStep {
  return {
    act,
    atMs: 2_000,
    by: ANOTHER,
    fen: null,
    dueOn: null,
    isLate: false,
    claims: [],
    referenceKey: null,
    attachmentCount: 0,
    sealed: "sealed",
  };
}
