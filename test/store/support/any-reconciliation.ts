import type {
  FeedRow,
  KeptFinding,
  ReconciliationRow,
} from "../../../server/domain/reconcile/reconciliation-store.ts";
import { type InstitutionTally, NO_SUMMARY } from "../../../server/domain/reconcile/summary.ts";

export const FEED_ID = "f1".repeat(16);
export const RUN_ID = "a1".repeat(16);

export function anyFeed(change: Partial<FeedRow> = {}): FeedRow {
  return {
    id: FEED_ID,
    name: "claims.csv",
    format: "claims-csv",
    sha256: "ab".repeat(32),
    institution: 7,
    stage: "taken",
    rowCount: 3,
    itemCount: 2,
    faultCount: 1,
    passedOverCount: 0,
    startedAtMs: 1_000,
    ...change,
  };
}

export function anyReconciliation(change: Partial<ReconciliationRow> = {}): ReconciliationRow {
  return {
    id: RUN_ID,
    feed: FEED_ID,
    run: 0,
    name: "claims.csv",
    format: "claims-csv",
    sha256: "ab".repeat(32),
    institutionCode: null,
    requestedBy: 7,
    payerRegion: 330_500,
    stage: "judging",
    rowCount: 3,
    itemCount: 2,
    faultCount: 1,
    passedOverCount: 0,
    judgedRow: 0,
    judgedCount: 0,
    findingCount: 0,
    block: null,
    begunAt: null,
    begunAtMs: null,
    asOf: null,
    digests: null,
    anchoring: null,
    startedAtMs: 2_000,
    endedAtMs: null,
    failure: null,
    summary: NO_SUMMARY,
    ...change,
  };
}

export function anyFinding(change: Partial<KeptFinding> = {}): KeptFinding {
  return {
    claimId: "C000000001",
    row: 1,
    kind: "no_sale",
    verdict: "violation",
    disallowedFen: 925n,
    because: { receiptNumber: "R-1", saleCount: 0 },
    claim: {
      institutionCode: "P33050000001",
      claimedOn: "2026-08-01",
      totalFen: 925n,
      traceCode: "82638371254806120000",
    },
    ...change,
  };
}

export const anyTally: InstitutionTally = {
  institutionCode: "P33050000001",
  claimCount: 2,
  askedFen: 1_850n,
  questionedFen: 925n,
  violatingCount: 1,
  suspectCount: 0,
};
