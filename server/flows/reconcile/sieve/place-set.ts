const FIRST_BYTES = 1 << 10;

/** Places of a list, a bit for each. */
export class PlaceSet {
  #bits = new Uint8Array(FIRST_BYTES);
  #count = 0;

  /** How many places are in it. */
  get count(): number {
    return this.#count;
  }

  add(place: number): void {
    const at = place >>> 3;
    if (at >= this.#bits.length) this.#grow(at);
    const bit = 1 << (place & 7);
    const byte = this.#bits[at] ?? 0;
    if ((byte & bit) !== 0) return;
    this.#bits[at] = byte | bit;
    this.#count += 1;
  }

  has(place: number): boolean {
    return ((this.#bits[place >>> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [at, byte] of this.#bits.entries()) {
      if (byte === 0) continue;
      for (let bit = 0; bit < 8; bit += 1) if ((byte & (1 << bit)) !== 0) yield at * 8 + bit;
    }
  }

  #grow(at: number): void {
    let length = this.#bits.length;
    while (length <= at) length *= 2;
    const larger = new Uint8Array(length);
    larger.set(this.#bits);
    this.#bits = larger;
  }
}
