import type { StockRow } from "./drug-rows.ts";

/** What the mass balance 进销存 counts, without whose stock it is. */
export type StockCounts = Omit<StockRow, "institution" | "batch" | "product">;

/** Whole packs that are there and may be sold or shipped: everything that came minus everything that went. */
export function onHandOf(row: StockCounts): number {
  const came = row.madeCount + row.declaredCount + row.receivedCount + row.cameBackCount;
  const wentOn = row.shippedCount + row.writtenOffCount;
  const handedOver = row.dispensedCount + row.openedCount - row.returnedCount;
  return came - wentOn - handedOver;
}

/** The counts of several rows together, of all batches of a product for one. */
export function stockTotalOf(rows: readonly StockCounts[]): StockCounts {
  const total = (countOf: (row: StockCounts) => number): number =>
    rows.reduce((sum, row) => sum + countOf(row), 0);
  return {
    madeCount: total((row) => row.madeCount),
    declaredCount: total((row) => row.declaredCount),
    receivedCount: total((row) => row.receivedCount),
    shippedCount: total((row) => row.shippedCount),
    cameBackCount: total((row) => row.cameBackCount),
    lostCount: total((row) => row.lostCount),
    dispensedCount: total((row) => row.dispensedCount),
    openedCount: total((row) => row.openedCount),
    returnedCount: total((row) => row.returnedCount),
    frozenCount: total((row) => row.frozenCount),
    writtenOffCount: total((row) => row.writtenOffCount),
    unitsDispensedCount: total((row) => row.unitsDispensedCount),
    unitsReturnedCount: total((row) => row.unitsReturnedCount),
    unitsWrittenOffCount: total((row) => row.unitsWrittenOffCount),
  };
}
