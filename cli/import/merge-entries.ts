import type { ImportEntry } from "../../server/domain/import/entry.ts";

/** How far a line may stand from its place in time and still be put there. */
const REORDERED_MAX = 4_096;

type Timed = {
  readonly entry: ImportEntry;
  readonly at: string;
  readonly source: number;
  readonly order: number;
};

/**
 * Merges files by the times of their lines, each with a bounded look ahead. A line whose time cannot be read
 * stays behind the line before it, and is refused where it stands. At one instant files go in the order
 * given.
 */
export async function* mergeEntries(
  sources: readonly AsyncIterable<ImportEntry>[],
): AsyncGenerator<ImportEntry> {
  const readers = sources.map((source, place) => new Sorted(source, place));
  for (;;) {
    let first: Sorted | null = null;
    let head: Timed | null = null;
    for (const reader of readers) {
      const own = await reader.head();
      if (own !== null && (head === null || isBefore(own, head))) [first, head] = [reader, own];
    }
    if (first === null || head === null) return;
    yield head.entry;
    first.take();
  }
}

/** One file in the order of time: a heap of the lines that were read ahead. */
class Sorted {
  readonly #source: AsyncIterator<ImportEntry>;
  readonly #place: number;
  readonly #heap: Timed[] = [];
  #order = 0;
  #last = "";
  #isOver = false;

  constructor(source: AsyncIterable<ImportEntry>, place: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#place = place;
  }

  async head(): Promise<Timed | null> {
    while (!this.#isOver && this.#heap.length < REORDERED_MAX) {
      const { done, value } = await this.#source.next();
      if (done === true) this.#isOver = true;
      else this.#push(value);
    }
    return this.#heap[0] ?? null;
  }

  take(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #push(entry: ImportEntry): void {
    this.#last = timeOf(entry) ?? this.#last;
    this.#heap.push({ entry, at: this.#last, source: this.#place, order: this.#order });
    this.#order += 1;
    this.#rise();
  }

  #rise(): void {
    let at = this.#heap.length - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, above)) return;
      at = above;
    }
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const smaller = this.#isBeforeAt(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(smaller, at)) return;
      at = smaller;
    }
  }

  #isBeforeAt(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    return a !== undefined && b !== undefined && isBefore(a, b);
  }

  #swapIfBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined || !isBefore(a, b)) return false;
    [this.#heap[one], this.#heap[other]] = [b, a];
    return true;
  }
}

function isBefore(one: Timed, other: Timed): boolean {
  if (one.at !== other.at) return one.at < other.at;
  return one.source === other.source ? one.order < other.order : one.source < other.source;
}

/** Times of a feed are texts whose order is that of time; the whole line need not be read for it. */
function timeOf(entry: ImportEntry): string | null {
  if (!("text" in entry)) return null;
  const pattern = entry.kind === "shipment" ? SHIPMENT_TIME : MESSAGE_TIME;
  const time = pattern.exec(entry.text)?.[1] ?? null;
  return time === null ? null : `${time.slice(0, 10)} ${time.slice(-8)}`;
}

const SHIPMENT_TIME = /"time"\s*:\s*"([0-9]{4}-[0-9]{2}-[0-9]{2} ?[0-9]{2}:[0-9]{2}:[0-9]{2})"/;
const MESSAGE_TIME = /"sel_retn_time"\s*:\s*"([0-9]{4}-[0-9]{2}-[0-9]{2} ?[0-9]{2}:[0-9]{2}:[0-9]{2})"/;
