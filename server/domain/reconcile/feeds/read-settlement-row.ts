import type { FeedFault } from "../feed-claim.ts";
import { faulty, type LineReading } from "./feed-item.ts";
import { fenOfYuan } from "./message-words.ts";

/**
 * The columns of a 3202 file, separated by tabs, without a head; empty is `null`. What the eighth says is not
 * known.
 */
export const SETTLEMENT_COLUMNS = [
  "setl_id",
  "mdtrt_id",
  "psn_no",
  "medfee_sumamt",
  "fund_pay_sumamt",
  "acct_pay",
  "refd_setl_flag",
  "column_8",
] as const;

/** nhsa-3202: one settlement. The file names no institution, so who asks says whose it is. */
export function readSettlementRow(row: number, text: string, institutionCode: string): LineReading {
  const cells = text
    .replace(/^\uFEFF/, "")
    .split("\t")
    .map(cellOf);
  if (cells.length !== SETTLEMENT_COLUMNS.length) {
    return faulty([{ row, path: "", problem: `${cells.length} columns, not ${SETTLEMENT_COLUMNS.length}` }]);
  }
  const faults: FeedFault[] = [];
  const [settlementId, , person, total, fund, account, refund] = cells;
  const isRefund = refund === "1";
  const tell = (path: (typeof SETTLEMENT_COLUMNS)[number], problem: string): void => {
    faults.push({ row, path, problem });
  };
  const amount = (name: (typeof SETTLEMENT_COLUMNS)[number], cell: string | null | undefined): bigint => {
    const fen = fenOfYuan(unsigned(cell ?? "", isRefund));
    if (fen === null) tell(name, "not-a-decimal");
    return fen ?? 0n;
  };
  if (settlementId == null || settlementId.length > 64) tell("setl_id", "missing");
  if (refund !== "0" && refund !== "1") tell("refd_setl_flag", "unknown-value");
  const item = {
    row,
    institutionCode,
    settlementId: settlementId ?? "",
    person: person == null ? null : { scheme: "psn-no", value: person },
    totalFen: amount("medfee_sumamt", total),
    fundFen: amount("fund_pay_sumamt", fund),
    accountFen: amount("acct_pay", account),
    isRefund,
  };
  return faults.length > 0
    ? faulty(faults)
    : { items: [{ is: "settlement", item }], faults: [], passedOver: 0 };
}

function cellOf(cell: string): string | null {
  const text = cell.trim();
  return text === "" || text === "null" ? null : text;
}

/** Refunds carry negative amounts. */
function unsigned(text: string, isRefund: unknown): string {
  return isRefund === true ? text.replace(/^-/, "") : text;
}
