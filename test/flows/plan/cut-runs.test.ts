import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ParcelRow } from "../../../server/domain/drug-rows.ts";
import type { PackRun } from "../../../server/domain/ids.ts";
import type { LedgerView } from "../../../server/domain/ledger-view.ts";
import { withoutRuns } from "../../../server/domain/pack-runs.ts";
import { cutRuns } from "../../../server/flows/plan/cut-runs.ts";
import { refusalOf } from "../support/whole-ledger.ts";

const BATCH = "0x00000000000000aa";
const PACKS = 40;

/** An index whose only batch lies in parcels that end at `borders`. */
function viewOf(borders: readonly number[]): LedgerView {
  const ends = [...new Set([...borders, PACKS])].sort((a, b) => a - b);
  const parcels = ends.map((to, at): ParcelRow => {
    const from = ends[at - 1] ?? 0;
    return { batch: BATCH, from, to, holder: 1, counterparty: 0, state: "held", consignment: null };
  });
  const view: Pick<LedgerView, "parcelAt" | "batch"> = {
    parcelAt: async ({ batch, index }) =>
      parcels.find(({ from, to }) => batch === BATCH && from <= index && index < to) ?? null,
    batch: async () => null,
  };
  // cutRuns reads nothing else.
  return view as LedgerView;
}

/** What DrugLedger does with each piece: the parcel must begin where it is said to, and hold the piece. */
function applied(borders: readonly number[], pieces: Awaited<ReturnType<typeof cutRuns>>): void {
  const ends = [...new Set([...borders, PACKS])].sort((a, b) => a - b);
  const parcels = new Map(ends.map((to, at) => [ends[at - 1] ?? 0, to]));
  for (const { run, parcelFrom } of pieces) {
    const end = parcels.get(parcelFrom);
    expect(end).toBeDefined();
    expect(run.from).toBeGreaterThanOrEqual(parcelFrom);
    expect(run.to).toBeLessThanOrEqual(end ?? -1);
    if (run.from > parcelFrom) parcels.set(parcelFrom, run.from);
    if (run.to < (end ?? -1)) parcels.set(run.to, end ?? -1);
    parcels.set(run.from, run.to);
  }
}

const run = (from: number, to: number): PackRun => ({ batch: BATCH, from, to });

describe("runs are cut at the borders of parcels", () => {
  test("a run across three parcels goes as three, each from its own line", async () => {
    const pieces = await cutRuns([run(2, 3), run(5, 30)], viewOf([10, 20]));
    expect(pieces.map((piece) => [piece.run.from, piece.run.to, piece.parcelFrom, piece.source])).toEqual([
      [2, 3, 0, 0],
      [5, 10, 3, 1],
      [10, 20, 10, 1],
      [20, 30, 20, 1],
    ]);
  });

  test("whatever the borders, the ledger finds every piece in the parcel that is named for it", async () => {
    const cut = fc.integer({ min: 1, max: PACKS - 1 });
    const wanted = fc.uniqueArray(fc.nat(PACKS - 1), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(cut), wanted, fc.nat(), async (borders, indices, turn) => {
        const apart = indices.map((index) => run(index, index + 1));
        const rest = withoutRuns([run(0, PACKS)], apart);
        const runs = [...rest.slice(turn % (rest.length + 1)), ...apart];
        const pieces = await cutRuns(runs, viewOf(borders));
        applied(borders, pieces);
        expect(
          withoutRuns(
            runs,
            pieces.map((piece) => piece.run),
          ),
        ).toEqual([]);
      }),
      { seed: 20_261_122, numRuns: 500 },
    );
  });

  test("a batch that nobody opened is named", async () => {
    const elsewhere: PackRun = { batch: "0x00000000000000bb", from: 0, to: 1 };
    expect((await refusalOf(cutRuns([elsewhere], viewOf([])))).code).toBe("batch-unknown");
  });
});
