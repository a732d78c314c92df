/** The wall clock and its alarms, as a port, so that tests move time instead of waiting for it. */
export type NodeClock = {
  readonly nowMs: () => number;
  /** Runs `wake` once after the delay; the answer cancels it. */
  readonly after: (delayMs: number, wake: () => void) => () => void;
};

export const systemClock: NodeClock = {
  nowMs: () => Date.now(),
  after: (delayMs, wake) => {
    const timer = setTimeout(wake, delayMs);
    return () => clearTimeout(timer);
  },
};

export const wallSecOf = (clock: NodeClock): number => Math.floor(clock.nowMs() / 1000);
