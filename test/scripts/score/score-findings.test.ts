import { expect, it } from "vitest";
import { missedReaches, scoreFindings, wordsOfScore } from "../../../scripts/score/score-findings.ts";

const PLANTED = {
  claims_total: 10_002,
  kinds: { no_sale: { zh: "空卖空报", claims: 2 }, expired: { claims: 1 } },
  claims: { C1: ["no_sale"], C2: ["no_sale", "expired"] },
};
const found = (claimId: string, kind: string, verdict = "violation") => ({ claimId, kind, verdict });
const ALL = [found("C1", "no_sale"), found("C2", "no_sale"), found("C2", "expired")];

it("everything planted and nothing else is every reach", () => {
  const score = scoreFindings(PLANTED, ALL);
  expect(score).toEqual({
    kinds: [
      { kind: "no_sale", planted: 2, found: 2, told: 2 },
      { kind: "expired", planted: 1, found: 1, told: 1 },
    ],
    cleanCount: 10_000,
    cleanWithViolation: [],
    cleanWithFinding: [],
    plantedCount: 2,
    beyondCount: 0,
    ofNoClaimCount: 0,
  });
  expect(missedReaches(score)).toEqual([]);
});

it.each([
  ["a planted kind that is only suspect", [found("C1", "no_sale", "suspect"), ...ALL.slice(1)], 1],
  ["a planted kind that is not found", ALL.slice(1), 1],
  ["a kind beyond a claim's own", [...ALL, found("C1", "expired", "suspect")], 1],
  ["five clean claims with a violation", [...ALL, ...many(5, "violation")], 0],
  ["six clean claims with a violation", [...ALL, ...many(6, "violation")], 1],
  ["a hundred clean claims with a suspect", [...ALL, ...many(100, "suspect")], 0],
  ["a hundred and one", [...ALL, ...many(101, "suspect")], 1],
])("%s", (_, rows, missed) => {
  expect(missedReaches(scoreFindings(PLANTED, rows))).toHaveLength(missed);
});

it("a claim found twice counts once, and the feed as a whole is no claim", () => {
  const rows = [...ALL, found("X", "late_message"), found("X", "late_message"), found("", "index_differs")];
  const score = scoreFindings(PLANTED, rows);
  expect(score.cleanWithViolation).toEqual(["X"]);
  expect(score.ofNoClaimCount).toBe(1);
});

it("is told kind by kind", () => {
  const lines = wordsOfScore(scoreFindings(PLANTED, ALL.slice(1)), PLANTED);
  expect(lines[1]).toMatch(/^no_sale +2 +1 +1 +100 % +50 % +空卖空报$/);
});

function many(count: number, verdict: string) {
  return Array.from({ length: count }, (_, n) => found(`D${n}`, "time_zone", verdict));
}
