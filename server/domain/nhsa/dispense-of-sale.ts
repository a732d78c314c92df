import { sharesOf } from "../money.ts";
import type { DispenseLineRequest, DispenseRequest, SaleWords } from "../requests.ts";
import type { Sale, SaleReturn } from "./message.ts";

/**
 * A line of a receipt is a dispense of its own: the first that comes has the receipt's number, the next ones
 * `number#2`, `number#3` …, so that whoever knows the receipt can enumerate them.
 */
export function receiptDocument(receiptNumber: string, ordinal: number): string {
  return ordinal === 1 ? receiptNumber : `${receiptNumber}#${ordinal}`;
}

/** What a 3505 line asks of the ledger. The till is never named: a receipt's number is the institution's. */
export function dispenseOfSale(sale: Sale, ordinal: number): DispenseRequest {
  const { receiptNumber, soldAtSec, person, prescription } = sale;
  return {
    documentNumber: receiptDocument(receiptNumber, ordinal),
    till: "",
    dispensedAtSec: soldAtSec,
    person: person === null ? null : { scheme: person.scheme, value: person.value },
    identification: person === null ? "none" : "card",
    prescription,
    lines: packLinesOf(sale),
    nhsa: wordsOf(sale),
  };
}

function wordsOf(sale: Sale): SaleWords {
  const { receiptNumber, settlementId, nhsaCode, priceMicros, countE4, lineFen, expiresOn, sentAtSec } = sale;
  return {
    receiptNumber,
    settlementId,
    nhsaCode,
    priceMicros: priceMicros.toString(),
    countE4: countE4.toString(),
    lineFen: lineFen.toString(),
    expiresOn,
    sentAtSec,
  };
}

/**
 * The packs of a line with their share of its amount, to the fen; of a split pack the units with all of it.
 */
export function packLinesOf(line: Sale | SaleReturn): DispenseLineRequest[] {
  const { quantity, traceCodes, lineFen } = line;
  const shares = sharesOf(lineFen, traceCodes.length);
  return traceCodes.map((code, at) => ({
    code,
    units: quantity.of === "units" ? quantity.unitCount : null,
    priceFen: (shares[at] ?? 0n).toString(),
  }));
}
