import type { Facts } from "../failure.ts";
import type { FeedTotals } from "./feeds/feed-item.ts";
import type { Finding } from "./finding.ts";
import type { Statement, StatementFigures, StatementResult } from "./summary.ts";

/** Count and sums of a period, the ledger's beside the institution's, with the platform's word for it. */
export function compareTotals(told: FeedTotals, ledger: StatementFigures): Statement {
  const { row, institutionCode, fromDay, toDay, isRefund } = told;
  const { settlementCount, totalFen, fundFen, accountFen } = told;
  return {
    row,
    institutionCode,
    fromDay,
    toDay,
    isRefund,
    result: resultOf(told, ledger),
    told: { settlementCount, totalFen, fundFen, accountFen },
    ledger,
  };
}

/**
 * 3201 对总账: where sums differ somebody looks at the details (3202): a sum accuses no settlement. Null: the
 * ledger knows no such institution.
 */
export function judgeTotals(told: FeedTotals, statement: Statement | null): readonly Finding[] {
  const { row, msgid, institutionCode } = told;
  const suspect = { claimId: msgid, row, verdict: "suspect", disallowedFen: 0n } as const;
  if (statement === null) {
    return [{ ...suspect, kind: "unknown_institution", because: { institution: institutionCode } }];
  }
  const { result, fromDay, toDay, isRefund } = statement;
  if (result === "000000") return [];
  const figures = { told: factsOf(statement.told), ledger: factsOf(statement.ledger) };
  const because: Facts = { statementResult: result, fromDay, toDay, isRefund, ...figures };
  return [{ ...suspect, kind: "totals_differ", because }];
}

function resultOf(told: FeedTotals, ledger: StatementFigures): StatementResult {
  if (told.settlementCount > ledger.settlementCount) return "000102";
  if (told.settlementCount < ledger.settlementCount) return "000101";
  const isSame =
    told.totalFen === ledger.totalFen &&
    (ledger.fundFen === null || told.fundFen === ledger.fundFen) &&
    (ledger.accountFen === null || told.accountFen === ledger.accountFen);
  return isSame ? "000000" : "000103";
}

function factsOf({ settlementCount, totalFen, fundFen, accountFen }: StatementFigures): Facts {
  return {
    settlementCount,
    totalFen: totalFen.toString(),
    fundFen: fundFen?.toString() ?? null,
    accountFen: accountFen?.toString() ?? null,
  };
}
