import type { RegionCode } from "../ids.ts";
import type { ClaimState } from "../lifecycles.ts";
import type { ClaimRow } from "./claim-rows.ts";

/** States in which the payer's bureau has something to do, in the order in which its clerks look at them. */
export const QUEUED_STATES = [
  "submitted",
  "appealed",
  "provisional",
  "disputed",
  "approved",
] as const satisfies readonly ClaimState[];

export type QueuedState = (typeof QUEUED_STATES)[number];

/** Where a claim stands in its payer's queue; null when nothing is left to do. */
export function queuePlaceOf(row: ClaimRow): QueuePlace | null {
  const state = QUEUED_STATES.find((queued) => queued === row.state);
  if (state === undefined) return null;
  const { block, logIndex } = row.origin;
  return { region: row.content.payerRegion, state, deadlineSec: row.deadlineSec, block, logIndex };
}

export type QueuePlace = {
  readonly region: RegionCode;
  readonly state: QueuedState;
  readonly deadlineSec: number | null;
  readonly block: number;
  readonly logIndex: number;
};
