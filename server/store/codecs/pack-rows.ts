import type { PackRow } from "../../domain/drug-rows.ts";
import type { Hex, Hex32, PackRef } from "../../domain/ids.ts";
import { readHex, writeHex, writeUint16, writeUint32 } from "../bytes.ts";
import { type Codec, damaged } from "./codec.ts";
import { checkLength, Damage, PACKED_VERSION, packedRow } from "./packed.ts";

/** Packs that stand side by side are sold side by side, so their rows share one row of the database. */
export const PACKS_PER_PAGE = 32;

/** The touched packs of a page by their index in the batch; a pack that is not there is untouched. */
export type PackPage = ReadonlyMap<number, PackRow>;

/** version 1, packs 1 */
const PAGE_HEAD_BYTES = 2;
/** place in the page 1, units 2, flags 1, reversals 1, dispenses 2 */
const PACK_BYTES = 7;
/** A dispense or a decommission. */
const RECORD_ID_BYTES = 32;
const IS_GONE = 1;
const IS_OPENED = 2;
const IS_FROZEN = 4;
const IS_DECOMMISSIONED = 8;
const FLAGS_MAX = IS_GONE | IS_OPENED | IS_FROZEN | IS_DECOMMISSIONED;
/** version 1, packs 2; then of each pack batch 8, index 4 */
const PACK_REFS_AT = 3;
const PACK_REF_BYTES = 12;
const KEY_BYTES = 16;
/** version 1, keys 4, hash of the case labels 32 */
const MANIFEST_HEAD_BYTES = 37;

export function pageOf(index: number): number {
  return Math.floor(index / PACKS_PER_PAGE);
}

/**
 * Packs in the order of their indexes, then the ids of their dispenses and of a decommission, so that these
 * are one piece of hex.
 */
export function encodePage(page: PackPage): Buffer {
  const indexes = [...page.keys()].sort((left, right) => left - right);
  let hex = "0x";
  for (const index of indexes) {
    const row = page.get(index);
    for (const id of row?.dispenses ?? []) hex += id.slice(2);
    hex += row?.decommission?.slice(2) ?? "";
  }
  const hexAt = PAGE_HEAD_BYTES + indexes.length * PACK_BYTES;
  const hexBytes = (hex.length - 2) / 2;
  const bytes = Buffer.allocUnsafe(hexAt + hexBytes);
  bytes[0] = PACKED_VERSION;
  bytes[1] = indexes.length;
  let at = PAGE_HEAD_BYTES;
  for (const index of indexes) {
    const row = page.get(index);
    if (row === undefined) throw new RangeError(`no pack ${index}`);
    bytes[at] = index % PACKS_PER_PAGE;
    at = writeUint16(bytes, row.unitsTaken, at + 1);
    bytes[at] =
      (row.isGone ? IS_GONE : 0) |
      (row.isOpened ? IS_OPENED : 0) |
      (row.isFrozen ? IS_FROZEN : 0) |
      (row.decommission === null ? 0 : IS_DECOMMISSIONED);
    at = bytes.writeUInt8(row.reversalCount, at + 1);
    at = writeUint16(bytes, row.dispenses.length, at);
  }
  writeHex(bytes, hex, hexAt, hexBytes);
  return bytes;
}

export function decodePage(page: number, bytes: Buffer): PackPage {
  const codec = { encode: encodePage, decode: (row: Buffer) => pageFrom(page, row) };
  return packedRow<PackPage>("packs", codec).decode(bytes);
}

