import { randomBytes } from "node:crypto";

/** What a word stands for: equal texts of two kinds are two words. */
const WORD_KINDS = { settlement: 0, receipt: 1, code: 2, person: 3, area: 4 } as const;

type MixedKind = keyof typeof WORD_KINDS;

/** No word of a feed is as long; what is gets no hash, and is looked at in full. */
export const MIXED_LENGTH_MAX = 96;

/** One key for the kind, one for the length, one for a number beside the text, one for each character. */
const [KIND_AT, LENGTH_AT, NUMBER_AT, TEXT_AT] = [0, 1, 2, 3];
const KEYS_PER_KIND = TEXT_AT + MIXED_LENGTH_MAX;

/**
 * 64-bit hashes of words, fast enough for tens of millions: in each of two lanes the sum of every character
 * times a random key of its place, mod 2^32. Two words of up to seven bits a character meet in both lanes
 * with a chance of 2^-52, whoever chose them, because nobody knows the keys: they live as long as one
 * reconciling. The hash is no secret by itself (it is linear), so what is written to disk is sealed
 * besides.
 */
export class KeyedMixer {
  /**
   * The two lanes of the last word. Fields, because an object for each of them would cost more than the
   * hash.
   */
  high = 0;
  low = 0;
  readonly #highKeys: Int32Array;
  readonly #lowKeys: Int32Array;
  /** Odd, so that no two amounts below 2^32 meet. */
  readonly highOfFen: number;
  readonly lowOfFen: number;

  constructor() {
    const count = Object.keys(WORD_KINDS).length * KEYS_PER_KIND;
    this.#highKeys = randomWords(count);
    this.#lowKeys = randomWords(count);
    const [high = 1, low = 1] = randomWords(2);
    this.highOfFen = high | 1;
    this.lowOfFen = low | 1;
  }

  /** Of a text between two places, and of a number that belongs to it. */
  mix(kind: MixedKind, text: string, number = 0, from = 0, to = text.length): void {
    const [highKeys, lowKeys] = [this.#highKeys, this.#lowKeys];
    const base = WORD_KINDS[kind] * KEYS_PER_KIND;
    const length = to - from;
    let high = (highKeys[base + KIND_AT] ?? 0) + Math.imul(length, highKeys[base + LENGTH_AT] ?? 0);
    let low = (lowKeys[base + KIND_AT] ?? 0) + Math.imul(length, lowKeys[base + LENGTH_AT] ?? 0);
    high += Math.imul(number, highKeys[base + NUMBER_AT] ?? 0);
    low += Math.imul(number, lowKeys[base + NUMBER_AT] ?? 0);
    for (let at = 0, key = base + TEXT_AT; at < length; at += 1, key += 1) {
      const sign = text.charCodeAt(from + at);
      high = (high + Math.imul(sign, highKeys[key] ?? 0)) | 0;
      low = (low + Math.imul(sign, lowKeys[key] ?? 0)) | 0;
    }
    this.high = scrambled(high);
    this.low = scrambled(low);
  }
}

/** Every bit of a lane in every other, one to one: sums of hashes must not be hashes of sums. */
export function scrambled(lane: number): number {
  let word = lane;
  word = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2_ae35);
  return word ^ (word >>> 16);
}

function randomWords(count: number): Int32Array {
  const bytes = randomBytes(count * Int32Array.BYTES_PER_ELEMENT);
  return new Int32Array(bytes.buffer, bytes.byteOffset, count).slice();
}
