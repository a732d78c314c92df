import { lineFenOfScaled } from "../money.ts";
import type { TriedFor } from "../tried-line.ts";
import type { Sale, SaleReturn } from "./message.ts";
import { type NhsaProfile, profileOf } from "./profiles.ts";
import { readPerson } from "./read-drug-words.ts";
import { kindOf, readEnvelope, stockInfnoOf } from "./read-envelope.ts";
import { type FaultPlace, type Fields, readFields } from "./read-fields.ts";
import { type JsonNode, readJson } from "./read-json.ts";
import { readTraceCodes } from "./read-trace-codes.ts";

export type TriedMessage = {
  /** Who tried, as far as the message says it. */
  readonly institutionCode: string | null;
  readonly lines: readonly TriedFor[];
};

const LINES_MAX = 500;

/**
 * What a 3505 or 3506 message says of its sales, however many faults it has: a message that was refused for
 * its form still tells what was tried. Null for every other message, and for what is no message.
 */
export function readTriedMessage(text: string): TriedMessage | null {
  const { root } = readJson(text);
  if (root?.is !== "object") return null;
  // Faults are told by the strict reader; here nobody asks for them.
  const place: FaultPlace = { path: "", line: null, faults: [] };
  const head = readEnvelope(root.members, place, stockInfnoOf);
  const kind = head.infno === null ? null : kindOf(head.infno).kind;
  if (kind !== "3505" && kind !== "3506") return null;
  const profile = profileOf(head.careArea);
  const sentAtSec = head.sentAtSec(profile);
  const input = root.members.get("input");
  const nodes = input?.is === "object" ? lineNodes(input.members) : [];
  const lines = nodes.map((members) => {
    const fields = readFields(members, { place: { ...place, faults: [] }, profile, required: [] });
    const { line, person } = triedOf(fields, kind === "3505" ? "sale" : "return", profile);
    return { line: sentAtSec === null ? line : { ...line, sentAtSec }, person };
  });
  return { institutionCode: head.institutionCode, lines };
}

/** The same of a line that could be read. */
export function triedSale(sale: Sale): TriedFor {
  const { line, person } = triedLine(sale, { act: "sale", atSec: sale.soldAtSec });
  return { line: { ...line, sentAtSec: sale.sentAtSec }, person };
}

export function triedReturn(back: SaleReturn): TriedFor {
  return triedLine(back, { act: "return", atSec: back.returnedAtSec });
}

function triedLine(
  said: Omit<Sale, "sentAtSec"> | SaleReturn,
  { act, atSec }: { readonly act: TriedFor["line"]["act"]; readonly atSec: number },
): TriedFor {
  const { receiptNumber, settlementId, nhsaCode, traceCodes, quantity, countE4, lineFen, person } = said;
  const line = {
    act,
    receiptNumber,
    settlementId,
    dispense: null,
    atSec,
    nhsaCode,
    codes: traceCodes,
    of: quantity.of,
    countE4: countE4.toString(),
    lineFen: lineFen.toString(),
  };
  return { line, person };
}

function triedOf(fields: Fields, act: TriedFor["line"]["act"], profile: NhsaProfile): TriedFor {
  const countE4 = fields.decimal("sel_retn_cnt");
  const priceMicros = fields.decimal("finl_trns_pric");
  const lineFen = countE4 === null || priceMicros === null ? null : lineFenOfScaled({ priceMicros, countE4 });
  const line = {
    act,
    receiptNumber: fields.text(act === "sale" ? "rtal_docno" : "medins_prod_sel_no"),
    settlementId: fields.text("setl_id"),
    dispense: null,
    atSec: fields.time("sel_retn_time")?.atSec ?? null,
    nhsaCode: fields.text("med_list_codg"),
    codes: readTraceCodes(fields, profile),
    of: fields.text("trdn_flag") === "1" ? ("units" as const) : ("packs" as const),
    countE4: countE4?.toString() ?? null,
    lineFen: lineFen?.toString() ?? null,
  };
  return { line, person: readPerson(fields) };
}

function lineNodes(input: ReadonlyMap<string, JsonNode>): readonly ReadonlyMap<string, JsonNode>[] {
  const one = input.get("selinfo");
  const many = input.get("selinfoDetail");
  const items = [...(one === undefined ? [] : [one]), ...(many?.is === "list" ? many.items : [])];
  return items.slice(0, LINES_MAX).flatMap((item) => (item.is === "object" ? [item.members] : []));
}
