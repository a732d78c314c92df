import { describe, expect, test } from "vitest";
import { planHeaderRuns } from "../../../server/flows/bundle/header-runs.ts";
import { codeOfAsync } from "../../http/support/code-of.ts";

const plan = (eventBlocks: number[], signed: number[], head = 1_000, headersMax = 5_000) =>
  planHeaderRuns({
    eventBlocks,
    signedFrom: async (block) => signed.find((each) => each >= block) ?? null,
    head,
    headersMax,
  });

describe("runs of headers", () => {
  test.each([
    ["no checkpoint: up to the head", [5, 9], [], [{ from: 5, to: 1_000 }]],
    ["events before one checkpoint share a run", [9, 5], [20], [{ from: 5, to: 20 }]],
    ["a checkpoint of an event's own block is enough", [20], [20], [{ from: 20, to: 20 }]],
    [
      "each event goes to the next checkpoint",
      [5, 21, 400],
      [20, 30],
      [
        { from: 5, to: 20 },
        { from: 21, to: 30 },
        { from: 400, to: 1_000 },
      ],
    ],
    ["a checkpoint above the head that is asked for is not used", [5], [2_000], [{ from: 5, to: 1_000 }]],
  ])("%s", async (_, events, signed, runs) => {
    expect(await plan(events, signed)).toEqual(runs);
  });

  test("the last header that is allowed, and one more", async () => {
    expect(await plan([5], [14], 1_000, 10)).toEqual([{ from: 5, to: 14 }]);
    expect(await codeOfAsync(plan([5], [15], 1_000, 10))).toBe("bundle-head-too-far");
  });

  test("an event behind the head that is asked for cannot be proven by it", async () => {
    expect(await codeOfAsync(plan([1_001], []))).toBe("could-not-look");
  });
});
