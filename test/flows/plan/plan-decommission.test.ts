import { describe, expect, test } from "vitest";
import { wordOfLine, wordOfRun } from "../../../server/domain/pack-words.ts";
import { planDecommission } from "../../../server/flows/plan/plan-decommission.ts";
import { BATCH, HASH, shelfView } from "./support/shelf-view.ts";

describe("the call that writes packs off", () => {
  test("names each piece's parcel as it stands: writing off divides none", async () => {
    const body = {
      kind: "decommission-packs",
      documentKey: HASH,
      occurredAtSec: 950,
      reason: "expired",
      runs: [
        { batch: BATCH, from: 2, to: 5 },
        { batch: BATCH, from: 7, to: 25 },
      ],
      remnants: [{ batch: BATCH, index: 30, units: 4 }],
    } as const;
    const runs = [
      { batch: BATCH, from: 2, to: 5 },
      { batch: BATCH, from: 7, to: 20 },
      { batch: BATCH, from: 20, to: 25 },
    ] as const;
    expect(await planDecommission(body, 7, shelfView({ borders: [20] }))).toEqual([
      {
        contract: "drugLedger",
        method: "decommissionPacks",
        args: [
          {
            institution: 7,
            documentKey: HASH,
            occurredAtSec: 950,
            reason: 5,
            runs: runs.map(wordOfRun),
            remnants: [wordOfLine({ batch: BATCH, index: 30, units: 4, priceFen: 0n })],
          },
          [0, 0, 20],
          [20],
        ],
      },
    ]);
  });
});
