/** Lets acts under one name happen one after the other; acts under different names do not wait. */
export function createInTurn(): <T>(name: string, act: () => Promise<T>) => Promise<T> {
  const waiting = new Map<string, Promise<unknown>>();
  return async <T>(name: string, act: () => Promise<T>): Promise<T> => {
    const before = waiting.get(name);
    const turn = (async () => {
      // How the one before ended is told to whoever asked for it.
      if (before !== undefined) await Promise.allSettled([before]);
      return act();
    })();
    waiting.set(name, turn);
    try {
      return await turn;
    } finally {
      if (waiting.get(name) === turn) waiting.delete(name);
    }
  };
}
