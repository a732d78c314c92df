import type { PageNumber, SealedPages } from "./sealed-pages.ts";

/** As many parts as keep one part of ten million records in a processor's cache. */
const PART_BITS = 6;
export const PART_COUNT = 1 << PART_BITS;

const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;

/**
 * Records of so many 32-bit words, kept apart by the highest bits of their first word: whatever has an equal
 * first word lies in one part. Of each part one page is held in memory, the full ones lie in the file.
 */
export class PartitionedRecords {
  /** Where the record stands that is being written: its words go to `page` from `at` on. */
  page: Int32Array;
  at = 0;
  count = 0;
  readonly width: number;
  readonly #pages: SealedPages;
  readonly #wordsPerPage: number;
  readonly #open: Int32Array[];
  readonly #used = new Int32Array(PART_COUNT);
  readonly #full: PageNumber[][];

  constructor(pages: SealedPages, width: number) {
    this.width = width;
    this.#pages = pages;
    const perPage = Math.floor(pages.pageBytes / WORD_BYTES / width);
    this.#wordsPerPage = perPage * width;
    this.#open = Array.from({ length: PART_COUNT }, () => new Int32Array(pages.pageBytes / WORD_BYTES));
    this.#full = Array.from({ length: PART_COUNT }, () => []);
    this.page = this.#open[0] ?? new Int32Array(0);
  }

  /** Makes room for a record of that first word; the caller writes all its words. */
  next(first: number): void {
    const part = first >>> (32 - PART_BITS);
    let at = this.#used[part] ?? 0;
    if (at === this.#wordsPerPage) {
      this.#full[part]?.push(this.#pages.append(bytesOf(this.#openOf(part))));
      at = 0;
    }
    this.page = this.#openOf(part);
    this.at = at;
    this.#used[part] = at + this.width;
    this.count += 1;
  }

  /** Records of a part, page by page; each page with the words that are used of it. */
  *pagesOf(part: number): Generator<Int32Array> {
    for (const number of this.#full[part] ?? []) {
      yield wordsOf(this.#pages.read(number)).subarray(0, this.#wordsPerPage);
    }
    yield this.#openOf(part).subarray(0, this.#used[part]);
  }

  /** All records of a part, one after the other. */
  gathered(part: number): Int32Array {
    const full = (this.#full[part]?.length ?? 0) * this.#wordsPerPage;
    const words = new Int32Array(full + (this.#used[part] ?? 0));
    let at = 0;
    for (const page of this.pagesOf(part)) {
      words.set(page, at);
      at += page.length;
    }
    return words;
  }

  #openOf(part: number): Int32Array {
    const page = this.#open[part];
    if (page === undefined) throw new RangeError(`no part ${part}`);
    return page;
  }
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / WORD_BYTES);
}
