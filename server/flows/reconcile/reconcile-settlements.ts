import type { FeedSettlement } from "../../domain/reconcile/feeds/feed-item.ts";
import { judgeSettlement } from "../../domain/reconcile/judge-settlement.ts";
import { writtenTraceCode } from "../../domain/trace-code.ts";
import { judgeItems } from "./judge-items.ts";
import type { ItemReconciler } from "./judged-items.ts";
import { salesOfSettlement } from "./sales-of-number.ts";

/** A 3202 file: each settlement is held against what was sold under its number. */
export const reconcileSettlements: ItemReconciler<FeedSettlement> = (ports, asked) =>
  judgeItems(ports, asked, async (told, books) => {
    const { row, institutionCode, totalFen, fundFen } = told;
    const sales = await salesOfSettlement(books, told.settlementId);
    const institution = books.institutionOf(institutionCode)?.id ?? null;
    const [code] = sales.flatMap(({ codes }) => codes);
    const item = {
      row,
      institutionCode,
      // A row names no day; that of the sale is told where there is one.
      claimedOn: sales[0]?.soldOn ?? "",
      totalFen,
      fundFen,
      traceCode: code === undefined ? null : writtenTraceCode(code),
    };
    const isClosed = sales.some(({ person }) => person === "closed");
    return {
      item,
      findings: judgeSettlement(told, { institution, sales }),
      unseen: isClosed ? ["person"] : [],
    };
  });
