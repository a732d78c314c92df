import type { BatchId, Hex, Hex16, PackRef } from "../../domain/ids.ts";
import type { ProductRow } from "../../domain/read-model.ts";
import { afterPrefix } from "../bytes.ts";
import { keyInManifest, manifestCodec } from "../codecs/pack-rows.ts";
import * as keys from "../index-keys.ts";
import { hexOf, isUint32, pageOf, pointed, type Reads, type Source, tablePrefix } from "./source.ts";

export function catalogueReads(
  source: Source,
): Reads<
  | "product"
  | "productByCode"
  | "products"
  | "batch"
  | "batchesOf"
  | "keyEpochs"
  | "packsByKey"
  | "packsByKeys"
  | "packKeyOf"
  | "manifestParts"
> {
  const { get, rows } = source;
  const byPointer = (bytes: Buffer | undefined): ProductRow | null =>
    bytes === undefined ? null : pointed(rows.product(bytes.readUInt32BE(0)), "products");
  return {
    product: async (id) => (isUint32(id) ? rows.product(id) : null),
    productByCode: async (code) =>
      keys.fitsCode(code.value) ? byPointer(get(keys.productCodeKey(code))) : null,
    products: (request) =>
      pageOf(source, tablePrefix("products"), request, (key) =>
        pointed(rows.product(key.readUInt32BE(1)), "products"),
      ),
    batch: async (id) => rows.batch(id),
    batchesOf: (maker, request) =>
      pageOf(source, keys.institutionPrefix("batchesOf", maker), request, (_, value) =>
        pointed(rows.batch(hexOf(value)), "batches"),
      ),
    keyEpochs: () => keyEpochs(source),
    packsByKey: async (key) => rows.packsByKey(key),
    packsByKeys: async (wanted) => wanted.map((key) => rows.packsByKey(key)),
    packKeyOf: (pack) => packKeyOf(source, pack),
    manifestParts: (batch) => manifestParts(source, batch),
  };
}

async function keyEpochs(source: Source): Promise<readonly number[]> {
  const prefix = tablePrefix("keyEpochs");
  const epochs: number[] = [];
  const range = { gte: prefix, lt: afterPrefix(prefix), snapshot: source.snapshot };
  for await (const key of source.database.keys(range)) epochs.push(key.readUInt16BE(1));
  return epochs;
}

async function* manifestParts(source: Source, batch: BatchId): AsyncGenerator<Hex> {
  const gte = keys.manifestKey(batch, 0);
  const lte = keys.manifestKey(batch, 0xffff_ffff);
  for await (const [, value] of source.database.iterator({ gte, lte, snapshot: source.snapshot })) {
    yield manifestCodec.decode(value).packKeys;
  }
}

/** In the last manifest event that begins at or before the pack. */
async function packKeyOf(source: Source, pack: PackRef): Promise<Hex16 | null> {
  const lte = keys.manifestKey(pack.batch, pack.index);
  const gte = keys.manifestKey(pack.batch, 0);
  const range = { gte, lte, reverse: true, limit: 1, snapshot: source.snapshot };
  for await (const [key, value] of source.database.iterator(range)) {
    return keyInManifest(value, pack.index - key.readUInt32BE(9));
  }
  return null;
}
