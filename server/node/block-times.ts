/**
 * What time the next block gets, and when it may be made. Pure.
 *
 * Live: at most one block a second, at max(parent + 1, wall), never ahead of the wall. A wall clock that was
 * set back behind the newest block stops writes until it has caught up: a block must not lie about when it
 * was.
 *
 * While a demo ledger is built (from its genesis, until `build-end` is in the journal) the builder says the
 * time and blocks are made as soon as there is something to put in; they too never run ahead of the wall.
 * Until the builder has said a time in this process there are no blocks: the wall's time would jump over the
 * days that are still to be built.
 */
export function decideNextBlock(now: {
  readonly headTimeSec: number;
  readonly wallMs: number;
  readonly build: BuildState;
}): NextBlockDecision {
  const wallSec = Math.floor(now.wallMs / 1000);
  const soonestSec = now.headTimeSec + 1;
  const wantedSec = now.build.kind === "building" ? (now.build.timeSec ?? soonestSec) : wallSec;
  const timeSec = Math.max(soonestSec, wantedSec);
  const waitMs = Math.max(0, timeSec * 1000 - now.wallMs);
  if (wallSec < now.headTimeSec) return { state: "behind", timeSec, waitMs };
  if (now.build.kind !== "building") return { state: "wall", timeSec, waitMs };
  return { state: now.build.timeSec === null ? "build-time-unset" : "building", timeSec, waitMs };
}

export type BuildState =
  | { readonly kind: "building"; readonly timeSec: number | null }
  | { readonly kind: "ended"; readonly block: number }
  /** The ledger was never built with past times. */
  | { readonly kind: "none" };

export type NextBlockDecision = {
  readonly state: "wall" | "behind" | "building" | "build-time-unset";
  /** What a simulation on `pending` sees as block time. */
  readonly timeSec: number;
  readonly waitMs: number;
};
