import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeNoisyFeed, NOISE_KINDS } from "../../../scripts/score/honest-noise.ts";
import type { FoundRow } from "../../../scripts/score/score-findings.ts";
import { scoreNoise } from "../../../scripts/score/score-noise.ts";

const FEED = new URL("../../../../shared/data/feed", import.meta.url).pathname;
const found = (claimId: string, kind: string, verdict = "suspect"): FoundRow => ({ claimId, kind, verdict });

test("a slip counts as named by its own kind, and as accused by any violation", () => {
  const noise = {
    C1: "UTC for +8",
    C2: "UTC for +8",
    C3: "message sent twice",
    C4: "message sent twice",
  } as const;
  const rows = [found("C1", "time_zone"), found("C2", "expired", "violation"), found("C4", "near_code")];
  const scores = scoreNoise(noise, rows);
  const told = scores
    .filter(({ made }) => made > 0)
    .map(({ kind, named, accused }) => [kind, named, accused]);
  expect(told).toEqual([
    ["message sent twice", 1, []],
    ["UTC for +8", 1, ["C2"]],
  ]);
});

test.skipIf(!existsSync(FEED))(
  "the same seed makes the same slips, each in a clean claim of its own",
  async () => {
    const work = mkdtempSync(join(tmpdir(), "caretrail-noise-"));
    try {
      const [one, other, third] = ["one", "other", "third"].map((name) => join(work, name));
      const noise = await makeNoisyFeed(FEED, one ?? "", 5);
      expect(await makeNoisyFeed(FEED, other ?? "", 5)).toEqual(noise);
      expect(await makeNoisyFeed(FEED, third ?? "", 6)).not.toEqual(noise);
      for (const name of ["claims.csv", "sales-3505.ndjson", "returns-3506.ndjson"]) {
        expect(readFileSync(join(one ?? "", name))).toEqual(readFileSync(join(other ?? "", name)));
      }
      expect(new Set(Object.values(noise))).toEqual(new Set(Object.keys(NOISE_KINDS)));
      const planted = JSON.parse(readFileSync(join(FEED, "planted.json"), "utf8"));
      expect(Object.keys(noise).filter((id) => id in planted.claims)).toEqual([]);
    } finally {
      rmSync(work, { recursive: true });
    }
  },
);
