/** Sections that run one after the other, in the order in which they asked. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(section) {
      const turn = last.then(section);
      // How a section ends is its caller's business, not the next one's.
      last = turn.catch((error: unknown) => error);
      return turn;
    },
  };
}

export type Turns = { take<T>(section: () => Promise<T>): Promise<T> };
