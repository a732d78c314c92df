import type { Hex } from "../domain/ids.ts";
import type { BlockMark, IndexCursor } from "../domain/index-store.ts";
import { anchorInOrderKey, anchorKey } from "./anchor-keys.ts";
import { anchorCodec } from "./codecs/anchor-row.ts";
import { blockMarkCodec, cursorCodec } from "./codecs/cursor-row.ts";
import { joinCodec, parcelCodec, stepCodec } from "./codecs/custody-rows.ts";
import { type DispenseCall, documentPlaceIn, encodeCall, idPlaceIn } from "./codecs/dispense-row.ts";
import {
  batchCodec,
  consignmentCodec,
  institutionCodec,
  operatorCodec,
  productCodec,
} from "./codecs/index-rows.ts";
import { encodePage, manifestCodec, packKeyCodec, packRefCodec } from "./codecs/pack-rows.ts";
import { aftermathCodec, decommissionCodec, regionRulesCodec } from "./codecs/record-rows.ts";
import { stockCodec } from "./codecs/stock-row.ts";
import type { CommitRows, WriteOnly, WriteOnlyRows } from "./commit-rows.ts";
import type { Writes } from "./database.ts";
import * as keys from "./index-keys.ts";
import { writeClaims } from "./write-claims.ts";

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
  writeRecords(writes, rows);
  writeClaims(writes, rows.claimRows);
  for (const mark of blocks) writes.put(keys.blockKey(mark.block), blockMarkCodec.encode(mark));
  writes.put(keys.cursorKey(), cursorCodec.encode(cursor));
}

/**
 * Rows that nothing reads back before they are written; holding them until then would only fill the memory.
 */
export function writeOnlyInto(writes: Writes): WriteOnlyRows {
  return { row: (change) => writeOnce(writes, change), call: (call) => writeCall(writes, call) };
}

function writeOnce(writes: Writes, change: WriteOnly): void {
  switch (change.table) {
    case "custody":
      writes.put(keys.custodyKey(change.step.batch, change.place), stepCodec.encode(change));
      return;
    case "custody-join":
      writes.put(keys.custodyKey(change.batch, change.place), joinCodec.encode(change.parts));
      return;
    case "manifest":
      writes.put(keys.manifestKey(change.batch, change.fromIndex), manifestCodec.encode(change));
      return;
    case "reversal":
      writes.put(keys.reversalKey(change.id), bytesOf(change.dispense));
      return;
    case "decommission": {
      const { id, institution, origin } = change.row;
      writes.put(keys.decommissionKey(id), decommissionCodec.encode(change.row));
      writes.put(keys.listKey("decommissionsOf", institution, origin), bytesOf(id));
      return;
    }
    case "anchor": {
      const { content, origin } = change.row;
      const key = anchorKey(content.feedWord, content.asOfBlock, origin);
      writes.put(key, anchorCodec.encode(change.row));
      writes.put(anchorInOrderKey(origin), NOTHING);
      return;
    }
    default:
      change satisfies never;
  }
}

function bytesOf(hex: Hex): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}

function writeCall(writes: Writes, call: DispenseCall): void {
  const first = call[0];
  if (first === undefined) return;
  const key = keys.listKey("dispenses", first.institution, first.origin);
  const value = encodeCall(call);
  writes.put(key, value);
  for (let nth = 0; nth < call.length; nth += 1) {
    const pointer = keys.pointerTo(key, nth);
    writes.put(keys.dispenseIdKeyIn(value, idPlaceIn(nth)), pointer);
    writes.put(keys.dispenseDocumentKeyIn(key, value, documentPlaceIn(nth)), pointer);
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
  for (const row of rows.regionRuleRows.values()) {
    writes.put(keys.regionRulesKey(row.region), regionRulesCodec.encode(row));
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
    writes.put(keys.listKey("batchesOf", row.maker, row.opened), bytesOf(row.id));
  }
  for (const [key, packs] of rows.packKeys) writes.put(keys.packKeyKey(key), packKeyCodec.encode(packs));
}

function writeCustody(writes: Writes, rows: CommitRows): void {
  for (const [batch, from, row] of rows.parcels) {
    if (row === null) writes.del(keys.parcelKey(batch, from));
    else writes.put(keys.parcelKey(batch, from), parcelCodec.encode(row));
  }
  for (const change of rows.holderMoves) {
    if (change.table === "parcel-joined") {
      writes.del(keys.parcelOfKey(change.holder, change.batch, change.from));
      continue;
    }
    const { row, leaves } = change;
    if (leaves !== null) writes.del(keys.parcelOfKey(leaves, row.batch, row.from));
    writes.put(keys.parcelOfKey(row.holder, row.batch, row.from), NOTHING);
  }
  for (const row of rows.consignments.values()) {
    const id = bytesOf(row.id);
    writes.put(keys.consignmentKey(row.id), consignmentCodec.encode(row));
    writes.put(keys.listKey("consignmentsFrom", row.sender, row.origin), id);
    writes.put(keys.listKey("consignmentsTo", row.receiver, row.origin), id);
  }
}

/** What became of packs beside the dispenses themselves, and the stock that all of it moved. */
function writeRecords(writes: Writes, rows: CommitRows): void {
  for (const [dispense, row] of rows.aftermaths) {
    writes.put(keys.aftermathKey(dispense), aftermathCodec.encode(row));
  }
  for (const [key, pack] of rows.spentKeys) {
    if (pack === null) writes.del(keys.spentKeyKey(key));
    else writes.put(keys.spentKeyKey(key), packRefCodec.encode(pack));
  }
  for (const [batch, institution, row] of rows.stocks) {
    writes.put(keys.stockKey(institution, batch), stockCodec.encode(row));
  }
}
