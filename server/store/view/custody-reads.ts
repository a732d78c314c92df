import type { ConsignmentRow, CustodyStep, ParcelRow, StockRow } from "../../domain/drug-rows.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { JoinedPart, StepPlace, StoredParcel } from "../../domain/project/current.ts";
import { damaged } from "../codecs/codec.ts";
import { isJoin, joinCodec, parcelCodec, stepCodec } from "../codecs/custody-rows.ts";
import { stockCodec } from "../codecs/stock-row.ts";
import * as keys from "../index-keys.ts";
import { hexOf, pageOf, pointed, type Reads, type Source } from "./source.ts";

export function custodyReads(
  source: Source,
): Reads<"parcelAt" | "parcelsHeldBy" | "custodyOf" | "consignment" | "consignmentsOf" | "stockOf"> {
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
    stockOf: (institution, request) =>
      pageOf(source, keys.institutionPrefix("stock", institution), request, (key, value): StockRow => {
        const batch = hexOf(key.subarray(5, 13));
        const { product } = pointed(rows.batch(batch), "batches");
        const { goneHeldCount: _, ...counts } = stockCodec.decode(value);
        return { institution, batch, product, ...counts };
      }),
  };
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

function bare({ lastStep: _, carriesGone: __, ...row }: StoredParcel): ParcelRow {
  return row;
}

/**
 * From the parcel's last step back to the first, then turned round. A join is passed on the pack's own way.
 */
async function custodyOf(source: Source, pack: PackRef): Promise<readonly CustodyStep[]> {
  const steps: CustodyStep[] = [];
  const parcel = await parcelAt(source, pack);
  let place: StepPlace | null = parcel?.lastStep ?? null;
  while (place !== null) {
    const bytes = source.get(keys.custodyKey(pack.batch, place));
    if (bytes === undefined) return damaged("custody", "a step that another row names is not there");
    const previous = isJoin(bytes) ? wayOf(pack, joinCodec.decode(bytes)) : stepInto(steps, pack, bytes);
    // Damage must not send the reader round in a circle.
    if (previous !== null && !isBefore(previous, place))
      return damaged("custody", "a step after its next one");
    place = previous;
  }
  return steps.reverse();
}

/** Adds the row's step and says which was the one before it. */
function stepInto(steps: CustodyStep[], pack: PackRef, bytes: Buffer): StepPlace | null {
  const { step, previous } = stepCodec.decode(pack.batch, bytes);
  if (pack.index < step.from || pack.index >= step.to) return damaged("custody", "a step of other packs");
  steps.push(step);
  return previous;
}

function isBefore(left: StepPlace, right: StepPlace): boolean {
  if (left.block !== right.block) return left.block < right.block;
  if (left.logIndex !== right.logIndex) return left.logIndex < right.logIndex;
  return left.ordinal < right.ordinal;
}

function wayOf(pack: PackRef, parts: readonly JoinedPart[]): StepPlace {
  const part = parts.findLast(({ from }) => from <= pack.index);
  return part?.previous ?? damaged("custody", "a join of other packs");
}
