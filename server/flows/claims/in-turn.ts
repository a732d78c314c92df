/** Lets work with one name follow one another; work with other names goes on beside it. */
export type InTurn = {
  /** Runs `work` when every name is free, and holds them all until it has ended. */
  run<Result>(names: readonly string[], work: () => Promise<Result>): Promise<Result>;
};

export function createInTurn(): InTurn {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(names, work) {
      const distinct = [...new Set(names)];
      // All places are taken at once, so that two callers never wait for each other's.
      const before = distinct.map((name) => tails.get(name) ?? Promise.resolve());
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const name of distinct) tails.set(name, held);
      await Promise.all(before);
      try {
        return await work();
      } finally {
        release();
        for (const name of distinct) if (tails.get(name) === held) tails.delete(name);
      }
    },
  };
}
