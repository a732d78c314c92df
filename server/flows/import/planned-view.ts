import type { ParcelRow } from "../../domain/drug-rows.ts";
import type { BatchId, Hex, Hex16, InstitutionId, PackRef } from "../../domain/ids.ts";
import type { LedgerView, Page, PageRequest } from "../../domain/ledger-view.ts";
import type { BatchRow } from "../../domain/read-model.ts";
import { documentName, type PlannedRows, packName } from "./planned-rows.ts";

/** The index with what is planned laid over it, for whoever plans; lists show the index alone. */
export function overlaid(rows: PlannedRows, view: LedgerView): LedgerView {
  return {
    ...view,
    batch: async (id) => rows.batches.get(id) ?? view.batch(id),
    batchesOf: (maker, page) => batchesOf(rows, view, { maker, page }),
    packsByKey: async (key) => rows.packsByKey.get(key) ?? view.packsByKey(key),
    packsByKeys: (keys) => packsByKeys(rows, view, keys),
    manifestParts: (batch) => {
      const parts = rows.manifests.get(batch);
      return parts === undefined ? view.manifestParts(batch) : partsOf(parts);
    },
    packKeyOf: async (pack) => keyInParts(rows.manifests.get(pack.batch), pack) ?? view.packKeyOf(pack),
    pack: async (pack) => rows.packs.get(packName(pack)) ?? view.pack(pack),
    parcelAt: (pack) => parcelAt(rows, view, pack),
    consignment: async (id) => rows.consignments.get(id) ?? view.consignment(id),
    dispense: async (id) => rows.dispenses.get(id) ?? view.dispense(id),
    aftermathOf: async (id) => {
      const planned = rows.aftermaths.get(id);
      if (planned !== undefined) return planned;
      return rows.dispenses.has(id) ? UNTOUCHED : view.aftermathOf(id);
    },
    dispenseByDocument: async (institution, documentKey) => {
      const id = rows.dispenseIds.get(documentName(institution, documentKey));
      const planned = id === undefined ? undefined : rows.dispenses.get(id);
      return planned ?? view.dispenseByDocument(institution, documentKey);
    },
  };
}

const UNTOUCHED = { state: "recorded", reversals: [], answer: null, waived: [] } as const;
const KEY_DIGITS = 32;

/** A maker's planned batches follow the last page of those that stand. */
async function batchesOf(
  rows: PlannedRows,
  view: LedgerView,
  asked: { readonly maker: InstitutionId; readonly page: PageRequest },
): Promise<Page<BatchRow>> {
  const standing = await view.batchesOf(asked.maker, asked.page);
  const known = standing.rows.map((row) => rows.batches.get(row.id) ?? row);
  if (standing.next !== null) return { rows: known, next: standing.next };
  const planned: BatchRow[] = [];
  for (const row of rows.batches.values()) {
    if (row.maker === asked.maker && (await view.batch(row.id)) === null) planned.push(row);
  }
  return { rows: [...known, ...planned], next: null };
}

async function packsByKeys(
  rows: PlannedRows,
  view: LedgerView,
  keys: readonly Hex16[],
): Promise<readonly (readonly PackRef[])[]> {
  const standing = await view.packsByKeys(keys);
  return keys.map((key, at) => rows.packsByKey.get(key) ?? standing[at] ?? []);
}

async function* partsOf(parts: readonly Hex[]): AsyncGenerator<Hex> {
  yield* parts;
}

function keyInParts(parts: readonly Hex[] | undefined, { index }: PackRef): Hex16 | null {
  let from = 0;
  for (const part of parts ?? []) {
    const count = (part.length - 2) / KEY_DIGITS;
    const start = 2 + (index - from) * KEY_DIGITS;
    if (index < from + count) return `0x${part.slice(start, start + KEY_DIGITS)}`;
    from += count;
  }
  return null;
}

/**
 * The parcel that contains the pack. Of two that begin before it the later one holds it: every border that is
 * planned is planned with the rows on both of its sides.
 */
async function parcelAt(rows: PlannedRows, view: LedgerView, pack: PackRef): Promise<ParcelRow | null> {
  const planned = plannedAt(rows, pack.batch, pack.index);
  const standing = await standingAt(rows, view, pack);
  if (planned === null) return standing;
  if (standing === null || planned.from >= standing.from) return pack.index < planned.to ? planned : null;
  return standing;
}

async function standingAt(rows: PlannedRows, view: LedgerView, pack: PackRef): Promise<ParcelRow | null> {
  const ofBatch = rows.standing.get(pack.batch) ?? [];
  const known = ofBatch.find(({ from, to }) => from <= pack.index && pack.index < to);
  if (known !== undefined) return known;
  const found = await view.parcelAt(pack);
  if (found === null) return null;
  rows.standing.set(pack.batch, [...ofBatch, found]);
  return found;
}

function plannedAt(rows: PlannedRows, batch: BatchId, index: number): ParcelRow | null {
  let found: ParcelRow | null = null;
  for (const parcel of rows.parcels.get(batch)?.values() ?? []) {
    if (parcel.from <= index && (found === null || parcel.from > found.from)) found = parcel;
  }
  return found;
}
