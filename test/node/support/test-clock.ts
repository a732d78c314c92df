import type { NodeClock } from "../../../server/node/clock.ts";

/**
 * A clock that tests move. `flowing` goes to the next block's second as soon as the miner waits for it, so
 * that blocks come one after another without waiting; `still` moves only when it is told.
 */
export class TestClock implements NodeClock {
  #nowMs: number;
  #mode: "flowing" | "still";
  readonly #alarms = new Set<Alarm>();

  constructor(nowSec: number, mode: "flowing" | "still" = "flowing") {
    this.#nowMs = nowSec * 1000;
    this.#mode = mode;
  }

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, wake: () => void): (() => void) => {
    const alarm = { atMs: this.#nowMs + delayMs, wake };
    this.#alarms.add(alarm);
    if (this.#mode === "flowing" && delayMs <= BLOCK_WAIT_MS_MAX) {
      setImmediate(() => {
        if (this.#mode === "flowing") this.set(Math.max(this.#nowMs, alarm.atMs));
      });
    }
    return () => this.#alarms.delete(alarm);
  };

  /** From here on time moves only when it is told to. */
  hold(): void {
    this.#mode = "still";
  }

  advance(ms: number): void {
    this.set(this.#nowMs + ms);
  }

  /** Backwards too: a wall clock may be set back. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
    const due = [...this.#alarms].filter((alarm) => alarm.atMs <= nowMs);
    for (const alarm of due.sort((a, b) => a.atMs - b.atMs)) {
      if (this.#alarms.delete(alarm)) alarm.wake();
    }
  }
}

type Alarm = { readonly atMs: number; readonly wake: () => void };

/** The miner never waits longer at once; what waits longer is a limit, which must not strike by itself. */
const BLOCK_WAIT_MS_MAX = 1_000;
