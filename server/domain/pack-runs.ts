import type { BatchId, PackRef, PackRun } from "./ids.ts";

/** The fewest runs of consecutive indices that hold exactly these packs, by batch and index. */
export function runsOfPacks(packs: readonly PackRef[]): PackRun[] {
  const runs: { batch: BatchId; from: number; to: number }[] = [];
  for (const { batch, index } of [...packs].sort(byPlace)) {
    const last = runs.at(-1);
    if (last === undefined || last.batch !== batch || index > last.to) {
      runs.push({ batch, from: index, to: index + 1 });
    } else last.to = Math.max(last.to, index + 1);
  }
  return runs;
}

/** What is left of `runs` without `taken`. */
export function withoutRuns(runs: readonly PackRun[], taken: readonly PackRun[]): PackRun[] {
  let left = [...runs];
  for (const gone of taken) left = left.flatMap((run) => withoutRun(run, gone));
  return left;
}

export function packCountOf(runs: readonly PackRun[]): number {
  return runs.reduce((count, run) => count + run.to - run.from, 0);
}

export function holdsPack(run: PackRun, pack: PackRef): boolean {
  return run.batch === pack.batch && run.from <= pack.index && pack.index < run.to;
}

function withoutRun(run: PackRun, gone: PackRun): PackRun[] {
  if (run.batch !== gone.batch || gone.to <= run.from || run.to <= gone.from) return [run];
  const left: PackRun[] = [];
  if (run.from < gone.from) left.push({ ...run, to: gone.from });
  if (gone.to < run.to) left.push({ ...run, from: gone.to });
  return left;
}

function byPlace(a: PackRef, b: PackRef): number {
  if (a.batch !== b.batch) return a.batch < b.batch ? -1 : 1;
  return a.index - b.index;
}
