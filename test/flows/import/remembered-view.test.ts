import { expect, it } from "vitest";
import type { ParcelRow } from "../../../server/domain/drug-rows.ts";
import type { LedgerView } from "../../../server/domain/ledger-view.ts";
import { remembered } from "../../../server/flows/import/remembered-view.ts";

const BATCH = "0x00000000000000b1";

function parcel(from: number, to: number): ParcelRow {
  return { batch: BATCH, from, to, holder: 1, counterparty: 0, state: "held", consignment: null };
}

it("asks once for each parcel, and answers for every pack in it and for no other", async () => {
  const asked: number[] = [];
  const parcels = [parcel(0, 10), parcel(10, 30)];
  const view: Partial<LedgerView> = {
    parcelAt: async ({ index }) => {
      asked.push(index);
      return parcels.find(({ from, to }) => from <= index && index < to) ?? null;
    },
  };
  // Only parcelAt is asked of it.
  const known = remembered(view as LedgerView);
  const froms: (number | undefined)[] = [];
  for (const index of [3, 9, 10, 29, 0, 30, 30]) {
    froms.push((await known.parcelAt({ batch: BATCH, index }))?.from);
  }
  expect(froms).toEqual([0, 0, 10, 10, 0, undefined, undefined]);
  expect(asked).toEqual([3, 10, 30, 30]);
});

it("asks once for each institution, that there is none included", async () => {
  let count = 0;
  const view: Partial<LedgerView> = {
    institution: async () => {
      count += 1;
      return null;
    },
  };
  // Only institution is asked of it.
  const known = remembered(view as LedgerView);
  expect([await known.institution(4), await known.institution(4), await known.institution(5)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(count).toBe(2);
});
