import { businessDayOf } from "../../domain/business-day.ts";
import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { Hex32, InstitutionId, PackRef } from "../../domain/ids.ts";
import { instantText } from "../../domain/instant.ts";
import { judgeReturnLine, standingLines } from "../../domain/judge-return-line.ts";
import { type LineFault, requireNoFaults } from "../../domain/line-fault.ts";
import { packLinesOf, receiptDocument } from "../../domain/nhsa/dispense-of-sale.ts";
import type { SaleReturn } from "../../domain/nhsa/message.ts";
import type { InstitutionRow } from "../../domain/read-model.ts";
import { limitsOf } from "../../domain/region-limits.ts";
import { sealDocument } from "../document-codec.ts";
import { type NamedLine, resolveCodes } from "../take/resolve-codes.ts";
import { type Decision, type Judging, recordOf, requireInstitution, STANDING, viewAt } from "./decide.ts";
import { receiptKey } from "./decide-sale.ts";
import { requireProduct } from "./require-product.ts";

/** Ordinals of one receipt that are tried when a return names it. */
const RECEIPT_LINES_MAX = 200;

type Returned = {
  readonly seller: InstitutionRow;
  readonly back: SaleReturn;
  readonly named: readonly NamedLine[];
  readonly dispense: DispenseRow;
};

/** What comes back of a sale: the newest dispense of the pack under the receipt that the message names. */
export async function decideReturn(
  on: Judging,
  message: { readonly institutionCode: string; readonly msgid: string },
  back: SaleReturn,
): Promise<Decision> {
  const { vault } = on.ports.take;
  const seller = await requireInstitution(on, message.institutionCode);
  const codes = back.traceCodes.map((text, at) => ({ text, line: at + 1, group: 0 }));
  const { named, faults } = await resolveCodes(codes, { view: on.view, vault });
  on.about.packs.push(...named.map(({ packs: [pack] }) => pack));
  await requireProduct(on, { institution: seller.id, words: back, named });
  requireNoFaults(faults);
  const dispense = await findDispense(on, { seller: seller.id, back, named });
  const documentKey = vault.documentKey(seller.id, {
    kind: "reversal",
    number: message.msgid,
    businessDay: back.returnedOn,
    till: "",
  });
  const { reversals } = await on.view.aftermathOf(dispense.id);
  if (reversals.some((each) => each.documentKey === documentKey)) return STANDING;
  await requireReturnable(on, { seller, back, named, dispense });
  const opening = sealDocument(vault, {
    documentKey,
    person: null,
    words: { number: back.receiptNumber, codes: named.map(({ code }) => code) },
  });
  const step = recordOf(
    seller.id,
    {
      kind: "reverse-dispense",
      dispense: dispense.id,
      documentKey,
      reversedAtSec: back.returnedAtSec,
      lines: linesOf(back, named),
    },
    opening,
  );
  return { is: "steps", steps: [step], name: null };
}

function linesOf(back: SaleReturn, named: readonly NamedLine[]) {
  const lines = packLinesOf(back);
  return named.map(({ line, packs: [{ batch, index }] }) => {
    const asked = lines[line - 1];
    if (asked === undefined) throw new Error("a pack without its line");
    return { batch, index, units: asked.units ?? 0, priceFen: asked.priceFen };
  });
}

async function findDispense(
  on: Judging,
  of: { readonly seller: InstitutionId; readonly back: SaleReturn; readonly named: readonly NamedLine[] },
): Promise<DispenseRow> {
  const { seller, back, named } = of;
  const [first] = named;
  const pack = first?.packs[0];
  if (pack === undefined) return fail("return-line-wrong", { isOfDispense: false });
  const { dispenses } = await on.view.pack(pack);
  for (const id of dispenses.toReversed()) {
    const row = await on.view.dispense(id);
    if (row?.institution === seller && isOfReceipt(on, row, back.receiptNumber)) return row;
  }
  return fail("dispense-unknown", {
    receipt: back.receiptNumber,
    pack: first?.code ?? null,
    soldCount: dispenses.length,
  });
}

/** Receipt numbers begin anew each day; the day is the sale's own. */
function isOfReceipt(on: Judging, row: DispenseRow, receiptNumber: string): boolean {
  const day = businessDayOf(row.dispensedAtSec, on.ports.take.zone);
  for (let ordinal = 1; ordinal <= RECEIPT_LINES_MAX; ordinal += 1) {
    const number = receiptDocument(receiptNumber, ordinal);
    const documentKey: Hex32 = receiptKey(on, { seller: row.institution, number, day });
    if (documentKey === row.documentKey) return true;
  }
  return false;
}

async function requireReturnable(on: Judging, of: Returned): Promise<void> {
  const { seller, back, named, dispense } = of;
  const reversedAtSec = back.returnedAtSec;
  const { returnWindowSec } = limitsOf(await on.view.regionRules(seller.region));
  const untilSec = dispense.dispensedAtSec + returnWindowSec;
  if (reversedAtSec > untilSec) {
    fail("return-too-late", {
      dispense: dispense.id,
      untilAt: instantText(untilSec),
      reversedAt: instantText(reversedAtSec),
    });
  }
  const view = viewAt(on.view, reversedAtSec);
  const standing = standingLines(dispense, await view.aftermathOf(dispense.id));
  const asked = linesOf(back, named);
  const faults: LineFault[] = [];
  for (const [at, { line, code, packs }] of named.entries()) {
    const ref: PackRef = packs[0];
    const batch = await view.batch(ref.batch);
    const product = batch === null ? null : await view.product(batch.product);
    if (batch === null || product === null) throw new Error(`a manifest without its batch ${ref.batch}`);
    const refusal = judgeReturnLine({
      institution: seller.id,
      region: seller.region,
      reversedAtSec,
      line: { ...ref, units: asked[at]?.units ?? 0, priceFen: BigInt(asked[at]?.priceFen ?? "0") },
      standing,
      pack: await view.pack(ref),
      parcel: await view.parcelAt(ref),
      batch,
      product,
    });
    if (refusal === null) continue;
    const facts = { pack: code, dispense: dispense.id, ...refusal.facts };
    faults.push({ line, code, failure: refusal.failure, facts });
  }
  requireNoFaults(faults);
}
