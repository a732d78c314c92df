/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/**
 * Rounds of several works in turn, every second one backwards (ABBA): whatever the machine does meanwhile
 * falls on all of them. Gives the times of each work in the order of rounds.
 */
export async function inTurn(works: readonly (() => Promise<number>)[], rounds: number): Promise<number[][]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    const order = works.map((_, nth) => (round % 2 === 0 ? nth : works.length - 1 - nth));
    for (const nth of order) {
      const work = works[nth];
      if (work !== undefined) times[nth]?.push(await work());
    }
  }
  return times;
}
