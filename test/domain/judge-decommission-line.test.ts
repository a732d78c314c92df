import { describe, expect, test } from "vitest";
import type { PackRow } from "../../server/domain/drug-rows.ts";
import { decommissionUnits, judgeDecommissionLine } from "../../server/domain/judge-decommission-line.ts";
import type { ProductRow } from "../../server/domain/read-model.ts";

const HASH = `0x${"00".repeat(32)}` as const;
const whole: PackRow = {
  unitsTaken: 0,
  isGone: false,
  isOpened: false,
  isFrozen: false,
  reversalCount: 0,
  dispenses: [],
  decommission: null,
};
const opened: PackRow = { ...whole, isGone: true, isOpened: true, unitsTaken: 20, dispenses: [HASH] };
const product: ProductRow = {
  id: 3,
  maker: 1,
  bureau: 2,
  unitsPerPack: 24,
  flags: ["splitAllowed"],
  status: "admitted",
  name: "N",
  unit: "片",
  codes: [],
  origin: { block: 1, logIndex: 0, recordedAtSec: 1, transactionHash: HASH },
};

describe("what may be written off", () => {
  test.each<[string, number | null, PackRow, string | null]>([
    ["a whole pack", null, whole, null],
    ["a pack that was sold", null, { ...whole, isGone: true }, "pack-already-dispensed"],
    ["an opened pack as a whole", null, opened, "pack-already-dispensed"],
    ["all that is left of an opened pack", 4, opened, null],
    ["less than is left", 3, opened, "remnant-wrong"],
    ["more than is left", 5, opened, "remnant-wrong"],
    ["units of a whole pack", 4, whole, "remnant-wrong"],
    ["a frozen pack as all of its units", 24, { ...whole, isGone: true, isFrozen: true }, null],
    ["what is left of an empty pack", 24, { ...opened, unitsTaken: 24 }, "remnant-wrong"],
  ])("%s", (_, units, pack, failure) => {
    expect(judgeDecommissionLine({ units, pack, product })?.failure ?? null).toBe(failure);
  });

  test("a frozen pack that is named whole goes as all of its units", () => {
    const frozen: PackRow = { ...whole, isGone: true, isFrozen: true };
    expect(decommissionUnits({ units: null, pack: frozen, product })).toBe(24);
    expect(decommissionUnits({ units: null, pack: whole, product })).toBe(null);
    expect(decommissionUnits({ units: null, pack: { ...frozen, decommission: HASH }, product })).toBe(null);
  });

  test("what is left is told to whoever names the pack as a whole", () => {
    expect(judgeDecommissionLine({ units: null, pack: opened, product })?.facts).toEqual({
      isOpened: true,
      unitsLeft: 4,
    });
  });
});
