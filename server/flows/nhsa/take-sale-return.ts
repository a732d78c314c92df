import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import { packLinesOf } from "../../domain/nhsa/dispense-of-sale.ts";
import type { SaleReturn } from "../../domain/nhsa/message.ts";
import { triedReturn } from "../../domain/nhsa/read-tried-message.ts";
import type { DispenseLineRequest } from "../../domain/requests.ts";
import type { NamedLine } from "../take/resolve-codes.ts";
import { takeReversal } from "../take/take-reversal.ts";
import { judgePacks } from "./judge-packs.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineCall, LineFlow } from "./nhsa-ports.ts";
import { RECEIPT_LINES_MAX, receiptKeys } from "./take-sale.ts";

/** 3506: takes back packs or units of the sale that the receipt's number and the codes name together. */
export const takeSaleReturn: LineFlow<SaleReturn> = async (call, line) => {
  const { principal } = call;
  const found = await judgePacks(
    call,
    { operation: "reverse-dispense", traceCodes: line.traceCodes, tried: [triedReturn(line)] },
    async (view, resolved) => {
      requireNoFaults(resolved.faults);
      const sale = await findSale(view, call, { line, packs: resolved.named });
      return { sale, packs: resolved.named };
    },
  );
  const command = await takeReversal(takeAsMessage(call), {
    principal,
    request: {
      dispense: found.sale.id,
      documentNumber: call.documentNumber,
      till: "",
      reversedAtSec: line.returnedAtSec,
      lines: refundsOf(line, found),
    },
    idempotencyKey: call.key,
  });
  return { command, warnings: [] };
};

/**
 * The dispense of this institution that handed over all of the packs on that receipt. One that came back
 * whole already is answered only when there is no other: the take then says what became of it.
 */
async function findSale(
  view: LedgerView,
  call: LineCall,
  asked: { readonly line: SaleReturn; readonly packs: readonly NamedLine[] },
): Promise<DispenseRow> {
  const [first = [], ...others] = await salesOfEach(view, call, asked);
  const rows = first.filter(({ id }) => others.every((own) => own.some((row) => row.id === id)));
  const standing: DispenseRow[] = [];
  for (const row of rows) {
    if ((await view.aftermathOf(row.id)).state !== "reversed") standing.push(row);
  }
  if (standing.length > 1) fail("sale-ambiguous", { saleCount: standing.length });
  const [sale] = standing.length > 0 ? standing : rows;
  return sale ?? fail("sale-ambiguous", { saleCount: asked.packs.length });
}

/** For each pack its sales on that receipt; a pack without any is told. */
async function salesOfEach(
  view: LedgerView,
  call: LineCall,
  { line, packs }: { readonly line: SaleReturn; readonly packs: readonly NamedLine[] },
): Promise<readonly (readonly DispenseRow[])[]> {
  const sales: (readonly DispenseRow[])[] = [];
  for (const pack of packs) {
    const sold = await salesOf(view, call, pack);
    const own = sold.filter((row) => isOfReceipt(call, line.receiptNumber, row));
    if (own.length === 0) fail("sale-unknown", { pack: pack.code, isSoldHere: sold.length > 0 });
    sales.push(own);
  }
  return sales;
}

async function salesOf(view: LedgerView, call: LineCall, { packs }: NamedLine): Promise<DispenseRow[]> {
  const rows: DispenseRow[] = [];
  for (const pack of packs) {
    for (const id of (await view.pack(pack)).dispenses) {
      const row = await view.dispense(id);
      if (row?.institution === call.principal.institution) rows.push(row);
    }
  }
  return rows;
}

/** Receipt numbers restart daily: the number counts on the day on which the sale stands. */
function isOfReceipt(call: LineCall, receiptNumber: string, row: DispenseRow): boolean {
  const { institution } = call.principal;
  const keyOf = receiptKeys(call.ports, { institution, receiptNumber, atSec: row.dispensedAtSec });
  for (let ordinal = 1; ordinal <= RECEIPT_LINES_MAX; ordinal += 1) {
    if (keyOf(ordinal) === row.documentKey) return true;
  }
  return false;
}

/**
 * What is given back for each pack. Shares of a line that does not divide differ by a fen, and a return of
 * some of its packs may not give back more than they cost: within a fen it is what the pack was sold at.
 */
function refundsOf(
  line: SaleReturn,
  { sale, packs }: { readonly sale: DispenseRow; readonly packs: readonly NamedLine[] },
): DispenseLineRequest[] {
  return packLinesOf(line).map((asked, at) => {
    const candidates = packs.find((each) => each.line === at + 1)?.packs ?? [];
    const sold = sale.lines.find(({ batch, index }) =>
      candidates.some((pack) => pack.batch === batch && pack.index === index),
    );
    if (sold === undefined) return asked;
    const apartFen = BigInt(asked.priceFen) - sold.priceFen;
    const isSoldPrice = apartFen >= -1n && apartFen <= 1n && sold.units === (asked.units ?? 0);
    return isSoldPrice ? { ...asked, priceFen: sold.priceFen.toString() } : asked;
  });
}
