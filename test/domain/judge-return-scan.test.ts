import { expect, test } from "vitest";
import type { PackRow } from "../../server/domain/drug-rows.ts";
import { judgeReturnScan, type OwnDispense } from "../../server/domain/judge-return-scan.ts";
import type { BatchRow, ProductRow } from "../../server/domain/read-model.ts";

const BATCH = "0x00000000000000aa";
const HASH = `0x${"00".repeat(32)}` as const;
const ADDRESS = `0x${"22".repeat(20)}` as const;
const origin = { block: 5, logIndex: 0, recordedAtSec: 1_000, transactionHash: HASH };
const ref = { batch: BATCH, index: 0 } as const;
const DAY = 86_400;

const pack: PackRow = {
  unitsTaken: 0,
  isGone: true,
  isOpened: false,
  isFrozen: false,
  reversalCount: 0,
  dispenses: [HASH],
  decommission: null,
};
const batch: BatchRow = {
  id: BATCH,
  product: 3,
  maker: 1,
  batchNumber: "B1",
  packCount: 10,
  manifestCount: 10,
  manifestHash: HASH,
  madeAtSec: 0,
  expiresAtSec: 100 * DAY,
  keyEpoch: 1,
  priceCommitment: HASH,
  status: "sealed",
  provenance: "maker",
  opened: origin,
  sealed: origin,
  recalled: null,
  quarantines: [],
  labelsHash: null,
};
const product: ProductRow = {
  id: 3,
  maker: 1,
  bureau: 2,
  unitsPerPack: 24,
  flags: [],
  status: "admitted",
  name: "N",
  unit: "片",
  codes: [],
  origin,
};

/** Sold at 1,000 seconds; `back` units of it came back, 0 for the whole pack. */
function sold(units: number, back: number | null): OwnDispense {
  const line = { ...ref, units, priceFen: 100n };
  const reversal = {
    id: HASH,
    documentKey: HASH,
    reversedAtSec: 2_000,
    lines: [{ ...ref, units: back ?? 0, priceFen: 10n }],
    lineIndexes: [0],
    operator: ADDRESS,
    isImported: false,
    origin,
  };
  return {
    row: {
      id: HASH,
      institution: 5,
      documentKey: HASH,
      dispensedAtSec: 1_000,
      identification: "card",
      personCommitment: HASH,
      operator: ADDRESS,
      lines: [line],
      isImported: false,
      origin,
    },
    aftermath: {
      state: back === null ? "recorded" : back === units ? "reversed" : "partly-reversed",
      reversals: back === null ? [] : [reversal],
      answer: null,
      waived: [],
    },
  };
}

const usual: Parameters<typeof judgeReturnScan>[0] = {
  institution: 5,
  region: 330_500,
  reversedAtSec: 5_000,
  returnWindowSec: 10 * DAY,
  ref,
  dispenses: [sold(0, null)],
  pack,
  parcel: { ...ref, from: 0, to: 10, holder: 5, counterparty: 0, state: "held", consignment: null },
  batch,
  product,
};

test.each<[string, Partial<typeof usual>, string | null]>([
  ["a pack that was sold here", {}, null],
  ["units that were sold here", { dispenses: [sold(6, null)] }, null],
  ["units of which some came back", { dispenses: [sold(6, 2)] }, null],
  ["units that all came back", { dispenses: [sold(6, 6)] }, "dispense-not-in-state"],
  ["an older sale that still stands", { dispenses: [sold(6, 6), sold(4, null)] }, null],
  ["a pack never sold here", { dispenses: [] }, "return-line-wrong"],
  ["the last second of the window", { reversedAtSec: 1_000 + 10 * DAY }, null],
  ["a second after it", { reversedAtSec: 1_001 + 10 * DAY }, "return-too-late"],
  ["a pack that moved on", { parcel: null }, "not-in-custody"],
  ["a recalled batch", { batch: { ...batch, status: "recalled" } }, "batch-not-sellable"],
  ["an expired batch", { batch: { ...batch, expiresAtSec: 4_000 } }, "batch-expired"],
  ["a frozen pack", { pack: { ...pack, isFrozen: true } }, "pack-frozen"],
])("what somebody brings back: %s", (_, change, failure) => {
  expect(judgeReturnScan({ ...usual, ...change })?.failure ?? null).toBe(failure);
});
