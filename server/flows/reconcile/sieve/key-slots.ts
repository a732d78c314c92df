const LOAD_MAX = 0.5;
const FIRST_SLOTS = 1 << 12;

/** Which records of one part stand under a key of two words. Used again for every part. */
export class KeySlots {
  #slots = new Int32Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  #records: Int32Array = new Int32Array(0);

  /** Forgets what it held. Keys are the first two words of the records. */
  begin(records: Int32Array, width: number): void {
    const count = records.length / width;
    let length = FIRST_SLOTS;
    while (length * LOAD_MAX < count) length *= 2;
    if (length > this.#slots.length) this.#slots = new Int32Array(length);
    else this.#slots.fill(0, 0, length);
    this.#mask = length - 1;
    this.#records = records;
  }

  /** Where the first record of the same key begins; puts the one at `at` there when there is none. */
  putOrFind(at: number): number {
    const records = this.#records;
    const slots = this.#slots;
    const high = records[at] ?? 0;
    const low = records[at + 1] ?? 0;
    let slot = low & this.#mask;
    for (;;) {
      const standing = slots[slot] ?? 0;
      if (standing === 0) {
        slots[slot] = at + 1;
        return at;
      }
      if (records[standing - 1] === high && records[standing] === low) return standing - 1;
      slot = (slot + 1) & this.#mask;
    }
  }

  /** -1 where no record has the key. */
  find(high: number, low: number): number {
    const records = this.#records;
    const slots = this.#slots;
    let slot = low & this.#mask;
    for (;;) {
      const standing = slots[slot] ?? 0;
      if (standing === 0) return -1;
      if (records[standing - 1] === high && records[standing] === low) return standing - 1;
      slot = (slot + 1) & this.#mask;
    }
  }
}
