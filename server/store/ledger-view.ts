import { fail } from "../domain/failure.ts";
import type { BatchId, Hex, Hex16, Hex32, InstitutionId, PackRef } from "../domain/ids.ts";
import type { IndexCursor } from "../domain/index-store.ts";
import type { Current, StepPlace, StoredParcel } from "../domain/project/current.ts";
import type {
  ConsignmentRow,
  CustodyStep,
  DispenseRow,
  InstitutionRow,
  LedgerView,
  OperatorRow,
  Page,
  PageRequest,
  ParcelRow,
  ProductRow,
} from "../domain/read-model.ts";
import { afterPrefix } from "./bytes.ts";
import { damaged } from "./codecs/codec.ts";
import { parcelCodec, stepCodec } from "./codecs/custody-rows.ts";
import { decodeCall } from "./codecs/dispense-row.ts";
import { keyInManifest, manifestCodec } from "./codecs/pack-rows.ts";
import type { Database, Range, Snapshot } from "./database.ts";
import * as keys from "./index-keys.ts";
import { KEYSPACES } from "./keyspaces.ts";
import { readPage } from "./read-page.ts";
import { type Get, storedRows } from "./stored-rows.ts";

/** The read models as one snapshot of the database has them. */
export function makeLedgerView(database: Database, snapshot: Snapshot, cursor: IndexCursor): LedgerView {
  const reading = { snapshot, keyEncoding: "buffer", valueEncoding: "buffer" } as const;
  const get: Get = (key) => database.getSync(key, reading);
  const source: Source = { database, snapshot, get, rows: storedRows(get) };
  return {
    asOf: { block: cursor.block, blockHash: cursor.blockHash },
    ...institutionReads(source),
    ...catalogueReads(source),
    ...custodyReads(source),
    ...dispenseReads(source),
  };
}

type Source = {
  readonly database: Database;
  readonly snapshot: Snapshot;
  readonly get: Get;
  readonly rows: Current;
};
type Reads<Names extends keyof LedgerView> = Pick<LedgerView, Names>;

function institutionReads(
  source: Source,
): Reads<"institution" | "institutionByCode" | "institutions" | "bureauOf" | "operator" | "operatorsOf"> {
  const { get, rows } = source;
  const byPointer = (bytes: Buffer | undefined): InstitutionRow | null =>
    bytes === undefined ? null : pointed(rows.institution(bytes.readUInt32BE(0)), "institutions");
  return {
    institution: async (id) => (isUint32(id) ? rows.institution(id) : null),
    institutionByCode: async (code) =>
      keys.fitsCode(code) ? byPointer(get(keys.institutionCodeKey(code))) : null,
    institutions: (request) =>
      pageOf(source, tablePrefix("institutions"), request, (key) =>
        pointed(rows.institution(key.readUInt32BE(1)), "institutions"),
      ),
    bureauOf: async (region) => byPointer(get(keys.bureauKey(region))),
    operator: async (key) => rows.operator(key),
    operatorsOf: (institution) => operatorsOf(source, institution),
  };
}

