import { businessDayOf } from "../../domain/business-day.ts";
import type { FeedReturn } from "../../domain/reconcile/feeds/feed-item.ts";
import { judgeReturn } from "../../domain/reconcile/judge-return.ts";
import type { SaleFact } from "../../domain/reconcile/sale-fact.ts";
import { writtenTraceCode } from "../../domain/trace-code.ts";
import { type InstitutionBooks, judgeItems } from "./judge-items.ts";
import type { ItemReconciler } from "./judged-items.ts";
import { salesOfReceipt } from "./sales-of-number.ts";

/** A feed of 3506: each return must stand on the ledger. */
export const reconcileReturns: ItemReconciler<FeedReturn> = (ports, asked) =>
  judgeItems(ports, asked, async (back, books) => {
    const { row, institutionCode, returnedOn: claimedOn, lineFen: totalFen, traceCodes } = back;
    const [first] = traceCodes;
    const traceCode = first === undefined ? null : writtenTraceCode(first);
    const findings = judgeReturn(back, {
      isInstitutionKnown: books.institutionOf(institutionCode) !== null,
      sales: await salesOf(books, back),
      dayOf: (atSec) => businessDayOf(atSec, ports.zone),
    });
    const item = { row, institutionCode, claimedOn, totalFen, fundFen: null, traceCode };
    return { item, findings, unseen: [] };
  });

async function salesOf(books: InstitutionBooks, back: FeedReturn): Promise<readonly SaleFact[]> {
  const institution = books.institutionOf(back.institutionCode);
  return institution === null ? [] : salesOfReceipt(books, institution.id, back.receiptNumber);
}
