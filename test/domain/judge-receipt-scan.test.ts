import { expect, test } from "vitest";
import type { ParcelRow } from "../../server/domain/drug-rows.ts";
import { judgeReceiptScan } from "../../server/domain/judge-receipt-scan.ts";
import type { BatchRow } from "../../server/domain/read-model.ts";

const BATCH = "0x00000000000000aa";
const HASH = `0x${"00".repeat(32)}` as const;
const coming: ParcelRow = {
  batch: BATCH,
  from: 0,
  to: 10,
  holder: 3,
  counterparty: 5,
  state: "in-transit",
  consignment: HASH,
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
  expiresAtSec: 3_000,
  keyEpoch: 1,
  priceCommitment: HASH,
  status: "sealed",
  provenance: "maker",
  opened: { block: 1, logIndex: 0, recordedAtSec: 1, transactionHash: HASH },
  sealed: null,
  recalled: null,
  quarantines: [],
  labelsHash: null,
};
const recalled: BatchRow = { ...batch, status: "recalled" };
const usual = { institution: 5, kind: "pharmacy", parcel: coming, batch } as const;

test.each<[string, Partial<Parameters<typeof judgeReceiptScan>[0]>, string | null]>([
  ["goods on their way here", {}, null],
  ["goods on their way to another", { institution: 6 }, "not-found"],
  ["goods of another's shelf", { parcel: { ...coming, state: "held", counterparty: 0 } }, "not-found"],
  ["a pack without a parcel", { parcel: null }, "not-found"],
  [
    "goods that are here",
    { parcel: { ...coming, state: "held", holder: 5, counterparty: 0 } },
    "run-not-of-consignment",
  ],
  ["disputed goods", { parcel: { ...coming, state: "disputed" } }, "parcel-not-in-state"],
  ["lost goods", { parcel: { ...coming, state: "lost" } }, "parcel-not-in-state"],
  ["recalled goods at a shop", { batch: recalled }, "batch-only-goes-back"],
  ["recalled goods at a wholesaler", { batch: recalled, kind: "wholesaler" }, null],
  ["recalled goods at their maker", { batch: recalled, kind: "maker" }, null],
])("%s", (_, change, failure) => {
  expect(judgeReceiptScan({ ...usual, ...change })?.failure ?? null).toBe(failure);
});
