import { expect, test } from "vitest";
import { decideNextBlock } from "../../server/node/block-times.ts";

const none = { kind: "none" } as const;
const ended = { kind: "ended", block: 7 } as const;
const building = (timeSec: number | null) => ({ kind: "building", timeSec }) as const;

test.each([
  ["the wall is ahead: now, at the wall's second", 100, 105_700, none, "wall", 105, 0],
  ["one second after the parent: now", 100, 101_000, none, "wall", 101, 0],
  ["in the parent's second: at the next", 100, 100_400, none, "wall", 101, 600],
  ["the wall is behind the parent: no writes", 100, 99_999, none, "behind", 101, 1_001],
  ["after the build's end the wall rules", 100, 105_000, ended, "wall", 105, 0],
  ["while building: the builder's time, at once", 100, 900_000, building(300), "building", 300, 0],
  ["many blocks in one build time: a second each", 300, 900_000, building(300), "building", 301, 0],
  ["the builder's time is ahead of the wall: wait", 100, 200_000, building(250), "building", 250, 50_000],
  ["no build time said yet: no writes", 100, 900_000, building(null), "build-time-unset", 101, 0],
  ["building, and the wall behind the parent", 300, 200_000, building(300), "behind", 301, 101_000],
] as const)("%s", (_, headTimeSec, wallMs, build, state, timeSec, waitMs) => {
  expect(decideNextBlock({ headTimeSec, wallMs, build })).toEqual({ state, timeSec, waitMs });
});
