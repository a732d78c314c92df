import type { StoredStock } from "../../domain/project/current.ts";
import { writeUint32, writeUint48 } from "../bytes.ts";
import type { Codec } from "./codec.ts";
import { checkLength, PACKED_VERSION, packedRow } from "./packed.ts";

/** Stock without what its key holds: institution and batch. */
export type StockValue = Omit<StoredStock, "institution" | "batch">;

/** version 1; counts of packs 4 each, in this order; then counts of units 6 each. */
const PACK_COUNTS = [
  "madeCount",
  "declaredCount",
  "receivedCount",
  "shippedCount",
  "cameBackCount",
  "lostCount",
  "dispensedCount",
  "openedCount",
  "returnedCount",
  "frozenCount",
  "writtenOffCount",
  "goneHeldCount",
] as const satisfies readonly (keyof StockValue)[];
const UNIT_COUNTS = [
  "unitsDispensedCount",
  "unitsReturnedCount",
  "unitsWrittenOffCount",
] as const satisfies readonly (keyof StockValue)[];

const UNITS_AT = 1 + 4 * PACK_COUNTS.length;
const STOCK_BYTES = UNITS_AT + 6 * UNIT_COUNTS.length;

export const stockCodec: Codec<StockValue> = packedRow("stock", {
  encode: (row) => {
    const bytes = Buffer.allocUnsafe(STOCK_BYTES);
    bytes[0] = PACKED_VERSION;
    let at = 1;
    for (const name of PACK_COUNTS) at = writeUint32(bytes, row[name], at);
    for (const name of UNIT_COUNTS) at = writeUint48(bytes, row[name], at);
    return bytes;
  },
  decode: (bytes) => {
    checkLength(bytes, STOCK_BYTES);
    const packs = (name: (typeof PACK_COUNTS)[number]): number =>
      bytes.readUInt32BE(1 + 4 * PACK_COUNTS.indexOf(name));
    const units = (name: (typeof UNIT_COUNTS)[number]): number =>
      bytes.readUIntBE(UNITS_AT + 6 * UNIT_COUNTS.indexOf(name), 6);
    return {
      madeCount: packs("madeCount"),
      declaredCount: packs("declaredCount"),
      receivedCount: packs("receivedCount"),
      shippedCount: packs("shippedCount"),
      cameBackCount: packs("cameBackCount"),
      lostCount: packs("lostCount"),
      dispensedCount: packs("dispensedCount"),
      openedCount: packs("openedCount"),
      returnedCount: packs("returnedCount"),
      frozenCount: packs("frozenCount"),
      writtenOffCount: packs("writtenOffCount"),
      goneHeldCount: packs("goneHeldCount"),
      unitsDispensedCount: units("unitsDispensedCount"),
      unitsReturnedCount: units("unitsReturnedCount"),
      unitsWrittenOffCount: units("unitsWrittenOffCount"),
    };
  },
});
