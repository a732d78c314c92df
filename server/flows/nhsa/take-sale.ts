import { businessDayOf } from "../../domain/business-day.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import { dispenseOfSale, packLinesOf, receiptDocument } from "../../domain/nhsa/dispense-of-sale.ts";
import type { Sale } from "../../domain/nhsa/message.ts";
import { triedSale } from "../../domain/nhsa/read-tried-message.ts";
import { resolveCodes } from "../take/resolve-codes.ts";
import { keepRefusal } from "../take/submit-once.ts";
import { takeDispense } from "../take/take-dispense.ts";
import { sealTried } from "../tried-words.ts";
import { judgeProducts } from "./judge-products.ts";
import { takeAsMessage } from "./message-once.ts";
import type { LineCall, LineFlow, NhsaPorts } from "./nhsa-ports.ts";
import { settledAlready } from "./settled-already.ts";

/** Lines of one receipt; a line of a receipt that has more is told so. */
export const RECEIPT_LINES_MAX = 200;

/** 3505: one line of a receipt becomes one dispense under the next free number of the receipt. */
export const takeSale: LineFlow<Sale> = async (call, sale) => {
  const place = await keepRefusal(
    call.ports.take,
    {
      principal: call.principal,
      operation: "record-dispenses",
      bodyHash: call.fingerprint,
      tried: () => sealTried(call.ports.take.vault, { bodyHash: call.fingerprint, lines: [triedSale(sale)] }),
    },
    (named) =>
      call.ports.take.reader.view(async (view) => {
        await judgeProducts(view, call, { words: sale, named });
        return findPlace(view, call, sale);
      }),
  );
  if (place.standing !== null) return { command: null, warnings: [REPEATED] };
  const { documentKey, ordinal } = place;
  const { pending, take } = call.ports;
  const done = (): void => void pending.delete(documentKey);
  try {
    const note = {
      stock: stockWord(call, sale.stockNumber),
      codes: take.vault.seal(JSON.stringify(sale.traceCodes)),
    };
    const command = await takeDispense(takeAsMessage(call, note), {
      principal: call.principal,
      request: dispenseOfSale(sale, ordinal),
      idempotencyKey: call.key,
    });
    return { command, warnings: [], done };
  } catch (error) {
    done();
    throw error;
  }
};

const REPEATED = "该销售行已登记，未重复入账";

/** The institution's own lot number as a deletion finds it again: keyed, because it is nobody else's. */
export function stockWord({ ports, principal }: LineCall, stockNumber: string): Hex32 {
  return ports.take.vault.hashBody(principal.institution, canonicalJson({ nhsaStock: stockNumber }));
}

/** The document keys under which a receipt's dispenses stand, in their order. */
export function receiptKeys(
  { take }: Pick<NhsaPorts, "take">,
  receipt: { readonly institution: InstitutionId; readonly receiptNumber: string; readonly atSec: number },
): (ordinal: number) => Hex32 {
  const businessDay = businessDayOf(receipt.atSec, take.zone);
  return (ordinal) =>
    take.vault.documentKey(receipt.institution, {
      kind: "dispense",
      number: receiptDocument(receipt.receiptNumber, ordinal),
      businessDay,
      till: "",
    });
}

type FoundPlace =
  | { readonly standing: DispenseRow }
  | { readonly standing: null; readonly documentKey: Hex32; readonly ordinal: number };

/**
 * The receipt's next free number, reserved until its command has ended: two lines of one receipt may come at
 * once. Or the dispense that this line made when it came under another msgid.
 */
async function findPlace(view: LedgerView, call: LineCall, sale: Sale): Promise<FoundPlace> {
  const { institution } = call.principal;
  const { pending } = call.ports;
  const { receiptNumber, soldAtSec: atSec } = sale;
  const settled = await settledAlready(view, call.ports.take.vault, { institution, sale });
  if (settled !== null) return { standing: settled };
  const keyOf = receiptKeys(call.ports, { institution, receiptNumber, atSec });
  let own: string | null = null;
  for (let ordinal = 1; ordinal <= RECEIPT_LINES_MAX; ordinal += 1) {
    const documentKey = keyOf(ordinal);
    if (pending.has(documentKey)) continue;
    const row = await view.dispenseByDocument(institution, documentKey);
    if (row !== null) {
      own ??= await wordsOfSale(view, call, sale);
      if (wordsOfRow(row) === own) return { standing: row };
    } else if (!pending.has(documentKey)) {
      pending.add(documentKey);
      return { standing: null, documentKey, ordinal };
    }
  }
  return fail("request-size-wrong", {
    what: "lines of the receipt",
    count: RECEIPT_LINES_MAX + 1,
    max: RECEIPT_LINES_MAX,
  });
}

/** Packs, units and amounts as one text; a sale that names an unknown pack is like none that stands. */
async function wordsOfSale(view: LedgerView, call: LineCall, sale: Sale): Promise<string> {
  const lines = packLinesOf(sale);
  const codes = lines.map(({ code }, at) => ({ text: code, line: at + 1, group: 0 }));
  const { named, faults } = await resolveCodes(codes, { view, vault: call.ports.take.vault });
  requireNoFaults(faults);
  return named
    .map(({ line, packs: [pack] }) => {
      const asked = lines[line - 1];
      return `${pack.batch} ${pack.index} ${asked?.units ?? 0} ${asked?.priceFen ?? ""}`;
    })
    .sort()
    .join("\n");
}

function wordsOfRow({ lines }: DispenseRow): string {
  return lines
    .map(({ batch, index, units, priceFen }) => `${batch} ${index} ${units} ${priceFen}`)
    .sort()
    .join("\n");
}