function pageFrom(page: number, bytes: Buffer): PackPage {
  const count = bytes.readUInt8(1);
  const rows = new Map<number, PackRow>();
  let last = -1;
  let idAt = PAGE_HEAD_BYTES + count * PACK_BYTES;
  for (let nth = 0; nth < count; nth += 1) {
    const at = PAGE_HEAD_BYTES + nth * PACK_BYTES;
    const place = bytes.readUInt8(at);
    const flags = bytes.readUInt8(at + 3);
    if (place <= last || place >= PACKS_PER_PAGE || flags > FLAGS_MAX) {
      throw new Damage(`pack ${place}, flags ${flags}`);
    }
    last = place;
    const dispenses = Array.from({ length: bytes.readUInt16BE(at + 5) }, () => {
      const id = readHex(bytes, idAt, RECORD_ID_BYTES);
      idAt += RECORD_ID_BYTES;
      return id;
    });
    let decommission: Hex32 | null = null;
    if (flags & IS_DECOMMISSIONED) {
      decommission = readHex(bytes, idAt, RECORD_ID_BYTES);
      idAt += RECORD_ID_BYTES;
    }
    rows.set(page * PACKS_PER_PAGE + place, {
      unitsTaken: bytes.readUInt16BE(at + 1),
      isGone: (flags & IS_GONE) !== 0,
      isOpened: (flags & IS_OPENED) !== 0,
      isFrozen: (flags & IS_FROZEN) !== 0,
      reversalCount: bytes.readUInt8(at + 4),
      dispenses,
      decommission,
    });
  }
  checkLength(bytes, idAt);
  return rows;
}

/** A pack by the fields of a row: batch 8, index 4. */
export const packRefCodec: Codec<PackRef> = packedRow("spentKeys", {
  encode: ({ batch, index }) => {
    const bytes = Buffer.allocUnsafe(1 + PACK_REF_BYTES);
    bytes[0] = PACKED_VERSION;
    writeUint32(bytes, index, writeHex(bytes, batch, 1, 8));
    return bytes;
  },
  decode: (bytes) => {
    checkLength(bytes, 1 + PACK_REF_BYTES);
    return { batch: readHex(bytes, 1, 8), index: bytes.readUInt32BE(9) };
  },
});

/** Every pack that a manifest gave a key, the owner first. */
export const packKeyCodec: Codec<readonly PackRef[]> = packedRow("packKeys", {
  encode: (packs) => {
    const bytes = Buffer.allocUnsafe(PACK_REFS_AT + packs.length * PACK_REF_BYTES);
    bytes[0] = PACKED_VERSION;
    let at = writeUint16(bytes, packs.length, 1);
    for (const pack of packs) at = writeUint32(bytes, pack.index, writeHex(bytes, pack.batch, at, 8));
    return bytes;
  },
  decode: (bytes) => {
    const count = bytes.readUInt16BE(1);
    checkLength(bytes, PACK_REFS_AT + count * PACK_REF_BYTES);
    return Array.from({ length: count }, (_, nth) => {
      const at = PACK_REFS_AT + nth * PACK_REF_BYTES;
      return { batch: readHex(bytes, at, 8), index: bytes.readUInt32BE(at + 8) };
    });
  },
});

/** One manifest event's keys in the order of packs. */
export type ManifestValue = { readonly labelsHash: Hex32; readonly packKeys: Hex };

export const manifestCodec: Codec<ManifestValue> = packedRow("manifests", {
  encode: (row) => {
    const keyCount = (row.packKeys.length - 2) / (2 * KEY_BYTES);
    const bytes = Buffer.allocUnsafe(MANIFEST_HEAD_BYTES + keyCount * KEY_BYTES);
    bytes[0] = PACKED_VERSION;
    const at = writeHex(bytes, row.labelsHash, writeUint32(bytes, keyCount, 1), 32);
    writeHex(bytes, row.packKeys, at, keyCount * KEY_BYTES);
    return bytes;
  },
  decode: (bytes) => {
    const keyCount = bytes.readUInt32BE(1);
    checkLength(bytes, MANIFEST_HEAD_BYTES + keyCount * KEY_BYTES);
    return {
      labelsHash: readHex(bytes, 5, 32),
      packKeys: readHex(bytes, MANIFEST_HEAD_BYTES, keyCount * KEY_BYTES),
    };
  },
});

/** The key of the pack `ordinal` places into a manifest, without decoding the others; null beyond its end. */
export function keyInManifest(bytes: Buffer, ordinal: number): `0x${string}` | null {
  if (bytes[0] !== PACKED_VERSION) return damaged("manifests", `version ${String(bytes[0])}`);
  const at = MANIFEST_HEAD_BYTES + ordinal * KEY_BYTES;
  return at + KEY_BYTES > bytes.length ? null : readHex(bytes, at, KEY_BYTES);
}