function catalogueReads(
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

function custodyReads(
  source: Source,
): Reads<"parcelAt" | "parcelsHeldBy" | "custodyOf" | "consignment" | "consignmentsOf"> {
  const { rows } = source;
  return {
    parcelAt: async (pack) => {
      const parcel = await parcelAt(source, pack);
      return parcel === null ? null : bare(parcel);
    },
    parcelsHeldBy: (holder, request) =>
      pageOf(source, keys.institutionPrefix("parcelsOf", holder), request, (key) =>
        bare(pointed(rows.parcel(hexOf(key.subarray(5, 13)), key.readUInt32BE(13)), "parcels")),
      ),
    custodyOf: (pack) => custodyOf(source, pack),
    consignment: async (id) => rows.consignment(id),
    consignmentsOf: (institution, role, request) => {
      const list = role === "sender" ? "consignmentsFrom" : "consignmentsTo";
      const rowOf = (_: Buffer, value: Buffer): ConsignmentRow =>
        pointed(rows.consignment(hexOf(value)), "consignments");
      return pageOf(source, keys.institutionPrefix(list, institution), request, rowOf, "newest-first");
    },
  };
}

function dispenseReads(source: Source): Reads<"pack" | "dispense" | "dispensesOf"> {
  return {
    pack: async ({ batch, index }) => source.rows.pack(batch, index),
    dispense: async (id) => dispenseOf(source.get, id),
    dispensesOf: (institution, request) => dispensesOf(source, institution, request),
  };
}

function pageOf<Row>(
  source: Source,
  prefix: Buffer,
  request: PageRequest,
  rowOf: (key: Buffer, value: Buffer) => Row,
  order: "oldest-first" | "newest-first" = "oldest-first",
): Promise<Page<Row>> {
  const { database, snapshot } = source;
  return readPage({ database, snapshot, prefix, request, order, rowOf });
}

/** What an entry of one table points at in another must be there. */
function pointed<Row>(row: Row | null, table: string): Row {
  return row ?? damaged(table, "another table points at a row that is not there");
}

function tablePrefix(name: "institutions" | "products" | "keyEpochs"): Buffer {
  return Buffer.from([KEYSPACES[name].id]);
}

function hexOf(bytes: Buffer): `0x${string}` {
  return `0x${bytes.toString("hex")}`;
}

async function operatorsOf(source: Source, institution: InstitutionId): Promise<readonly OperatorRow[]> {
  const prefix = keys.institutionPrefix("operatorsOf", institution);
  const found: OperatorRow[] = [];
  const range = { gte: prefix, lt: afterPrefix(prefix), snapshot: source.snapshot };
  for await (const key of source.database.keys(range)) {
    found.push(pointed(source.rows.operator(hexOf(key.subarray(5))), "operators"));
  }
  return found;
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

/** The last parcel that begins at or before the pack; parcels of a batch have no gaps between them (I2). */
async function parcelAt(source: Source, pack: PackRef): Promise<StoredParcel | null> {
  const lte = keys.parcelKey(pack.batch, pack.index);
  const gte = keys.parcelKey(pack.batch, 0);
  const range = { gte, lte, reverse: true, limit: 1, snapshot: source.snapshot };
  for await (const [key, value] of source.database.iterator(range)) {
    const parcel = { batch: pack.batch, from: key.readUInt32BE(9), ...parcelCodec.decode(value) };
    return pack.index < parcel.to ? parcel : null;
  }
  return null;
}

function bare({ lastStep: _, ...row }: StoredParcel): ParcelRow {
  return row;
}

/** From the parcel's last step back to the first, then turned round. */
async function custodyOf(source: Source, pack: PackRef): Promise<readonly CustodyStep[]> {
  const steps: CustodyStep[] = [];
  const parcel = await parcelAt(source, pack);
  let place: StepPlace | null = parcel?.lastStep ?? null;
  while (place !== null) {
    const bytes = source.get(keys.custodyKey(pack.batch, place));
    if (bytes === undefined) return damaged("custody", "a step that another row names is not there");
    const { step, previous } = stepCodec.decode(pack.batch, bytes);
    if (pack.index < step.from || pack.index >= step.to) {
      return fail("could-not-look", { missing: "row", table: "custody", problem: "a step of other packs" });
    }
    steps.push(step);
    place = previous;
  }
  return steps.reverse();
}

function dispenseOf(get: Get, id: Hex32): DispenseRow | null {
  const pointer = get(keys.dispenseIdKey(id));
  if (pointer === undefined) return null;
  const place = {
    institution: pointer.readUInt32BE(0),
    block: pointer.readUInt32BE(4),
    logIndex: pointer.readUInt32BE(8),
  };
  const value = get(keys.listKey("dispenses", place.institution, place));
  if (value === undefined) return damaged("dispenses", "an id points at a row that is not there");
  const row = decodeCall(place, value)[pointer.readUInt16BE(12)];
  return row?.id === id ? row : damaged("dispenses", "an id points at another's row");
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

/** Numbers that come from outside may be no institution's or product's number at all. */
function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}
