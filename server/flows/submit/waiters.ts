/** Those who wait until something with a name has happened, each for a time. */
export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>();
  return {
    wait(name, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, timeoutMs);
      const wakes = waiting.get(name) ?? new Set();
      wakes.add(resolve);
      waiting.set(name, wakes);
      const end = (): void => {
        clearTimeout(timer);
        wakes.delete(resolve);
        if (wakes.size === 0 && waiting.get(name) === wakes) waiting.delete(name);
      };
      return { done: promise, end };
    },
    wake(name) {
      for (const wake of waiting.get(name) ?? []) wake();
    },
  };
}

export type Waiters = {
  /** `done` resolves when it happened or the time is up; `end` is called in any case. */
  wait(name: string, timeoutMs: number): { readonly done: Promise<void>; readonly end: () => void };
  wake(name: string): void;
};
