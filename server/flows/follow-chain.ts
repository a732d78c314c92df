import { type Failure, isFailure } from "../domain/failure.ts";
import type { IndexCursor } from "../domain/index-store.ts";
import type { Clock, Log } from "../domain/ports.ts";
import { type IndexingParts, indexChain, isPassing } from "./index-chain.ts";

export type FollowLimits = {
  /** How often the head is asked for. */
  readonly headPollMs: number;
  /** How long an absent or contradicting node is left alone. */
  readonly retryMs: number;
};

/** What status and metrics say of the indexer. `head` is null until the node has answered once. */
export type FollowState = {
  readonly head: number | null;
  readonly indexed: number | null;
  readonly lagBlocks: number | null;
  readonly eventCount: number;
  /** Over the last commits. */
  readonly eventsPerSec: number;
  readonly isReachable: boolean;
  /** Why the indexer stands still for good; null while it runs. */
  readonly halted: Failure | Error | null;
};

export type Follower = {
  /** There is a new block: asks for it now and not at the next poll. */
  poke(): void;
  /** Ends at a whole commit. */
  stop(): Promise<void>;
  state(): FollowState;
};

export type FollowParts = Omit<IndexingParts, "onCommit" | "isStopping"> & {
  readonly log: Log;
  readonly clock: Clock;
  readonly followLimits: FollowLimits;
};

/**
 * Keeps the index at the chain's head until it is stopped. An absent node is waited for; a chain that is not
 * ours, or a log that cannot be decoded, halts it with an alarm: nothing of another chain is ever mixed in.
 */
export function followChain(parts: FollowParts): Follower {
  const { source, store, log, followLimits } = parts;
  const speed = new Speed(parts.clock, store.cursor());
  const pause = new Pause();
  let head: number | null = null;
  let isReachable = true;
  let isStopping = false;
  let halted: Failure | Error | null = null;

  const step = async (): Promise<void> => {
    head = await source.headBlock();
    if (!isReachable) log.info({ head }, "chain reachable again");
    isReachable = true;
    if (head <= (store.cursor()?.block ?? -1)) return pause.wait(followLimits.headPollMs);
    await indexChain(
      { ...parts, onCommit: (cursor) => speed.add(cursor), isStopping: () => isStopping },
      head,
    );
  };

  const run = async (): Promise<void> => {
    while (!isStopping && halted === null) {
      try {
        await step();
      } catch (error) {
        if (isPassing(error)) {
          if (isReachable) log.warn(factsOf(error), "chain unreachable");
          isReachable = false;
          await pause.wait(followLimits.retryMs);
          continue;
        }
        halted = error instanceof Error ? error : new Error("the indexer was stopped by no error");
        log.error({ ...factsOf(error), err: error, block: store.cursor()?.block ?? null }, "indexing halted");
      }
    }
  };
  const running = run();

  return {
    poke: () => pause.end(),
    stop: async () => {
      isStopping = true;
      pause.end();
      await running;
    },
    state: () => {
      const indexed = store.cursor()?.block ?? null;
      return {
        head,
        indexed,
        lagBlocks: head === null ? null : Math.max(head - (indexed ?? -1), 0),
        eventCount: store.cursor()?.eventCount ?? 0,
        eventsPerSec: speed.eventsPerSec(),
        isReachable,
        halted,
      };
    },
  };
}

/** A wait that somebody may end early; ended while nobody waits, the next wait ends at once. */
class Pause {
  #end: (() => void) | null = null;
  #isDue = false;

  wait(timeoutMs: number): Promise<void> {
    if (this.#isDue) {
      this.#isDue = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), timeoutMs);
      this.#end = () => {
        clearTimeout(timer);
        this.#end = null;
        resolve();
      };
    });
  }

  end(): void {
    if (this.#end === null) this.#isDue = true;
    else this.#end();
  }

  #wake(): void {
    this.#end?.();
  }
}

const SPEED_WINDOW_MS = 10_000;

/** Events a second over a window of the newest commits. */
class Speed {
  readonly #clock: Clock;
  #marks: { readonly atMs: number; readonly eventCount: number }[];

  constructor(clock: Clock, cursor: IndexCursor | null) {
    this.#clock = clock;
    this.#marks = [{ atMs: clock.nowMs(), eventCount: cursor?.eventCount ?? 0 }];
  }

  add(cursor: IndexCursor): void {
    const atMs = this.#clock.nowMs();
    this.#marks.push({ atMs, eventCount: cursor.eventCount });
    // The newest mark before the window stays: the window's events are counted from it.
    while ((this.#marks[1]?.atMs ?? atMs) < atMs - SPEED_WINDOW_MS) this.#marks.shift();
  }

  eventsPerSec(): number {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined) return 0;
    const elapsedMs = Math.max(this.#clock.nowMs() - first.atMs, 1);
    return ((last.eventCount - first.eventCount) * 1_000) / elapsedMs;
  }
}

function factsOf(error: unknown): object {
  return isFailure(error) ? { code: error.code, facts: error.facts } : {};
}
