import type { ParcelRow } from "../../domain/drug-rows.ts";
import { fail } from "../../domain/failure.ts";
import type { PackRun } from "../../domain/ids.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";

/**
 * A piece of a run that lies in one parcel, and the pack at which that parcel begins when the piece is its
 * turn.
 */
export type CutRun = { readonly run: PackRun; readonly parcelFrom: number; readonly source: number };

type Place = Pick<ParcelRow, "from" | "to">;

/**
 * Divides runs at the borders of the parcels that hold them. The contract takes the pieces one after the
 * other and splits parcels on the way, so each piece names its parcel as it stands after the pieces before
 * it. `source` is the place of the run that a piece comes from.
 */
export function cutRuns(runs: readonly PackRun[], view: LedgerView): Promise<readonly CutRun[]> {
  return pieceByPiece(runs, view, cut);
}

/** The same for calls that leave the parcels as they are: each piece names its parcel as it stands. */
export function placeRuns(runs: readonly PackRun[], view: LedgerView): Promise<readonly CutRun[]> {
  return pieceByPiece(runs, view, () => undefined);
}

async function pieceByPiece(
  runs: readonly PackRun[],
  view: LedgerView,
  onTaken: typeof cut,
): Promise<readonly CutRun[]> {
  const pieces: CutRun[] = [];
  const left = new Map<string, Place[]>();
  for (const [source, run] of runs.entries()) {
    let from = run.from;
    while (from < run.to) {
      const parcel = await placeAt({ ...run, from }, { view, left });
      const to = Math.min(run.to, parcel.to);
      pieces.push({ run: { batch: run.batch, from, to }, parcelFrom: parcel.from, source });
      onTaken(left, { batch: run.batch, from, to }, parcel);
      from = to;
    }
  }
  return pieces;
}

/** The parcel that holds the run's first pack: what earlier pieces left of one, or as the index knows it. */
async function placeAt(
  run: PackRun,
  known: { view: LedgerView; left: ReadonlyMap<string, readonly Place[]> },
): Promise<Place> {
  const rest = known.left.get(run.batch)?.find((place) => place.from <= run.from && run.from < place.to);
  if (rest !== undefined) return rest;
  const parcel = await known.view.parcelAt({ batch: run.batch, index: run.from });
  if (parcel !== null) return parcel;
  const batch = await known.view.batch(run.batch);
  if (batch === null) return fail("batch-unknown", { batch: run.batch });
  if (batch.status !== "sealed") return fail("batch-not-movable", { batch: run.batch, status: batch.status });
  return fail("parcel-unknown", { batch: run.batch, index: run.from });
}

/**
 * Remembers what the contract will have made of a parcel: the part before the piece, the piece, the part
 * behind.
 */
function cut(left: Map<string, Place[]>, piece: PackRun, parcel: Place): void {
  const parts = [
    { from: parcel.from, to: piece.from },
    { from: piece.from, to: piece.to },
    { from: piece.to, to: parcel.to },
  ].filter(({ from, to }) => from < to);
  const others = (left.get(piece.batch) ?? []).filter((place) => place !== parcel);
  left.set(piece.batch, [...others, ...parts]);
}
