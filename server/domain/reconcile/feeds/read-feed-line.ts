import type { FeedFormat, FeedLine } from "./feed-format.ts";
import { faulty, type LineReading } from "./feed-item.ts";
import { readClaimRow } from "./read-claim-row.ts";
import { readReturnMessage, readSaleMessage } from "./read-sales.ts";
import { readSettlementMessage } from "./read-settlement.ts";
import { readSettlementRow } from "./read-settlement-row.ts";
import { readTotalsMessage } from "./read-totals.ts";

/** What a line of a feed says, by the feed's format; what is wrong with it is told, not thrown. */
export function readFeedLine(
  line: FeedLine,
  feed: { readonly format: FeedFormat; readonly institutionCode: string | null },
): LineReading {
  if (!("text" in line)) return faulty([{ row: line.row, path: "", problem: line.fault }]);
  const { row, text } = line;
  switch (feed.format) {
    case "claims-csv":
    case "claims-ndjson":
      return readClaimRow(row, text);
    case "nhsa-2102":
      return readSettlementMessage(row, text);
    case "nhsa-3505":
      return readSaleMessage(row, text);
    case "nhsa-3506":
      return readReturnMessage(row, text);
    case "nhsa-3201":
      return readTotalsMessage(row, text);
    case "nhsa-3202":
      return readSettlementRow(row, text, feed.institutionCode ?? "");
  }
}
