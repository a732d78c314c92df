import { describe, expect, test } from "vitest";
import { disputedOf, inTransitOf, runsWithin } from "../../server/domain/consignment-rest.ts";
import type { ConsignmentRow } from "../../server/domain/drug-rows.ts";
import type { PackRun } from "../../server/domain/ids.ts";

const BATCH = "0x00000000000000aa";
const HASH = `0x${"11".repeat(32)}` as const;
const ADDRESS = `0x${"22".repeat(20)}` as const;
const origin = { block: 5, logIndex: 0, recordedAtSec: 1_000, transactionHash: HASH };
const run = (from: number, to: number): PackRun => ({ batch: BATCH, from, to });
const signed = { operator: ADDRESS, origin };

const shipped: ConsignmentRow = {
  id: HASH,
  sender: 1,
  receiver: 2,
  documentKey: HASH,
  shippedAtSec: 900,
  state: "shipped",
  outstandingCount: 100,
  runs: [run(0, 60), run(60, 100)],
  lineCommitments: [HASH, HASH],
  receipts: [],
  withdrawals: [],
  disputes: [],
  isImported: false,
  ...signed,
};
const said = (kind: "opened" | "answered" | "resolved", ...runs: PackRun[]) => ({
  kind,
  by: 1,
  outcome: kind === "opened" ? null : ("returned" as const),
  occurredAtSec: 950,
  reasonHash: null,
  runs,
  ...signed,
});

const later: ConsignmentRow = {
  ...shipped,
  receipts: [{ receivedAtSec: 950, accepted: [run(0, 10)], ...signed }],
  withdrawals: [{ withdrawnAtSec: 950, runs: [run(10, 20)], ...signed }],
  disputes: [
    said("opened", run(20, 40)),
    said("answered", run(20, 40)),
    said("opened", run(70, 80)),
    said("resolved", run(20, 30)),
  ],
};

describe("what is left of a consignment", () => {
  test("all of it is on its way when it was just shipped, and nothing contested", () => {
    expect(inTransitOf(shipped)).toEqual(shipped.runs);
    expect(disputedOf(shipped)).toEqual([]);
  });

  test("what was received, taken back or ever contested is not on its way", () => {
    expect(inTransitOf(later)).toEqual([run(40, 60), run(60, 70), run(80, 100)]);
  });

  test("contested is what was opened and not resolved; an answer alone ends nothing", () => {
    expect(disputedOf(later)).toEqual([run(30, 40), run(70, 80)]);
  });

  test("runs are cut to those they must lie in", () => {
    expect(runsWithin([run(5, 65)], [run(0, 10), run(60, 100)])).toEqual([run(5, 10), run(60, 65)]);
  });
});
