import { createCipheriv, randomBytes } from "node:crypto";
import type { ScratchFile } from "../../../domain/scratch-file.ts";

/** A page of a file, counted from its beginning. */
export type PageNumber = number;

const KEY_BYTES = 32;
const COUNTER_BYTES = 16;
const BLOCK_BYTES = 16;

/**
 * Pages of one size in a scratch file, sealed with a key that is never written: what is left of the file on a
 * disk says nothing. AES-256 in counter mode; every page has counters of its own, and none is written twice.
 */
export class SealedPages {
  readonly pageBytes: number;
  readonly #file: ScratchFile;
  readonly #key = randomBytes(KEY_BYTES);
  #count = 0;

  constructor(file: ScratchFile, pageBytes: number) {
    this.#file = file;
    this.pageBytes = pageBytes;
  }

  append(page: Uint8Array): PageNumber {
    const number = this.#count;
    this.#count += 1;
    this.#file.write(number * this.pageBytes, this.#turned(number, page));
    return number;
  }

  read(number: PageNumber): Uint8Array {
    const bytes = new Uint8Array(this.pageBytes);
    this.#file.read(number * this.pageBytes, bytes);
    return this.#turned(number, bytes);
  }

  /** Counter mode is its own opposite. */
  #turned(number: PageNumber, bytes: Uint8Array): Uint8Array {
    const counter = Buffer.alloc(COUNTER_BYTES);
    counter.writeBigUInt64BE(BigInt(number) * BigInt(this.pageBytes / BLOCK_BYTES), COUNTER_BYTES - 8);
    const cipher = createCipheriv("aes-256-ctr", this.#key, counter);
    return cipher.update(bytes);
  }
}
