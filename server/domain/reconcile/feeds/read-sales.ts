import type { NhsaMessageOf, Sale, SaleReturn } from "../../nhsa/message.ts";
import { parseNhsaMessage } from "../../nhsa/parse-message.ts";
import type { FeedClaim } from "../feed-claim.ts";
import { comparableCode } from "./comparable-code.ts";
import { type FeedItem, faulty, type LineReading } from "./feed-item.ts";
import { faultsOfMessage, otherKind } from "./message-faults.ts";
import { regionOf } from "./message-words.ts";

/**
 * nhsa-3505: what was settled at the counter (mdtrt_setl_type 1) is what the fund was asked for. Lines of one
 * receipt make one claim; a cash sale is none.
 */
export function readSaleMessage(row: number, text: string): LineReading {
  const parsed = parseNhsaMessage(text);
  if (!parsed.ok) return faulty(faultsOfMessage(row, parsed.faults));
  const { message } = parsed;
  if (message.kind !== "3505") return faulty([otherKind(row, "3505", message.kind)]);
  const settled = message.lines.filter(({ isSettled }) => isSettled);
  return {
    items: settled.map((sale) => claimOfSale(message, { sale, row })),
    faults: [],
    passedOver: message.lines.length - settled.length,
  };
}

/** nhsa-3506: each line is a return that the ledger must know. */
export function readReturnMessage(row: number, text: string): LineReading {
  const parsed = parseNhsaMessage(text);
  if (!parsed.ok) return faulty(faultsOfMessage(row, parsed.faults));
  const { message } = parsed;
  if (message.kind !== "3506") return faulty([otherKind(row, "3506", message.kind)]);
  return { items: message.lines.map((back) => returnOf(message, { back, row })), faults: [], passedOver: 0 };
}

function claimOfSale(
  { envelope }: NhsaMessageOf<"3505", Sale>,
  { sale, row }: { readonly sale: Sale; readonly row: number },
): FeedItem {
  const { institutionCode, insuredArea, msgid } = envelope;
  const { person, receiptNumber, settlementId, soldOn } = sale;
  const claim: FeedClaim = {
    row,
    claimId: settlementId ?? receiptNumber,
    channel: "direct",
    settlementId,
    receiptNumber,
    institutionCode,
    person: person === null ? null : { scheme: person.scheme, value: person.value },
    insuredRegion: regionOf(insuredArea),
    claimedOn: soldOn,
    traceCodes: sale.traceCodes.map(comparableCode),
    totalFen: sale.lineFen,
    fundFen: null,
  };
  const group = [institutionCode, settlementId, receiptNumber, soldOn].join("\n");
  return { is: "claim", claim, group, part: partOf(msgid, sale) };
}

/**
 * Whole packs name their line, whatever message brings it: a receipt hands none over twice. Units of an
 * opened pack may stand in several lines, so there the message tells them apart.
 */
function partOf(msgid: string, { quantity, stockNumber, sku, traceCodes, countE4 }: Sale): string {
  const goods = [sku, stockNumber, countE4, ...traceCodes];
  return (quantity.of === "packs" ? goods : [msgid, ...goods]).join("\n");
}

function returnOf(
  { envelope }: NhsaMessageOf<"3506", SaleReturn>,
  { back, row }: { readonly back: SaleReturn; readonly row: number },
): FeedItem {
  const { msgid, institutionCode } = envelope;
  const { receiptNumber, returnedAtSec, returnedOn, lineFen } = back;
  const traceCodes = back.traceCodes.map(comparableCode);
  return {
    is: "return",
    item: { row, msgid, institutionCode, receiptNumber, returnedAtSec, returnedOn, traceCodes, lineFen },
  };
}
