import { type DispenseLine, type DispenseRow, IDENTIFICATIONS } from "../../domain/drug-rows.ts";
import type { InstitutionId } from "../../domain/ids.ts";
import { readHex, writeHex, writeUint16, writeUint32, writeUint40, writeUint64 } from "../bytes.ts";
import { checkLength, Damage, numberOf, PACKED_VERSION, packedRow, wordOf } from "./packed.ts";

/**
 * The dispenses of one call of the ledger stand in one row, because a till's import records up to two hundred
 * at once and a row for each would cost more than all they hold. Institution, block and the first one's log
 * index stand in the key.
 */
export type DispenseCall = readonly DispenseRow[];

/** Where a call's row stands. */
export type CallPlace = {
  readonly institution: InstitutionId;
  readonly block: number;
  readonly logIndex: number;
};

/**
 * version 1, dispenses 2, lines of all 4; transaction 32; then what is hex, together, because one long piece
 * of hex becomes bytes several times faster than many short ones: of each dispense id 32, document 32, person
 * 32, operator 20; of each line its batch 8. Then time 5; of each dispense log index 4, stated time 5,
 * identification 1 (and its highest bit for what was imported), lines 2; of each line index 4, units 2, price
 * 8.
 */
const HEX_AT = 7;
const TRANSACTION_BYTES = 32;
const RECORD_HEX_BYTES = 116;
const BATCH_BYTES = 8;
const TIME_BYTES = 5;
const RECORD_BYTES = 12;
const LINE_BYTES = 14;
const IS_IMPORTED = 0x80;

export function encodeCall(call: DispenseCall): Buffer {
  const first = call[0];
  if (first === undefined) throw new RangeError("a call without dispenses");
  const lineCount = call.reduce((count, row) => count + row.lines.length, 0);
  const places = placesOf(call.length, lineCount);
  const bytes = Buffer.allocUnsafe(places.end);
  bytes[0] = PACKED_VERSION;
  let hexAt = writeUint32(bytes, lineCount, writeUint16(bytes, call.length, 1));
  hexAt = writeHex(bytes, first.origin.transactionHash, hexAt, TRANSACTION_BYTES);
  let batches = "";
  for (const row of call) {
    const record = row.id + row.documentKey.slice(2) + row.personCommitment.slice(2) + row.operator.slice(2);
    hexAt = writeHex(bytes, record, hexAt, RECORD_HEX_BYTES);
    for (const line of row.lines) batches += line.batch.slice(2);
  }
  writeHex(bytes, `0x${batches}`, hexAt, lineCount * BATCH_BYTES);
  let at = writeUint40(bytes, first.origin.recordedAtSec, places.time);
  let lineAt = places.lines;
  for (const row of call) {
    at = writeUint40(bytes, row.dispensedAtSec, writeUint32(bytes, row.origin.logIndex, at));
    bytes[at] = numberOf(IDENTIFICATIONS, row.identification) | (row.isImported ? IS_IMPORTED : 0);
    at = writeUint16(bytes, row.lines.length, at + 1);
    for (const line of row.lines) {
      lineAt = writeUint16(bytes, line.units, writeUint32(bytes, line.index, lineAt));
      lineAt = writeUint64(bytes, line.priceFen, lineAt);
    }
  }
  return bytes;
}

/** Where the id of the dispense at place `nth` of a call begins in the call's bytes. */
export function idPlaceIn(nth: number): number {
  return HEX_AT + TRANSACTION_BYTES + nth * RECORD_HEX_BYTES;
}

/** And its document key. */
export function documentPlaceIn(nth: number): number {
  return idPlaceIn(nth) + 32;
}

export function decodeCall(place: CallPlace, bytes: Buffer): DispenseCall {
  return packedRow<DispenseCall>("dispenses", {
    encode: encodeCall,
    decode: (row) => callOf(place, row),
  }).decode(bytes);
}

function callOf({ institution, block }: CallPlace, bytes: Buffer): DispenseCall {
  const count = bytes.readUInt16BE(1);
  const lineCount = bytes.readUInt32BE(3);
  const places = placesOf(count, lineCount);
  checkLength(bytes, places.end);
  const recordedAtSec = bytes.readUIntBE(places.time, TIME_BYTES);
  const transactionHash = readHex(bytes, HEX_AT, TRANSACTION_BYTES);
  let line = 0;
  const call = Array.from({ length: count }, (_, nth): DispenseRow => {
    const hexAt = idPlaceIn(nth);
    const at = places.records + nth * RECORD_BYTES;
    const said = bytes.readUInt8(at + 9);
    const ownLines = bytes.readUInt16BE(at + 10);
    if (line + ownLines > lineCount) throw new Damage("more lines than the call has");
    const lines = Array.from({ length: ownLines }, () => lineAt(bytes, places, line++));
    return {
      id: readHex(bytes, hexAt, 32),
      institution,
      documentKey: readHex(bytes, hexAt + 32, 32),
      dispensedAtSec: bytes.readUIntBE(at + 4, 5),
      identification: wordOf(IDENTIFICATIONS, said & ~IS_IMPORTED),
      personCommitment: readHex(bytes, hexAt + 64, 32),
      operator: readHex(bytes, hexAt + 96, 20),
      lines,
      isImported: (said & IS_IMPORTED) !== 0,
      origin: { block, logIndex: bytes.readUInt32BE(at), recordedAtSec, transactionHash },
    };
  });
  if (line !== lineCount) throw new Damage("fewer lines than the call has");
  return call;
}

type Places = {
  readonly batches: number;
  readonly time: number;
  readonly records: number;
  readonly lines: number;
  readonly end: number;
};

function placesOf(count: number, lineCount: number): Places {
  const batches = HEX_AT + TRANSACTION_BYTES + count * RECORD_HEX_BYTES;
  const time = batches + lineCount * BATCH_BYTES;
  const records = time + TIME_BYTES;
  const lines = records + count * RECORD_BYTES;
  return { batches, time, records, lines, end: lines + lineCount * LINE_BYTES };
}

function lineAt(bytes: Buffer, places: Places, nth: number): DispenseLine {
  const at = places.lines + nth * LINE_BYTES;
  return {
    batch: readHex(bytes, places.batches + nth * BATCH_BYTES, BATCH_BYTES),
    index: bytes.readUInt32BE(at),
    units: bytes.readUInt16BE(at + 4),
    priceFen: bytes.readBigUInt64BE(at + 6),
  };
}
