import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import { requireNoFaults } from "../../domain/line-fault.ts";
import { dispenseOfSale, packLinesOf, receiptDocument } from "../../domain/nhsa/dispense-of-sale.ts";
import type { Sale } from "../../domain/nhsa/message.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { sealDocument } from "../document-codec.ts";
import { checkDispenseLines } from "../take/check-dispense-lines.ts";
import { type NamedLine, resolveCodes } from "../take/resolve-codes.ts";
import { type Decision, type Judging, requireInstitution, STANDING, viewAt } from "./decide.ts";
import { requireProduct } from "./require-product.ts";

/** Lines of one receipt. */
const RECEIPT_LINES_MAX = 200;
const NO_COMMITMENT: Hex32 = `0x${"0".repeat(64)}`;

/** A line of a receipt becomes one dispense under the receipt's next free number (ADR 0016). */
export async function decideSale(on: Judging, code: string, sale: Sale): Promise<Decision> {
  const seller = await requireInstitution(on, code);
  const named = await namePacks(on, seller, sale);
  const place = await placeOf(on, { seller: seller.id, sale, named });
  if (place === "standing") return STANDING;
  await requireSellable(on, { seller, sale, named });
  const { ports } = on;
  const { vault } = ports.take;
  const request = dispenseOfSale(sale, place.ordinal);
  const { documentKey } = place;
  const person = request.person === null ? null : await vault.commitPerson(request.person, documentKey);
  const opening = sealDocument(vault, {
    documentKey,
    person: person?.sealedOpening ?? null,
    words: {
      number: request.documentNumber,
      till: "",
      prescription: sale.prescription,
      codes: named.map((line) => line.code),
      ...(request.nhsa === undefined ? {} : { nhsa: request.nhsa }),
    },
  });
  const body = {
    documentKey,
    dispensedAtSec: sale.soldAtSec,
    identification: request.identification,
    personCommitment: person?.commitment ?? NO_COMMITMENT,
    lines: linesOf(sale, named),
  };
  return { is: "steps", steps: [{ is: "dispense", for: seller.id, body, opening }], name: null };
}

async function namePacks(on: Judging, seller: InstitutionRow, sale: Sale): Promise<readonly NamedLine[]> {
  const { ports, about } = on;
  const codes = sale.traceCodes.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const { named, faults } = await resolveCodes(codes, { view: on.view, vault: ports.take.vault });
  about.packs.push(...named.map(({ packs: [pack] }) => pack));
  await requireProduct(on, { institution: seller.id, words: sale, named });
  requireNoFaults(faults);
  return named;
}

async function requireSellable(
  on: Judging,
  of: { readonly seller: InstitutionRow; readonly sale: Sale; readonly named: readonly NamedLine[] },
): Promise<void> {
  const { seller, sale, named } = of;
  if (seller.kind !== "pharmacy" && seller.kind !== "hospital") {
    fail("institution-kind-not-allowed", { institution: seller.id, kind: seller.kind });
  }
  const lines = packLinesOf(sale);
  const asked = named.map((line) => ({
    ...line,
    units: lines[line.line - 1]?.units ?? null,
    dispensedAtSec: sale.soldAtSec,
  }));
  const view = viewAt(on.view, sale.soldAtSec);
  requireNoFaults(await checkDispenseLines(view, { institution: seller.id, lines: asked }));
}

function linesOf(sale: Sale, named: readonly NamedLine[]) {
  const lines = packLinesOf(sale);
  return named.map(({ line, packs: [{ batch, index }] }) => {
    const asked = lines[line - 1];
    if (asked === undefined) throw new Error("a pack without its line");
    return { batch, index, units: asked.units ?? 0, priceFen: asked.priceFen };
  });
}

type Place = { readonly documentKey: Hex32; readonly ordinal: number };

/** The receipt's next free number; a line that stands under one of them came twice. */
async function placeOf(
  on: Judging,
  of: { readonly seller: InstitutionId; readonly sale: Sale; readonly named: readonly NamedLine[] },
): Promise<Place | "standing"> {
  const { seller, sale, named } = of;
  const own = wordsOf(linesOf(sale, named));
  for (let ordinal = 1; ordinal <= RECEIPT_LINES_MAX; ordinal += 1) {
    const documentKey = receiptKey(on, {
      seller,
      number: receiptDocument(sale.receiptNumber, ordinal),
      day: sale.soldOn,
    });
    const row = await on.view.dispenseByDocument(seller, documentKey);
    if (row === null) return { documentKey, ordinal };
    if (row.dispensedAtSec === sale.soldAtSec && wordsOfRow(row) === own) return "standing";
  }
  return fail("request-size-wrong", { what: "lines of the receipt", max: RECEIPT_LINES_MAX });
}

export function receiptKey(
  on: Judging,
  of: { readonly seller: InstitutionId; readonly number: string; readonly day: string },
): Hex32 {
  const { seller, number, day } = of;
  return on.ports.take.vault.documentKey(seller, { kind: "dispense", number, businessDay: day, till: "" });
}

function wordsOfRow({ lines }: DispenseRow): string {
  return wordsOf(lines.map((line) => ({ ...line, priceFen: line.priceFen.toString() })));
}

function wordsOf(lines: ReturnType<typeof linesOf>): string {
  return lines
    .map(({ batch, index, units, priceFen }) => `${batch} ${index} ${units} ${priceFen}`)
    .sort()
    .join("\n");
}
