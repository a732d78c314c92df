import { expect, it } from "vitest";
import type { FeedClaim } from "../../../../server/domain/reconcile/feed-claim.ts";
import { joinClaim } from "../../../../server/domain/reconcile/feeds/join-claim.ts";

const CLAIM: FeedClaim = {
  row: 4,
  claimId: "S-1",
  channel: "direct",
  settlementId: "S-1",
  receiptNumber: "R-1",
  institutionCode: "P33050000001",
  person: null,
  insuredRegion: null,
  claimedOn: "2026-08-01",
  traceCodes: ["cn:1"],
  totalFen: 100n,
  fundFen: null,
};
const FIRST = { claim: CLAIM, parts: ["a"] };

it("lines of one receipt are summed to the fen, in the place of the first", () => {
  const line = { ...CLAIM, row: 9, traceCodes: ["cn:2"], totalFen: 55n, insuredRegion: 330_500 };
  expect(joinClaim(FIRST, line, "b")).toEqual({
    claim: { ...CLAIM, traceCodes: ["cn:1", "cn:2"], totalFen: 155n, insuredRegion: 330_500 },
    parts: ["a", "b"],
  });
});

it("a line that came before adds nothing", () => {
  expect(joinClaim(FIRST, CLAIM, "a")).toEqual(FIRST);
});

it("two lines of units of one opened pack name its code once and cost what both do", () => {
  expect(joinClaim(FIRST, CLAIM, "b").claim).toMatchObject({ traceCodes: ["cn:1"], totalFen: 200n });
});
