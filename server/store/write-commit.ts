import type { BlockMark, IndexCursor } from "../domain/index-store.ts";
import { blockMarkCodec, cursorCodec } from "./codecs/cursor-row.ts";
import { parcelCodec, stepCodec } from "./codecs/custody-rows.ts";
import { type DispenseCall, encodeCall, idPlaceIn } from "./codecs/dispense-row.ts";
import {
  batchCodec,
  consignmentCodec,
  institutionCodec,
  operatorCodec,
  productCodec,
} from "./codecs/index-rows.ts";
import { encodePage, manifestCodec, packKeyCodec } from "./codecs/pack-rows.ts";
import type { CommitRows, WriteOnlyRows } from "./commit-rows.ts";
import type { Writes } from "./database.ts";
import * as keys from "./index-keys.ts";

const NOTHING = Buffer.alloc(0);

/**
 * Puts a commit's rows, their indexes and the cursor into one batch of writes; nothing else writes the index.
 */
export function writeCommit(
  writes: Writes,
  rows: CommitRows,
  blocks: readonly BlockMark[],
  cursor: IndexCursor,
): void {
  writeInstitutions(writes, rows);
  writeCatalogue(writes, rows);
  writeCustody(writes, rows);
  for (const [batch, page, packs] of rows.packPages) {
    writes.put(keys.packPageKey(batch, page), encodePage(packs));
  }
  for (const mark of blocks) writes.put(keys.blockKey(mark.block), blockMarkCodec.encode(mark));
  writes.put(keys.cursorKey(), cursorCodec.encode(cursor));
}

/**
 * Rows that nothing reads back before they are written; holding them until then would only fill the memory.
 */
export function writeOnlyInto(writes: Writes): WriteOnlyRows {
  return {
    row: (change) => {
      if (change.table === "custody") {
        writes.put(keys.custodyKey(change.step.batch, change.place), stepCodec.encode(change));
      } else {
        writes.put(keys.manifestKey(change.batch, change.fromIndex), manifestCodec.encode(change));
      }
    },
    call: (call) => writeCall(writes, call),
  };
}

function writeCall(writes: Writes, call: DispenseCall): void {
  const first = call[0];
  if (first === undefined) return;
  const key = keys.listKey("dispenses", first.institution, first.origin);
  const value = encodeCall(call);
  writes.put(key, value);
  for (let nth = 0; nth < call.length; nth += 1) {
    writes.put(keys.dispenseIdKeyIn(value, idPlaceIn(nth)), keys.pointerTo(key, nth));
  }
}

function writeInstitutions(writes: Writes, rows: CommitRows): void {
  for (const row of rows.institutions.values()) {
    const id = keys.numberBytes(row.id);
    writes.put(keys.institutionKey(row.id), institutionCodec.encode(row));
    writes.put(keys.institutionCodeKey(row.code), id);
    if (row.kind === "bureau") writes.put(keys.bureauKey(row.region), id);
  }
  for (const row of rows.operators.values()) {
    writes.put(keys.operatorKey(row.key), operatorCodec.encode(row));
    writes.put(keys.operatorOfKey(row.institution, row.key), NOTHING);
  }
}

function writeCatalogue(writes: Writes, rows: CommitRows): void {
  for (const row of rows.products.values()) {
    writes.put(keys.productKey(row.id), productCodec.encode(row));
    for (const code of row.codes) writes.put(keys.productCodeKey(code), keys.numberBytes(row.id));
  }
  for (const row of rows.batches.values()) {
    writes.put(keys.batchKey(row.id), batchCodec.encode(row));
    writes.put(keys.keyEpochKey(row.keyEpoch), NOTHING);
    writes.put(keys.listKey("batchesOf", row.maker, row.opened), Buffer.from(row.id.slice(2), "hex"));
  }
  for (const [key, packs] of rows.packKeys) writes.put(keys.packKeyKey(key), packKeyCodec.encode(packs));
}

function writeCustody(writes: Writes, rows: CommitRows): void {
  for (const [batch, from, row] of rows.parcels) {
    writes.put(keys.parcelKey(batch, from), parcelCodec.encode(row));
  }
  for (const { row, leaves } of rows.holderMoves) {
    if (leaves !== null) writes.del(keys.parcelOfKey(leaves, row.batch, row.from));
    writes.put(keys.parcelOfKey(row.holder, row.batch, row.from), NOTHING);
  }
  for (const row of rows.consignments.values()) {
    const id = Buffer.from(row.id.slice(2), "hex");
    writes.put(keys.consignmentKey(row.id), consignmentCodec.encode(row));
    writes.put(keys.listKey("consignmentsFrom", row.sender, row.origin), id);
    writes.put(keys.listKey("consignmentsTo", row.receiver, row.origin), id);
  }
}
