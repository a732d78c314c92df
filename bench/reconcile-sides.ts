/** One side at one size, in a process of its own: what it took, what it held at most, and what it found. */
export type SideResult = {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly foundCount: number;
  /** Over every claim with something wrong, in the order of the feed. */
  readonly digest: string;
};

export const SIDES = ["ours", "map", "sqlite"] as const;

export type Side = (typeof SIDES)[number];
