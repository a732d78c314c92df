import { describe, expect, test } from "vitest";
import type { ConsignmentRow } from "../../../server/domain/drug-rows.ts";
import { wordOfRun } from "../../../server/domain/pack-words.ts";
import { planAnswer, planShipment } from "../../../server/flows/plan/plan-consignment.ts";
import { refusalOf } from "../support/whole-ledger.ts";
import { ADDRESS, BATCH, HASH, NO_HASH, ORIGIN, shelfView } from "./support/shelf-view.ts";

const run = (from: number, to: number) => ({ batch: BATCH, from, to }) as const;
const consignment: ConsignmentRow = {
  id: HASH,
  sender: 1,
  receiver: 7,
  documentKey: HASH,
  shippedAtSec: 900,
  state: "shipped",
  outstandingCount: 60,
  runs: [run(0, 60)],
  lineCommitments: [NO_HASH],
  receipts: [],
  withdrawals: [],
  disputes: [],
  isImported: false,
  operator: ADDRESS,
  origin: ORIGIN,
};
const content = {
  sender: 1,
  receiver: 7,
  documentKey: HASH,
  shippedAtSec: 900,
  runs: [wordOfRun(run(0, 60))],
  lineCommitments: [NO_HASH],
};

describe("calls of DrugCustody for a consignment", () => {
  const view = shelfView({ borders: [20], consignment });
  const pieces = [wordOfRun(run(10, 20)), wordOfRun(run(20, 30))];

  test("a shipment names its sender, and each piece its line's commitment", async () => {
    const body = {
      kind: "ship-consignment",
      receiver: 9,
      documentKey: HASH,
      shippedAtSec: 950,
      runs: [run(10, 30)],
      lineCommitments: [HASH],
    } as const;
    const [call, ...others] = await planShipment(body, 7, view);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ contract: "drugCustody", method: "shipConsignment" });
    expect(call?.args).toEqual([
      {
        sender: 7,
        receiver: 9,
        documentKey: HASH,
        shippedAtSec: 950,
        runs: pieces,
        lineCommitments: [HASH, HASH],
      },
      [0, 20],
    ]);
  });

  test("receipt, withdrawal and dispute pass the content again and are cut at the parcels", async () => {
    const runs = [run(10, 30)];
    const received = {
      kind: "receive-consignment",
      consignment: HASH,
      receivedAtSec: 960,
      accepted: runs,
    } as const;
    const withdrawn = { kind: "withdraw-consignment", consignment: HASH, withdrawnAtSec: 961, runs } as const;
    const disputed = {
      kind: "dispute-consignment",
      consignment: HASH,
      disputedAtSec: 962,
      reasonHash: HASH,
      runs,
    } as const;
    expect(await planAnswer(received, view)).toEqual([
      { contract: "drugCustody", method: "receiveConsignment", args: [content, 960, pieces, [0, 20]] },
    ]);
    expect(await planAnswer(withdrawn, view)).toEqual([
      { contract: "drugCustody", method: "withdrawConsignment", args: [content, 961, pieces, [0, 20]] },
    ]);
    expect(await planAnswer(disputed, view)).toEqual([
      { contract: "drugCustody", method: "disputeConsignment", args: [content, 962, pieces, [0, 20], HASH] },
    ]);
  });

  test("a side answers and the bureau resolves, parcel by parcel", async () => {
    const runs = [run(0, 60)];
    const words = [wordOfRun(run(0, 20)), wordOfRun(run(20, 60))];
    const answered = { kind: "answer-dispute", consignment: HASH, outcome: "returned", runs } as const;
    const resolved = { kind: "resolve-dispute", consignment: HASH, outcome: "lost", runs } as const;
    expect(await planAnswer(answered, view)).toEqual([
      { contract: "drugCustody", method: "answerDispute", args: [content, 1, words] },
    ]);
    expect(await planAnswer(resolved, view)).toEqual([
      { contract: "drugCustody", method: "resolveDispute", args: [content, 2, words] },
    ]);
  });

  test("a consignment that the index does not hold is unknown", async () => {
    const body = { kind: "withdraw-consignment", consignment: NO_HASH, withdrawnAtSec: 1, runs: [] } as const;
    expect((await refusalOf(planAnswer(body, view))).code).toBe("consignment-unknown");
  });
});
