import type { PackRow } from "../domain/drug-rows.ts";
import type { BatchId, Hex16, Hex32, InstitutionId, PackRef, PackRun, RegionCode } from "../domain/ids.ts";
import { NEW_CONSORTIUM } from "../domain/project/claim-rules.ts";
import type { Current, StoredParcel, StoredStock } from "../domain/project/current.ts";
import * as claimKeys from "./claim-keys.ts";
import {
  claimCodec,
  claimRulesCodec,
  consortiumCodec,
  encounterCodec,
  paymentCodec,
} from "./codecs/claim-rows.ts";
import type { Codec } from "./codecs/codec.ts";
import { parcelCodec } from "./codecs/custody-rows.ts";
import {
  batchCodec,
  consignmentCodec,
  institutionCodec,
  operatorCodec,
  productCodec,
} from "./codecs/index-rows.ts";
import { decodePage, type PackPage, packKeyCodec, packRefCodec, pageOf } from "./codecs/pack-rows.ts";
import { aftermathCodec, regionRulesCodec } from "./codecs/record-rows.ts";
import { stockCodec } from "./codecs/stock-row.ts";
import * as keys from "./index-keys.ts";

/** A pack that nobody has touched has no row. */
export const UNTOUCHED: PackRow = {
  unitsTaken: 0,
  isGone: false,
  isOpened: false,
  isFrozen: false,
  reversalCount: 0,
  dispenses: [],
  decommission: null,
};

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
    goneCount: (run) => countGone(run, packPage),
    packsByKey: (key: Hex16): readonly PackRef[] => row(keys.packKeyKey(key), packKeyCodec) ?? [],
    stock: (institution: InstitutionId, batch: BatchId): StoredStock | null => {
      const value = row(keys.stockKey(institution, batch), stockCodec);
      return value === null ? null : { institution, batch, ...value };
    },
    aftermath: (dispense: Hex32) => row(keys.aftermathKey(dispense), aftermathCodec),
    spentBy: (key: Hex16) => row(keys.spentKeyKey(key), packRefCodec),
    regionRules: (region: RegionCode) => row(keys.regionRulesKey(region), regionRulesCodec),
    claim: (id: Hex32) => row(claimKeys.claimKey(id), claimCodec),
    payment: (id: Hex32) => row(claimKeys.paymentKey(id), paymentCodec),
    encounter: (id: Hex32) => row(claimKeys.encounterKey(id), encounterCodec),
    claimRules: (region: RegionCode) => row(claimKeys.claimRulesKey(region), claimRulesCodec),
    consortium: () => row(claimKeys.consortiumKey(), consortiumCodec) ?? NEW_CONSORTIUM,
  };
}

/** Page by page: a page is decoded once for all of its packs. */
export function countGone({ batch, from, to }: PackRun, pageAt: Stored["packPage"]): number {
  let count = 0;
  for (let page = pageOf(from); page <= pageOf(to - 1); page += 1) {
    for (const [index, row] of pageAt(batch, page)) {
      if (row.isGone && from <= index && index < to) count += 1;
    }
  }
  return count;
}
