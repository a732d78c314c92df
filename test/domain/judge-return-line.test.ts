import { describe, expect, test } from "vitest";
import type { DispenseLine, PackRow } from "../../server/domain/drug-rows.ts";
import {
  judgeReturnLine,
  lineIndexOf,
  type ReturnLineCase,
  standingLines,
} from "../../server/domain/judge-return-line.ts";

const BATCH = "0x00000000000000aa";
const HASH = `0x${"00".repeat(32)}` as const;
const origin = { block: 5, logIndex: 0, recordedAtSec: 1_000, transactionHash: HASH };

const line = (index: number, units = 0): DispenseLine => ({ batch: BATCH, index, units, priceFen: 100n });
const dispense = { lines: [line(1), line(2, 10), line(3, 4)] };
/** A return that takes back the line of this place among the dispense's. */
const returned = (place: number, given: DispenseLine) => ({
  lines: [{ ...given, priceFen: 10n }],
  lineIndexes: [place],
});

const pack: PackRow = {
  unitsTaken: 0,
  isGone: true,
  isOpened: false,
  isFrozen: false,
  reversalCount: 0,
  dispenses: [HASH],
  decommission: null,
};

const usual: ReturnLineCase = {
  institution: 7,
  region: 330_500,
  reversedAtSec: 2_000,
  line: { batch: BATCH, index: 1, units: 0, priceFen: 100n },
  standing: standingLines(dispense, { reversals: [] }),
  pack,
  parcel: {
    batch: BATCH,
    from: 0,
    to: 10,
    holder: 7,
    counterparty: 0,
    state: "held",
    consignment: null,
  },
  batch: {
    id: BATCH,
    product: 3,
    maker: 1,
    batchNumber: "B1",
    packCount: 10,
    manifestCount: 10,
    manifestHash: HASH,
    madeAtSec: 0,
    expiresAtSec: 3_000,
    keyEpoch: 1,
    priceCommitment: HASH,
    status: "sealed",
    provenance: "maker",
    opened: origin,
    sealed: origin,
    recalled: null,
    quarantines: [],
    labelsHash: null,
  },
  product: {
    id: 3,
    maker: 1,
    bureau: 2,
    unitsPerPack: 24,
    flags: ["splitAllowed"],
    status: "admitted",
    name: "N",
    unit: "片",
    codes: [],
    origin,
  },
};

describe("what the ledger would say of a line that comes back", () => {
  const having = (...reversals: ReturnType<typeof returned>[]) => ({
    standing: standingLines(dispense, { reversals }),
  });
  const of = (index: number, units: number, priceFen = 0n) =>
    ({ line: { batch: BATCH, index, units, priceFen } }) as const;
  const withBatch = (change: Partial<typeof usual.batch>) => ({ batch: { ...usual.batch, ...change } });

  test.each<[string, Partial<ReturnLineCase>, string | null]>([
    ["the whole pack that was sold", {}, null],
    ["all units that were sold", of(2, 10), null],
    ["some of the units that were sold", of(2, 3), null],
    ["one unit more than was sold", of(2, 11), "return-exceeds-line"],
    ["the units that stand after a return", { ...of(2, 7), ...having(returned(1, line(2, 3))) }, null],
    [
      "one more than stands after a return",
      { ...of(2, 8), ...having(returned(1, line(2, 3))) },
      "return-exceeds-line",
    ],
    ["a pack that came back already", having(returned(0, line(1))), "return-exceeds-line"],
    ["more money than was paid", of(1, 0, 101n), "return-line-wrong"],
    ["a pack of another sale", of(9, 0), "return-line-wrong"],
    ["units of a pack sold whole", of(1, 1), "return-line-wrong"],
    ["a pack of which units were sold, as a whole", of(2, 0), "return-line-wrong"],
    ["a pack that was sent on", { parcel: null }, "not-in-custody"],
    ["a recalled batch", withBatch({ status: "recalled" }), "batch-not-sellable"],
    ["a withdrawn product", { product: { ...usual.product, status: "withdrawn" } }, "batch-not-sellable"],
    [
      "a batch in quarantine here",
      withBatch({ quarantines: [{ region: 330_500, bureau: 9, held: origin, released: null }] }),
      "batch-in-quarantine",
    ],
    ["in the last second", withBatch({ expiresAtSec: 2_001 }), null],
    ["in the second of expiry", withBatch({ expiresAtSec: 2_000 }), "batch-expired"],
    ["a frozen pack", { pack: { ...pack, isFrozen: true, reversalCount: 3 } }, "pack-frozen"],
  ])("%s", (_, change, failure) => {
    expect(judgeReturnLine({ ...usual, ...change })?.failure ?? null).toBe(failure);
  });

  test("what stands and what was asked is told", () => {
    const judged = judgeReturnLine({ ...usual, ...of(2, 8), ...having(returned(1, line(2, 3))) });
    expect(judged?.facts).toEqual({ standing: 7, asked: 8 });
  });

  test("a return goes to the first line of the pack of which enough stands", () => {
    const twice = standingLines({ lines: [line(2, 3), line(2, 10)] }, { reversals: [] });
    expect(lineIndexOf(twice, line(2, 3))).toBe(0);
    expect(lineIndexOf(twice, line(2, 4))).toBe(1);
    expect(lineIndexOf(twice, line(2, 11))).toBe(null);
  });

  test("the returns before are laid on the same lines", () => {
    const lines = [line(2, 3), line(2, 10)];
    const left = standingLines({ lines }, { reversals: [returned(1, line(2, 4)), returned(0, line(2, 2))] });
    expect(left.map(({ standing }) => standing)).toEqual([1, 6]);
    expect(left.map(({ standingFen }) => standingFen)).toEqual([90n, 90n]);
  });
});
