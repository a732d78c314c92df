import type { Hex, Hex32 } from "./ids.ts";

const RATE_BYTES = 136;
const ROUNDS = 24;
const LANES = 25;

/** The hash of the EVM: Keccak-256 as it was before it became SHA-3, with its older padding. */
export function keccak256(bytes: Hex): Hex32 {
  const digits = bytes.slice(2);
  const length = digits.length / 2;
  const padded = new Uint8Array(Math.ceil((length + 1) / RATE_BYTES) * RATE_BYTES);
  for (let at = 0; at < length; at += 1) {
    padded[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  }
  padded[length] = 0x01;
  padded[padded.length - 1] = (padded[padded.length - 1] ?? 0) | 0x80;

  // Each lane of 64 bits is two words of 32, the low one first: bigint would be ten times slower.
  const state = new Int32Array(2 * LANES);
  for (let block = 0; block < padded.length; block += RATE_BYTES) {
    for (let word = 0; word < RATE_BYTES / 4; word += 1) {
      state[word] = at(state, word) ^ wordAt(padded, block + 4 * word);
    }
    permute(state);
  }
  return `0x${Array.from(state.subarray(0, 8), digitsOf).join("")}`;
}

/** keccak256(previous, keccak256(packKeys)): the running hash of a manifest, as DrugCatalogue keeps it. */
export function manifestHashAfter(previous: Hex32, packKeys: Hex): Hex32 {
  return keccak256(`${previous}${keccak256(packKeys).slice(2)}`);
}

function wordAt(bytes: Uint8Array, from: number): number {
  return (
    (bytes[from] ?? 0) |
    ((bytes[from + 1] ?? 0) << 8) |
    ((bytes[from + 2] ?? 0) << 16) |
    ((bytes[from + 3] ?? 0) << 24)
  );
}

/** A word as its four bytes, the low one first. */
function digitsOf(word: number): string {
  const swapped = [word, word >>> 8, word >>> 16, word >>> 24];
  return swapped.map((byte) => (byte & 0xff).toString(16).padStart(2, "0")).join("");
}

/** Every index of the algorithm lies inside its array. */
function at(words: Int32Array, index: number): number {
  return words[index] ?? 0;
}

/** Where lane `place` goes and by how many bits it turns: the walk of rho and pi. */
const WALK = walk();
const CONSTANTS = roundConstants();

function permute(state: Int32Array): void {
  const parity = new Int32Array(10);
  const moved = new Int32Array(2 * LANES);
  for (let round = 0; round < ROUNDS; round += 1) {
    theta(state, parity);
    for (let step = 0; step < LANES; step += 1) {
      const from = at(WALK.from, step);
      const to = at(WALK.to, step);
      const bits = at(WALK.bits, step);
      const low = at(state, from + at(WALK.low, step));
      const high = at(state, from + 1 - at(WALK.low, step));
      moved[to] = bits === 0 ? low : (low << bits) | (high >>> (32 - bits));
      moved[to + 1] = bits === 0 ? high : (high << bits) | (low >>> (32 - bits));
    }
    for (let row = 0; row < 2 * LANES; row += 10) {
      for (let word = row; word < row + 10; word += 1) {
        const next = word + 2 < row + 10 ? word + 2 : word - 8;
        const after = word + 4 < row + 10 ? word + 4 : word - 6;
        state[word] = at(moved, word) ^ (~at(moved, next) & at(moved, after));
      }
    }
    state[0] = at(state, 0) ^ at(CONSTANTS, 2 * round);
    state[1] = at(state, 1) ^ at(CONSTANTS, 2 * round + 1);
  }
}

/** Each lane takes in the parity of the column before it and, turned by a bit, of the one after it. */
function theta(state: Int32Array, parity: Int32Array): void {
  for (let word = 0; word < 10; word += 1) {
    parity[word] =
      at(state, word) ^
      at(state, word + 10) ^
      at(state, word + 20) ^
      at(state, word + 30) ^
      at(state, word + 40);
  }
  for (let column = 0; column < 10; column += 2) {
    const low = at(parity, (column + 2) % 10);
    const high = at(parity, ((column + 2) % 10) + 1);
    const addedLow = at(parity, (column + 8) % 10) ^ ((low << 1) | (high >>> 31));
    const addedHigh = at(parity, ((column + 8) % 10) + 1) ^ ((high << 1) | (low >>> 31));
    for (let lane = column; lane < 2 * LANES; lane += 10) {
      state[lane] = at(state, lane) ^ addedLow;
      state[lane + 1] = at(state, lane + 1) ^ addedHigh;
    }
  }
}

/** `low` is 1 where a turn of 32 bits or more swaps the two words first. */
function walk(): { readonly from: Int32Array; readonly to: Int32Array; bits: Int32Array; low: Int32Array } {
  const places = () => new Int32Array(LANES);
  const found = { from: places(), to: places(), bits: places(), low: places() };
  let x = 1;
  let y = 0;
  for (let step = 1; step < LANES; step += 1) {
    const turn = ((step * (step + 1)) / 2) % 64;
    const nextY = (2 * x + 3 * y) % 5;
    found.from[step] = 2 * (x + 5 * y);
    found.to[step] = 2 * (y + 5 * nextY);
    found.bits[step] = turn % 32;
    found.low[step] = turn < 32 ? 0 : 1;
    x = y;
    y = nextY;
  }
  return found;
}

/** Bits of a linear feedback register, seven a round, at the places 2^j - 1. */
function roundConstants(): Int32Array {
  const words = new Int32Array(2 * ROUNDS);
  let register = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let power = 0; power <= 6; power += 1) {
      const bit = 2 ** power - 1;
      if ((register & 1) === 1) {
        const word = 2 * round + (bit < 32 ? 0 : 1);
        words[word] = at(words, word) | (1 << (bit % 32));
      }
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
  }
  return words;
}
