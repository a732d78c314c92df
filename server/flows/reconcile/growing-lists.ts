/** A list of numbers that grows, at four or eight bytes each. */
export class NumberList {
  #values: Uint32Array | Float64Array;
  #length = 0;

  constructor(width: 4 | 8) {
    this.#values = width === 4 ? new Uint32Array(FIRST_LENGTH) : new Float64Array(FIRST_LENGTH);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const Kind = this.#values instanceof Uint32Array ? Uint32Array : Float64Array;
      const larger = new Kind(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  at(place: number): number {
    const value = place < this.#length ? this.#values[place] : undefined;
    if (value === undefined) throw new RangeError(`no number at ${place}`);
    return value;
  }
}

/** A list of byte strings of one width, in pieces, so that it never has to be copied whole. */
export class BytesList {
  readonly #width: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  constructor(width: number) {
    this.#width = width;
  }

  push(hex: string): void {
    const at = this.#length % PIECE_LENGTH;
    if (at === 0) this.#pieces.push(Buffer.alloc(PIECE_LENGTH * this.#width));
    this.#pieces.at(-1)?.write(hex, at * this.#width, this.#width, "hex");
    this.#length += 1;
  }

  at(place: number): string {
    const piece = this.#pieces[Math.floor(place / PIECE_LENGTH)];
    if (piece === undefined) throw new RangeError(`no bytes at ${place}`);
    const from = (place % PIECE_LENGTH) * this.#width;
    return piece.toString("hex", from, from + this.#width);
  }
}

/** Texts one after the other in pieces of bytes. */
export class TextList {
  readonly #pieces: Buffer[] = [];
  readonly #pieceOf = new NumberList(4);
  readonly #fromOf = new NumberList(4);
  readonly #toOf = new NumberList(4);
  #used = TEXT_PIECE_BYTES;

  push(text: string): void {
    const size = Buffer.byteLength(text, "utf8");
    if (this.#used + size > TEXT_PIECE_BYTES) {
      this.#pieces.push(Buffer.alloc(Math.max(TEXT_PIECE_BYTES, size)));
      this.#used = 0;
    }
    this.#pieces.at(-1)?.write(text, this.#used, "utf8");
    this.#pieceOf.push(this.#pieces.length - 1);
    this.#fromOf.push(this.#used);
    this.#used += size;
    this.#toOf.push(this.#used);
  }

  at(place: number): string {
    const piece = this.#pieces[this.#pieceOf.at(place)];
    return piece?.toString("utf8", this.#fromOf.at(place), this.#toOf.at(place)) ?? "";
  }
}

const FIRST_LENGTH = 1 << 10;
const PIECE_LENGTH = 1 << 12;
const TEXT_PIECE_BYTES = 1 << 20;
