import { describe, expect, test } from "vitest";
import { planJoin } from "../../../server/flows/plan/plan-join.ts";
import { refusalOf } from "../support/whole-ledger.ts";
import { BATCH, shelfView } from "./support/shelf-view.ts";

describe("neighbours become one parcel", () => {
  const join = (from: number, to: number, borders: readonly number[]) =>
    planJoin({ kind: "join-parcels", batch: BATCH, from, to }, shelfView({ borders }));

  test("the first takes in all that follow", async () => {
    expect(await join(10, 40, [10, 20, 25, 40])).toEqual([
      { contract: "drugCustody", method: "joinParcels", args: [`${BATCH}0000000a`, [20, 25]] },
    ]);
  });

  test("nothing is left to do where they are one already", async () => {
    expect(await join(10, 40, [10, 40])).toEqual([]);
  });

  test("a run that begins inside a parcel is refused", async () => {
    expect((await refusalOf(join(12, 40, [10, 40]))).code).toBe("parcel-unknown");
  });
});
