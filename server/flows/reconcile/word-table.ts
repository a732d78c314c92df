/**
 * Which numbers belong to a word, for millions of words in a few dozen bytes each: of a word only its keyed
 * hash is held. Two words may share a hash: who looks one up checks what they find.
 */
export type WordTable = {
  add(hash: WordHash, value: number): void;
  /** In the order in which they were added. */
  of(hash: WordHash): readonly number[];
};

/** 64 bits of a keyed hash, in two halves. */
export type WordHash = { readonly high: number; readonly low: number };

export function createWordTable(): WordTable {
  return new Table();
}

const FIRST_SLOTS = 1 << 10;
/** Of slots that are taken: beyond it looking for a free one takes long. */
const LOAD_MAX = 0.7;
/** Heads and links count from 1, so that a fresh array says none. */
const NONE = 0;

class Table implements WordTable {
  #highs = new Uint32Array(FIRST_SLOTS);
  #lows = new Uint32Array(FIRST_SLOTS);
  /** Newest entry of each slot's word. */
  #heads = new Uint32Array(FIRST_SLOTS);
  #wordCount = 0;
  #values = new Uint32Array(FIRST_SLOTS);
  /** The entry before, of the same word. */
  #links = new Uint32Array(FIRST_SLOTS);
  #entryCount = 0;

  add(hash: WordHash, value: number): void {
    if (this.#wordCount >= this.#heads.length * LOAD_MAX) this.#growSlots();
    if (this.#entryCount === this.#values.length) this.#growEntries();
    const slot = this.#slotOf(hash);
    const head = this.#heads[slot] ?? NONE;
    if (head === NONE) {
      this.#highs[slot] = hash.high;
      this.#lows[slot] = hash.low;
      this.#wordCount += 1;
    }
    this.#values[this.#entryCount] = value;
    this.#links[this.#entryCount] = head;
    this.#entryCount += 1;
    this.#heads[slot] = this.#entryCount;
  }

  of(hash: WordHash): readonly number[] {
    const found: number[] = [];
    let entry = this.#heads[this.#slotOf(hash)] ?? NONE;
    while (entry !== NONE) {
      found.push(this.#values[entry - 1] ?? 0);
      entry = this.#links[entry - 1] ?? NONE;
    }
    return found.reverse();
  }

  /** Where the word stands, or the free slot where it would. */
  #slotOf({ high, low }: WordHash): number {
    const mask = this.#heads.length - 1;
    let slot = low & mask;
    while (this.#heads[slot] !== NONE && (this.#highs[slot] !== high || this.#lows[slot] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #growSlots(): void {
    const [highs, lows, heads] = [this.#highs, this.#lows, this.#heads];
    this.#highs = new Uint32Array(heads.length * 2);
    this.#lows = new Uint32Array(heads.length * 2);
    this.#heads = new Uint32Array(heads.length * 2);
    for (const [at, head] of heads.entries()) {
      if (head === NONE) continue;
      const hash = { high: highs[at] ?? 0, low: lows[at] ?? 0 };
      const slot = this.#slotOf(hash);
      this.#highs[slot] = hash.high;
      this.#lows[slot] = hash.low;
      this.#heads[slot] = head;
    }
  }

  #growEntries(): void {
    const values = new Uint32Array(this.#values.length * 2);
    const links = new Uint32Array(this.#values.length * 2);
    values.set(this.#values);
    links.set(this.#links);
    this.#values = values;
    this.#links = links;
  }
}
