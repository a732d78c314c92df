import fc from "fast-check";
import { expect, test } from "vitest";
import type { PackRef, PackRun } from "../../server/domain/ids.ts";
import { holdsPack, packCountOf, runsOfPacks, withoutRuns } from "../../server/domain/pack-runs.ts";

const A = "0x00000000000000aa";
const B = "0x00000000000000bb";
const run = (batch: PackRun["batch"], from: number, to: number): PackRun => ({ batch, from, to });

test("consecutive packs of one batch are one run, whatever their order", () => {
  const packs = [3, 1, 2, 7].map((index) => ({ batch: A, index }) as const);
  expect(runsOfPacks([{ batch: B, index: 4 }, ...packs])).toEqual([run(A, 1, 4), run(A, 7, 8), run(B, 4, 5)]);
});

test("a run is cut where packs are taken out of it", () => {
  expect(withoutRuns([run(A, 0, 10), run(B, 0, 3)], [run(A, 2, 4), run(A, 9, 12), run(B, 0, 3)])).toEqual([
    run(A, 0, 2),
    run(A, 4, 9),
  ]);
});

test("runs hold exactly the packs they were made of, less those taken", () => {
  const pack = fc.record({ batch: fc.constantFrom(A, B), index: fc.nat(40) });
  const nameOf = ({ batch, index }: PackRef): string => `${batch}:${index}`;
  fc.assert(
    fc.property(fc.array(pack), fc.array(pack), (packs, taken) => {
      const left = withoutRuns(runsOfPacks(packs), runsOfPacks(taken));
      const wanted = new Set(packs.map(nameOf));
      for (const gone of taken) wanted.delete(nameOf(gone));
      expect(packCountOf(left)).toBe(wanted.size);
      for (const batch of [A, B] as const) {
        for (let index = 0; index <= 40; index += 1) {
          const held = left.some((each) => holdsPack(each, { batch, index }));
          expect(held).toBe(wanted.has(nameOf({ batch, index })));
        }
      }
    }),
    { seed: 20_261_122 },
  );
});
