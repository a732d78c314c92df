import type { RawLog } from "./raw-log.ts";

/**
 * The logs of an eth_getLogs response, read straight from its bytes: no object for what is not used, no text
 * twice that is the same in the log before, and the long data is skipped over, not looked through. It knows
 * only the plain form that nodes write (no spaces, no escapes, known fields in any order); for every other
 * form it returns null, and the caller parses the response as JSON.
 */
export function scanLogs(bytes: Buffer): readonly RawLog[] | null {
  const start = bytes.indexOf(RESULT, 0, "latin1");
  if (start === -1 || start > RESULT_BY || !HEAD.test(bytes.toString("latin1", 0, start))) return null;
  const scan = new Scan(bytes, start + RESULT.length);
  const logs: RawLog[] = [];
  if (bytes[scan.at] === CLOSE_LIST) return isEnd(bytes, scan.at + 1) ? logs : null;
  for (;;) {
    const log = scan.log();
    if (log === null) return null;
    logs.push(log);
    const after = bytes[scan.at];
    scan.at += 1;
    if (after === CLOSE_LIST) return isEnd(bytes, scan.at) ? logs : null;
    if (after !== COMMA) return null;
  }
}

const RESULT = '"result":[';
/** What stands before the result: the object's begin and two short fields, in whatever order. */
const HEAD = /^\{(?:"(?:id":\d{1,15}|jsonrpc":"2\.0"),)*$/;
const RESULT_BY = 64;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const ZERO = 0x30;
const SMALL_X = 0x78;

/** Quotes and 0x included. */
const WORD_LENGTH = 68;
const ADDRESS_LENGTH = 44;

/** Nobody needs the quantities of the last two. */
const NAMES = [
  "address",
  "blockHash",
  "transactionHash",
  "blockNumber",
  "logIndex",
  "topics",
  "data",
  "removed",
  "transactionIndex",
  "blockTimestamp",
] as const;
type Name = (typeof NAMES)[number];
type Field = { readonly name: Name; readonly written: Buffer };

const FIELDS: readonly Field[] = NAMES.map((name) => ({ name, written: Buffer.from(`"${name}":`) }));

/** A text that many logs share, and where it stood last. */
type Kept = { at: number; text: `0x${string}` };

class Scan {
  at: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** The fields of the log before: the next one has the same in the same order, until it has not. */
  #order: Field[] = [];
  readonly #address: Kept = { at: -1, text: "0x" };
  readonly #blockHash: Kept = { at: -1, text: "0x" };
  readonly #transactionHash: Kept = { at: -1, text: "0x" };
  #topics: readonly string[] | null = null;
  #data: string | null = null;
  #block = -1;
  #logIndex = -1;
  #seen = 0;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  log(): RawLog | null {
    const bytes = this.#bytes;
    if (bytes[this.at] !== OPEN) return null;
    this.at += 1;
    this.#seen = 0;
    for (let nth = 0; ; nth += 1) {
      const field = this.#field(nth);
      if (field === null || !this.#value(field.name)) return null;
      const after = bytes[this.at];
      this.at += 1;
      if (after === CLOSE) break;
      if (after !== COMMA) return null;
    }
    const topics = this.#topics;
    const data = this.#data;
    if (this.#seen !== ALL_SEEN || topics === null || data === null) return null;
    return {
      address: this.#address.text,
      topics,
      data,
      block: this.#block,
      blockHash: this.#blockHash.text,
      logIndex: this.#logIndex,
      transactionHash: this.#transactionHash.text,
    };
  }

  #field(nth: number): Field | null {
    const expected = this.#order[nth];
    if (expected !== undefined && this.#isWritten(expected)) {
      this.at += expected.written.length;
      return expected;
    }
    const found = FIELDS.find((field) => this.#isWritten(field));
    if (found === undefined) return null;
    this.#order[nth] = found;
    this.at += found.written.length;
    return found;
  }

  #isWritten({ written }: Field): boolean {
    const bytes = this.#bytes;
    const at = this.at;
    for (let nth = 0; nth < written.length; nth += 1) if (bytes[at + nth] !== written[nth]) return false;
    return true;
  }

  #value(name: Name): boolean {
    switch (name) {
      case "address":
        return this.#kept(this.#address, ADDRESS_LENGTH, 1);
      case "blockHash":
        return this.#kept(this.#blockHash, WORD_LENGTH, 2);
      case "transactionHash":
        return this.#kept(this.#transactionHash, WORD_LENGTH, 4);
      case "blockNumber":
        this.#block = this.#quantity();
        return this.#block !== -1 && this.#mark(8);
      case "logIndex":
        this.#logIndex = this.#quantity();
        return this.#logIndex !== -1 && this.#mark(16);
      case "topics":
        this.#topics = this.#words();
        return this.#topics !== null && this.#mark(32);
      case "data":
        this.#data = this.#longText();
        return this.#data !== null && this.#mark(64);
      case "removed":
        return this.#false();
      default:
        return this.#quantity() !== -1;
    }
  }

  /** Each field once: JSON.parse would take the last of two, and nobody knows which one is meant. */
  #mark(bit: number): boolean {
    if ((this.#seen & bit) !== 0) return false;
    this.#seen |= bit;
    return true;
  }

  #kept(kept: Kept, length: number, bit: number): boolean {
    if (kept.at === -1 || !this.#isSame(kept.at, length)) {
      if (!this.#isHex(length)) return false;
      // Its first two characters were just seen to be 0x.
      kept.text = this.#bytes.toString("latin1", this.at + 1, this.at + length - 1) as `0x${string}`;
    }
    kept.at = this.at;
    this.at += length;
    return this.#mark(bit);
  }

  /** Both are multiples of four bytes long. */
  #isSame(other: number, length: number): boolean {
    const view = this.#view;
    const at = this.at;
    if (at + length > view.byteLength) return false;
    for (let nth = 0; nth < length; nth += 4) {
      if (view.getUint32(at + nth) !== view.getUint32(other + nth)) return false;
    }
    return true;
  }

  #isHex(length: number): boolean {
    if (!this.#isQuoted(length)) return false;
    for (let at = this.at + 3; at < this.at + length - 1; at += 1) {
      if (!isHexDigit(this.#bytes[at] ?? 0)) return false;
    }
    return true;
  }

  #isQuoted(length: number): boolean {
    const bytes = this.#bytes;
    const at = this.at;
    return this.#isHexStart() && bytes[at + length - 1] === QUOTE;
  }

  #isHexStart(): boolean {
    const bytes = this.#bytes;
    const at = this.at;
    return bytes[at] === QUOTE && bytes[at + 1] === ZERO && bytes[at + 2] === SMALL_X;
  }

  /** Hex of any length. Who decodes it looks at its digits. */
  #longText(): string | null {
    if (!this.#isHexStart()) return null;
    const end = this.#bytes.indexOf(QUOTE, this.at + 3);
    if (end === -1) return null;
    const text = this.#bytes.toString("latin1", this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  #words(): readonly string[] | null {
    const bytes = this.#bytes;
    if (bytes[this.at] !== OPEN_LIST) return null;
    this.at += 1;
    const words: string[] = [];
    if (bytes[this.at] === CLOSE_LIST) {
      this.at += 1;
      return words;
    }
    for (;;) {
      if (!this.#isQuoted(WORD_LENGTH)) return null;
      words.push(bytes.toString("latin1", this.at + 1, this.at + WORD_LENGTH - 1));
      const after = bytes[this.at + WORD_LENGTH];
      this.at += WORD_LENGTH + 1;
      if (after === CLOSE_LIST) return words;
      if (after !== COMMA) return null;
    }
  }

  /** A quantity in quotes of at most 12 digits; -1 for anything else. */
  #quantity(): number {
    const bytes = this.#bytes;
    if (!this.#isHexStart()) return -1;
    const start = this.at + 3;
    let value = 0;
    let at = start;
    for (; bytes[at] !== QUOTE; at += 1) {
      const byte = bytes[at] ?? 0;
      if (!isHexDigit(byte) || at === start + 12) return -1;
      value = value * 16 + (byte < 0x3a ? byte - ZERO : byte - 0x57);
    }
    if (at === start) return -1;
    this.at = at + 1;
    return value;
  }

  /** A removed log is for the parser, which refuses it by name. */
  #false(): boolean {
    for (let nth = 0; nth < FALSE.length; nth += 1)
      if (this.#bytes[this.at + nth] !== FALSE[nth]) return false;
    this.at += FALSE.length;
    return true;
  }
}

/** The bits of the seven fields that a log must have. */
const ALL_SEEN = 127;
const FALSE = Buffer.from("false");

function isHexDigit(byte: number): boolean {
  return (byte >= ZERO && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}

/**
 * After the list: the object's end, or two short fields and its end, in whatever order the node writes them.
 */
function isEnd(bytes: Buffer, at: number): boolean {
  const rest = bytes.toString("latin1", at, at + RESULT_BY);
  return /^(?:,"(?:id":\d{1,15}|jsonrpc":"2\.0"))*\}\s*$/.test(rest) && bytes.length <= at + RESULT_BY;
}
