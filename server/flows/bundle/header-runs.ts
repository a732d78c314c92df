import { fail } from "../../domain/failure.ts";

/** Blocks [from, to], both included. */
export type HeaderRun = { readonly from: number; readonly to: number };

/**
 * The headers that tie events to blocks somebody signed: of each event's block up to the first signed block
 * at or after it, or up to the head. Events before the same signed block lie in one run.
 */
export async function planHeaderRuns(asked: {
  readonly eventBlocks: readonly number[];
  readonly signedFrom: (block: number) => Promise<number | null>;
  readonly head: number;
  readonly headersMax: number;
}): Promise<readonly HeaderRun[]> {
  const { signedFrom, head, headersMax } = asked;
  const starts = new Map<number, number>();
  for (const block of asked.eventBlocks) {
    if (block > head) fail("could-not-look", { missing: ["head"], block, head });
    const signed = await signedFrom(block);
    const end = signed === null || signed > head ? head : signed;
    starts.set(end, Math.min(starts.get(end) ?? block, block));
  }
  const runs = [...starts].map(([to, from]) => ({ from, to })).sort((a, b) => a.from - b.from);
  const headerCount = runs.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (headerCount > headersMax) fail("bundle-head-too-far", { headerCount, headersMax });
  return runs;
}
