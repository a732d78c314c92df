import { describe, expect, test } from "vitest";
import type { DispenseRow, PackRow, ParcelRow } from "../../server/domain/drug-rows.ts";
import { type DispenseLineCase, judgeDispenseLine } from "../../server/domain/judge-dispense-line.ts";

const BATCH = "0x00000000000000aa";
const ID = `0x${"11".repeat(32)}` as const;
const ADDRESS = `0x${"22".repeat(20)}` as const;
const HASH = `0x${"00".repeat(32)}` as const;
const origin = { block: 5, logIndex: 0, recordedAtSec: 1_000, transactionHash: HASH };

const shelf: ParcelRow = {
  batch: BATCH,
  from: 0,
  to: 10,
  holder: 7,
  counterparty: 0,
  state: "held",
  consignment: null,
};
const untouched: PackRow = {
  unitsTaken: 0,
  isGone: false,
  isOpened: false,
  isFrozen: false,
  reversalCount: 0,
  dispenses: [],
  decommission: null,
};
const sold: PackRow = { ...untouched, isGone: true, dispenses: [ID] };
const opened: PackRow = { ...sold, unitsTaken: 20, isOpened: true };
const broughtBack: PackRow = { ...opened, unitsTaken: 0, reversalCount: 1 };
const frozen: PackRow = { ...sold, isFrozen: true, reversalCount: 3 };
const writtenOff: PackRow = { ...untouched, isGone: true, decommission: ID };
const REF = { batch: BATCH, index: 4 } as const;
const held = { region: 330_500, bureau: 9, held: origin, released: null };

const dispense: DispenseRow = {
  id: ID,
  institution: 7,
  documentKey: HASH,
  dispensedAtSec: Date.parse("2026-11-22T08:00:00Z") / 1000,
  identification: "card",
  personCommitment: HASH,
  operator: ADDRESS,
  lines: [],
  isImported: false,
  origin,
};

const usual: DispenseLineCase = {
  institution: 7,
  region: 330_500,
  ref: REF,
  mode: "enforce",
  spentBy: null,
  dispensedAtSec: 2_000,
  units: null,
  pack: untouched,
  parcel: shelf,
  dispense: null,
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

const judged = (change: Partial<DispenseLineCase>): string | null =>
  judgeDispenseLine({ ...usual, ...change })?.failure ?? null;

describe("what the ledger would say of one line", () => {
  const withBatch = (change: Partial<typeof usual.batch>) => ({ batch: { ...usual.batch, ...change } });
  const withProduct = (change: Partial<typeof usual.product>) => ({
    product: { ...usual.product, ...change },
  });

  const declared = withBatch({ provenance: "declared" });
  const declaredTraced = { ...declared, ...withProduct({ flags: ["makerTracedOnly"] }) };
  const spentElsewhere = { ...declared, spentBy: { batch: BATCH, index: 5 } } as const;

  test.each<[string, Partial<DispenseLineCase>, string | null]>([
    ["a whole pack on the shelf", {}, null],
    ["units of a whole pack", { units: 24 }, null],
    ["a pack that was sold", { pack: sold, dispense }, "pack-already-dispensed"],
    ["a pack that was opened, as a whole", { pack: opened, dispense }, "pack-already-dispensed"],
    ["units of a pack that was sold whole", { pack: sold, dispense, units: 1 }, "pack-already-dispensed"],
    ["a sold pack in another's hands", { pack: sold, dispense, institution: 8 }, "pack-already-dispensed"],
    ["the units that are left", { pack: opened, dispense, units: 4 }, null],
    ["one unit more than is left", { pack: opened, dispense, units: 5 }, "units-exceed-pack"],
    ["one unit more than the pack held", { units: 25 }, "units-exceed-pack"],
    ["another's shelf", { institution: 8 }, "not-in-custody"],
    ["goods on their way", { parcel: { ...shelf, state: "in-transit", counterparty: 8 } }, "not-in-custody"],
    ["a batch that was never sealed", { parcel: null }, "batch-not-sellable"],
    ["a product that was withdrawn", withProduct({ status: "withdrawn" }), "batch-not-sellable"],
    ["the last second", withBatch({ expiresAtSec: 2_001 }), null],
    ["the second of expiry", withBatch({ expiresAtSec: 2_000 }), "batch-expired"],
    ["units of a product sold whole", { units: 1, ...withProduct({ flags: [] }) }, "split-not-allowed"],
    ["a batch that was recalled", withBatch({ status: "recalled" }), "batch-not-sellable"],
    ["a batch in quarantine here", withBatch({ quarantines: [held] }), "batch-in-quarantine"],
    ["a batch that was let go again", withBatch({ quarantines: [{ ...held, released: origin }] }), null],
    ["a batch in quarantine elsewhere", withBatch({ quarantines: [{ ...held, region: 420_100 }] }), null],
    ["a frozen pack", { pack: frozen, dispense }, "pack-frozen"],
    ["units of a frozen pack", { pack: frozen, dispense, units: 1 }, "pack-frozen"],
    ["a pack that was written off", { pack: writtenOff }, "pack-already-dispensed"],
    ["units of a pack that was written off whole", { pack: writtenOff, units: 1 }, "pack-already-dispensed"],
    ["an opened pack whose units all came back, as a whole", { pack: broughtBack }, "pack-already-dispensed"],
    ["units of an opened pack whose units all came back", { pack: broughtBack, units: 24 }, null],
    ["declared stock", withBatch({ provenance: "declared" }), null],
    ["declared stock of a product sold only traced", declaredTraced, "maker-trace-required"],
    ["the same where the region only warns", { ...declaredTraced, mode: "warn" }, null],
    ["traced stock of that product", withProduct({ flags: ["makerTracedOnly"] }), null],
    ["a declared code that this very pack spent", { ...declared, spentBy: REF, units: 1 }, null],
    ["a declared code that another pack spent", spentElsewhere, "declared-key-spent"],
    ["expired and another's", { institution: 8, ...withBatch({ expiresAtSec: 1 }) }, "not-in-custody"],
  ])("%s", (_, change, failure) => {
    expect(judged(change)).toBe(failure);
  });

  test("a sold pack tells when, and which dispense only to whoever sold it", () => {
    const own = judgeDispenseLine({ ...usual, pack: sold, dispense });
    expect(own?.facts).toEqual({ dispensedAt: "2026-11-22T08:00:00Z", dispense: ID });
    const others = judgeDispenseLine({ ...usual, institution: 8, pack: sold, dispense });
    expect(others?.facts).toEqual({ dispensedAt: "2026-11-22T08:00:00Z" });
  });

  test("who holds the pack instead is not told, but that it is coming is", () => {
    expect(judgeDispenseLine({ ...usual, institution: 8 })?.facts).toEqual({ isInTransitToYou: false });
    const coming: ParcelRow = { ...shelf, state: "in-transit", counterparty: 8, consignment: ID };
    expect(judgeDispenseLine({ ...usual, institution: 8, parcel: coming })?.facts).toEqual({
      isInTransitToYou: true,
      consignment: ID,
    });
  });

  test("units left are told", () => {
    expect(judgeDispenseLine({ ...usual, pack: opened, dispense, units: 5 })?.facts).toEqual({
      unitsLeft: 4,
      asked: 5,
    });
  });
});
