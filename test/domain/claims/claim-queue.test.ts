import { describe, expect, it } from "vitest";
import { QUEUED_STATES, queuePlaceOf } from "../../../server/domain/claims/claim-queue.ts";
import { CLAIM_STATES } from "../../../server/domain/lifecycles.ts";
import { claimRow } from "./support/claim-row.ts";

describe("the queue of a payer's bureau", () => {
  it("holds a claim while somebody of the bureau has something to do", () => {
    const queued = CLAIM_STATES.filter((state) => queuePlaceOf(claimRow({ state })) !== null);
    expect([...queued].sort()).toEqual([...QUEUED_STATES].sort());
    expect([...queued].sort()).toEqual(["appealed", "approved", "disputed", "provisional", "submitted"]);
  });

  it("names the payer's region, the state, the deadline and the place on the chain", () => {
    const row = claimRow({ state: "appealed", deadlineSec: 77 });
    expect(queuePlaceOf(row)).toEqual({
      region: row.content.payerRegion,
      state: "appealed",
      deadlineSec: 77,
      block: row.origin.block,
      logIndex: row.origin.logIndex,
    });
    expect(queuePlaceOf(claimRow({ state: "approved" }))?.deadlineSec).toBeNull();
  });
});
