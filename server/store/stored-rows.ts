import type { BatchId, Hex16, Hex32, PackRef } from "../domain/ids.ts";
import type { Current, StoredParcel } from "../domain/project/current.ts";
import type { PackRow } from "../domain/read-model.ts";
import type { Codec } from "./codecs/codec.ts";
import { parcelCodec } from "./codecs/custody-rows.ts";
import {
  batchCodec,
  consignmentCodec,
  institutionCodec,
  operatorCodec,
  productCodec,
} from "./codecs/index-rows.ts";
import { decodePage, type PackPage, packKeyCodec, pageOf } from "./codecs/pack-rows.ts";
import * as keys from "./index-keys.ts";

/** A pack that nobody has touched has no row. */
export const UNTOUCHED: PackRow = { unitsTaken: 0, isGone: false, dispenses: [] };

/** Point reads by key, of the newest state or of a snapshot. */
export type Get = (key: Buffer) => Buffer | undefined;

/** What a commit looks at: packs by the page, because a page is read and written whole. */
export type Stored = Current & { packPage(batch: BatchId, page: number): PackPage };

const NO_PACKS: PackPage = new Map();

/** The rows of the index by their ids, decoded. */
export function storedRows(get: Get): Stored {
  const row = <Row>(key: Buffer, codec: Codec<Row>): Row | null => {
    const bytes = get(key);
    return bytes === undefined ? null : codec.decode(bytes);
  };
  const packPage = (batch: BatchId, page: number): PackPage => {
    const bytes = get(keys.packPageKey(batch, page));
    return bytes === undefined ? NO_PACKS : decodePage(page, bytes);
  };
  return {
    institution: (id) => row(keys.institutionKey(id), institutionCodec),
    operator: (key) => row(keys.operatorKey(key), operatorCodec),
    product: (id) => row(keys.productKey(id), productCodec),
    batch: (id) => row(keys.batchKey(id), batchCodec),
    parcel: (batch: BatchId, from: number): StoredParcel | null => {
      const value = row(keys.parcelKey(batch, from), parcelCodec);
      return value === null ? null : { batch, from, ...value };
    },
    consignment: (id: Hex32) => row(keys.consignmentKey(id), consignmentCodec),
    packPage,
    pack: (batch: BatchId, index: number): PackRow => packPage(batch, pageOf(index)).get(index) ?? UNTOUCHED,
    packsByKey: (key: Hex16): readonly PackRef[] => row(keys.packKeyKey(key), packKeyCodec) ?? [],
  };
}
