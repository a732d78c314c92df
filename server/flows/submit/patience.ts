import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../domain/ports.ts";
import { isPassing } from "./failure-kinds.ts";

/** Waiting and trying again, until it works or the outbox stops. */
export type Patience = {
  readonly isStopped: () => boolean;
  /** False when the outbox stopped meanwhile. */
  pause(ms: number): Promise<boolean>;
  /** Tries until it works; null when the outbox stopped first. What fails must be safe to do again. */
  persist<T>(fields: object, attempt: () => Promise<T>): Promise<T | null>;
  stop(): void;
};

export function createPatience(parts: { readonly log: Log; readonly retryMs: number }): Patience {
  const stopping = new AbortController();
  const isStopped = (): boolean => stopping.signal.aborted;

  const pause = async (ms: number): Promise<boolean> => {
    try {
      await sleep(ms, undefined, { signal: stopping.signal });
    } catch (error) {
      if (!isStopped()) throw error;
    }
    return !isStopped();
  };

  return {
    isStopped,
    pause,
    async persist(fields, attempt) {
      while (!isStopped()) {
        try {
          return await attempt();
        } catch (error) {
          if (isStopped()) return null;
          if (isPassing(error)) parts.log.warn({ ...fields, code: error.code }, "outbox waits");
          else parts.log.error({ ...fields, err: error }, "outbox tries again");
        }
        if (!(await pause(parts.retryMs))) return null;
      }
      return null;
    },
    stop: () => stopping.abort(),
  };
}
