import type { DispenseRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import { UNTOUCHED_DISPENSE } from "../../domain/project/dispensing.ts";
import { afterPrefix } from "../bytes.ts";
import { damaged } from "../codecs/codec.ts";
import { decodeCall } from "../codecs/dispense-row.ts";
import type { Range } from "../database.ts";
import * as keys from "../index-keys.ts";
import type { Get } from "../stored-rows.ts";
import { hexOf, pointed, type Reads, type Source } from "./source.ts";

export function dispenseReads(
  source: Source,
): Reads<"dispense" | "dispensesOf" | "dispenseByDocument" | "aftermathOf" | "reversal"> {
  const { get, rows } = source;
  return {
    dispense: async (id) => {
      const row = dispenseAt(get, get(keys.dispenseIdKey(id)));
      return row === null || row.id === id ? row : damaged("dispenses", "an id points at another's row");
    },
    dispensesOf: (institution, request) => dispensesOf(source, institution, request),
    dispenseByDocument: async (institution, documentKey) => {
      const row = dispenseAt(get, get(keys.dispenseDocumentKey(institution, documentKey)));
      if (row === null || row.documentKey === documentKey) return row;
      return damaged("dispenses", "a document points at another's row");
    },
    aftermathOf: async (dispense) => rows.aftermath(dispense) ?? UNTOUCHED_DISPENSE,
    reversal: async (id) => {
      const bytes = get(keys.reversalKey(id));
      if (bytes === undefined) return null;
      const dispense = hexOf(bytes);
      const row = rows.aftermath(dispense)?.reversals.find((reversal) => reversal.id === id);
      return { dispense, row: pointed(row ?? null, "aftermaths") };
    },
  };
}

/** Where an id or a document points: the row of a call, and the place of a dispense in it. */
function dispenseAt(get: Get, pointer: Buffer | undefined): DispenseRow | null {
  if (pointer === undefined) return null;
  const place = {
    institution: pointer.readUInt32BE(0),
    block: pointer.readUInt32BE(4),
    logIndex: pointer.readUInt32BE(8),
  };
  const value = get(keys.listKey("dispenses", place.institution, place));
  if (value === undefined) return damaged("dispenses", "an id points at a row that is not there");
  const row = decodeCall(place, value)[pointer.readUInt16BE(12)];
  return row ?? damaged("dispenses", "an id points behind the end of its row");
}

/**
 * Newest first. The cursor names a dispense by block and log index; calls hold several, so their rows are
 * opened.
 */
async function dispensesOf(
  source: Source,
  institution: InstitutionId,
  { limit, after }: PageRequest,
): Promise<Page<DispenseRow>> {
  const before = after === null ? null : placeOfCursor(after);
  const prefix = keys.institutionPrefix("dispenses", institution);
  const range: Range = { gte: prefix, lt: afterPrefix(prefix), reverse: true, snapshot: source.snapshot };
  // The call that the cursor stands in may hold older ones still; its key is at or before the cursor's place.
  if (before !== null) range.lt = keys.listKey("dispenses", institution, before);
  const rows: DispenseRow[] = [];
  for await (const [key, value] of source.database.iterator(range)) {
    const place = { institution, block: key.readUInt32BE(5), logIndex: key.readUInt32BE(9) };
    for (const row of decodeCall(place, value).toReversed()) {
      if (before !== null && row.origin.block === before.block && row.origin.logIndex >= before.logIndex)
        continue;
      const last = rows.at(-1);
      if (rows.length === limit && last !== undefined) return { rows, next: cursorOf(last.origin) };
      rows.push(row);
    }
  }
  return { rows, next: null };
}

function cursorOf({ block, logIndex }: { readonly block: number; readonly logIndex: number }): string {
  return Buffer.concat([keys.numberBytes(block), keys.numberBytes(logIndex)]).toString("hex");
}

function placeOfCursor(cursor: string): { readonly block: number; readonly logIndex: number } {
  if (!/^[0-9a-f]{16}$/.test(cursor)) return fail("malformed-request", { issues: ["cursor"] });
  const bytes = Buffer.from(cursor, "hex");
  return { block: bytes.readUInt32BE(0), logIndex: bytes.readUInt32BE(4) };
}
