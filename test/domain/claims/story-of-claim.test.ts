import { describe, expect, it } from "vitest";
import { CLAIM_STEPS, STEP_WORDS } from "../../../server/domain/claims/step-words.ts";
import { storyOfClaim } from "../../../server/domain/claims/story-of-claim.ts";
import type { PackClaim } from "../../../server/domain/pack-story.ts";
import { wordOf } from "../../support/claim-facts.ts";

const proofAt = (block: number) => ({
  block,
  transactionHash: wordOf(block),
  recordedAtSec: 1_000 + block,
});
const told = (steps: PackClaim["steps"]): PackClaim => ({
  id: wordOf(0xc1),
  state: "paid",
  channel: "direct",
  filer: { id: 5, code: "P1", name: "城南药店", kind: "pharmacy", region: 330_500 },
  payerRegion: 330_500,
  claimedAtSec: 900,
  totalFen: 12_805n,
  approvedFen: 10_000n,
  proof: proofAt(3),
  steps,
});
const BUREAU = { id: 1, code: "B1", name: "湖州医保局", kind: "bureau", region: 330_500 } as const;

describe("the story of a claim", () => {
  it("begins with what the fund was asked for, in yuan, at the time of the claim", () => {
    expect(storyOfClaim(told([]))).toEqual([
      {
        step: "claimed",
        atSec: 900,
        recordedAtSec: 1_003,
        block: 3,
        isLate: false,
        isImported: false,
        chinese: "城南药店向 330500 医保基金申报结算 128.05 元",
        english: "城南药店 claimed 128.05 yuan from the fund of region 330500",
      },
    ]);
  });

  it("goes on in the order of the ledger, with the money where a step is about money", () => {
    const [, approved, paid, upheld] = storyOfClaim(
      told([
        { kind: "approved", by: BUREAU, fen: 10_000n, proof: proofAt(4) },
        { kind: "paid", by: BUREAU, fen: 10_000n, proof: proofAt(5) },
        { kind: "upheld", by: BUREAU, fen: null, proof: proofAt(6) },
      ]),
    );
    expect(approved).toMatchObject({
      step: "claim-approved",
      block: 4,
      atSec: 1_004,
      english: "湖州医保局: approved: 100.00 yuan",
    });
    expect(paid).toMatchObject({ step: "claim-paid", block: 5, chinese: "湖州医保局：已拨付 100.00 元" });
    expect(upheld).toMatchObject({ step: "claim-upheld", english: "湖州医保局: upheld" });
  });

  it("has a step of its own and words in both languages for everything that can happen", () => {
    const lines = CLAIM_STEPS.map(
      (kind) => storyOfClaim(told([{ kind, by: BUREAU, fen: null, proof: proofAt(4) }]))[1],
    );
    expect(new Set(lines.map((line) => line?.step)).size).toBe(CLAIM_STEPS.length);
    for (const kind of CLAIM_STEPS) {
      expect(STEP_WORDS[kind].chinese).toMatch(/[\u4e00-\u9fff]/);
      expect(STEP_WORDS[kind].english).toMatch(/^[a-z]/);
    }
  });
});
