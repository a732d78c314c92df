import type { ConsignmentRow, CustodyStep, ParcelRow, StockRow } from "../../domain/drug-rows.ts";
import type { PackRef } from "../../domain/ids.ts";
import type { JoinedPart, StepPlace, StoredParcel } from "../../domain/project/current.ts";
import { damaged } from "../codecs/codec.ts";
import { isJoin, joinCodec, parcelCodec, stepCodec } from "../codecs/custody-rows.ts";
import { stockCodec } from "../codecs/stock-row.ts";
import * as keys from "../index-keys.ts";
import { ParcelMemory, type ReadParcel } from "./parcel-memory.ts";
import { hexOf, pageOf, pointed, type Reads, type Source } from "./source.ts";

export function custodyReads(
  source: Source,
): Reads<"parcelAt" | "parcelsHeldBy" | "custodyOf" | "consignment" | "consignmentsOf" | "stockOf"> {
  const { rows } = source;
  const memory = new ParcelMemory();
  return {
    parcelAt: async (pack) => {
      const read = await readParcel(source, memory, pack);
      return read === null ? null : bare(read.parcel);
    },
    parcelsHeldBy: (holder, request) =>
      pageOf(source, keys.institutionPrefix("parcelsOf", holder), request, (key) =>
        bare(pointed(rows.parcel(hexOf(key.subarray(5, 13)), key.readUInt32BE(13)), "parcels")),
      ),
    custodyOf: (pack) => custodyOf(source, memory, pack),
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

async function readParcel(source: Source, memory: ParcelMemory, pack: PackRef): Promise<ReadParcel | null> {
  const known = memory.at(pack);
  if (known !== null) return known;
  const parcel = await parcelAt(source, pack);
  // Somebody else may have read it meanwhile.
  return parcel === null ? null : (memory.at(pack) ?? memory.add(parcel));
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

/** Packs of a parcel have one story, unless a join lies in it: then each pack's own way is followed. */
async function custodyOf(
  source: Source,
  memory: ParcelMemory,
  pack: PackRef,
): Promise<readonly CustodyStep[]> {
  const read = await readParcel(source, memory, pack);
  if (read === null) return [];
  if (read.steps !== null) return read.steps;
  const { steps, isJoined } = walkedBack(source, pack, read.parcel.lastStep);
  if (!isJoined) read.steps = steps;
  return steps;
}

/** From the parcel's last step back to the first, then turned round. */
function walkedBack(
  source: Source,
  pack: PackRef,
  last: StepPlace | null,
): { readonly steps: readonly CustodyStep[]; readonly isJoined: boolean } {
  const steps: CustodyStep[] = [];
  let isJoined = false;
  let place = last;
  while (place !== null) {
    const bytes = source.get(keys.custodyKey(pack.batch, place));
    if (bytes === undefined) return damaged("custody", "a step that another row names is not there");
    const isOfSeveral = isJoin(bytes);
    isJoined ||= isOfSeveral;
    const previous = isOfSeveral ? wayOf(pack, joinCodec.decode(bytes)) : stepInto(steps, pack, bytes);
    // Damage must not send the reader round in a circle.
    if (previous !== null && !isBefore(previous, place))
      return damaged("custody", "a step after its next one");
    place = previous;
  }
  return { steps: steps.reverse(), isJoined };
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
