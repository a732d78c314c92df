import type { Facts } from "../failure.ts";
import type { FeedTotals } from "./feeds/feed-item.ts";
import type { Finding } from "./finding.ts";

/** What the ledger sums up to for an institution and a period. */
export type LedgerTotals = {
  readonly settlementCount: number;
  readonly totalFen: bigint;
  /** Null where not every settlement was awarded on this ledger: then nobody here knows. */
  readonly fundFen: bigint | null;
  readonly accountFen: bigint | null;
};

/** The platform's word for how two sums stand to each other, stmt_rslt. */
export type StatementResult = "000000" | "000101" | "000102" | "000103";

/**
 * 3201 对总账: count and sums of a period, the ledger's beside the institution's. Where they differ somebody
 * looks at the details (3202): a sum accuses no settlement.
 */
export function judgeTotals(told: FeedTotals, ledger: LedgerTotals | null): readonly Finding[] {
  const { row, msgid, institutionCode } = told;
  const suspect = { claimId: msgid, row, verdict: "suspect", disallowedFen: 0n } as const;
  if (ledger === null) {
    return [{ ...suspect, kind: "unknown_institution", because: { institution: institutionCode } }];
  }
  const result = resultOf(told, ledger);
  if (result === "000000") return [];
  const because: Facts = {
    statementResult: result,
    fromDay: told.fromDay,
    toDay: told.toDay,
    isRefund: told.isRefund,
    told: figures(told),
    ledger: figures(ledger),
  };
  return [{ ...suspect, kind: "totals_differ", because }];
}

function resultOf(told: FeedTotals, ledger: LedgerTotals): StatementResult {
  if (told.settlementCount > ledger.settlementCount) return "000102";
  if (told.settlementCount < ledger.settlementCount) return "000101";
  const isSame =
    told.totalFen === ledger.totalFen &&
    (ledger.fundFen === null || told.fundFen === ledger.fundFen) &&
    (ledger.accountFen === null || told.accountFen === ledger.accountFen);
  return isSame ? "000000" : "000103";
}

function figures({ settlementCount, totalFen, fundFen, accountFen }: LedgerTotals): Facts {
  return {
    settlementCount,
    totalFen: totalFen.toString(),
    fundFen: fundFen?.toString() ?? null,
    accountFen: accountFen?.toString() ?? null,
  };
}
