import { describe, expect, test } from "vitest";
import { readSnapshot, takeSnapshot } from "../../scripts/docs/abi-snapshot.ts";
import { readArtifacts } from "../../scripts/sources/artifacts.ts";
import { compareSnapshots } from "./rules/abi-snapshot.ts";

describe("S7 events and errors", () => {
  test("keep the form in which they were deployed", () => {
    expect(compareSnapshots(readSnapshot(), takeSnapshot(readArtifacts()))).toEqual([]);
  });
});

describe("the rule can fail", () => {
  const committed = { Till: ["event Sold(uint64 indexed pack)", "error Gone(uint64 pack)"] };

  test.each([
    ["a removed event", { Till: ["error Gone(uint64 pack)"] }],
    ["a changed type", { Till: ["event Sold(uint32 indexed pack)", "error Gone(uint64 pack)"] }],
    ["an index taken away", { Till: ["event Sold(uint64 pack)", "error Gone(uint64 pack)"] }],
    ["another name of a value", { Till: ["event Sold(uint64 indexed box)", "error Gone(uint64 pack)"] }],
    ["a new one that is not written down", { Till: [...committed.Till, "event Returned(uint64 pack)"] }],
    ["a contract that is gone", {}],
  ])("%s is seen", (_, current) => {
    expect(compareSnapshots(committed, current).length).toBeGreaterThan(0);
  });

  test("no change passes", () => {
    expect(compareSnapshots(committed, committed)).toEqual([]);
  });
});
