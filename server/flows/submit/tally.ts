/** Counts work under way, so that a stop can wait for its end. */
export function createTally(): Tally {
  const running = new Set<Promise<unknown>>();
  return {
    async count(work) {
      running.add(work);
      try {
        return await work;
      } finally {
        running.delete(work);
      }
    },
    async empty() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

export type Tally = {
  count<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way. */
  empty(): Promise<void>;
};
