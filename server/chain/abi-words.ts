/**
 * Readers of ABI words for the generated decoders. `loadLog` turns the hex of one log into bytes, and the
 * readers look at these: a word that is not what its type allows, padding that is not zero, a length that
 * does not fit, each throws an `AbiFault`. Only the one canonical encoding is taken, which is what the
 * compiler writes. Places are bytes from the beginning of the data.
 *
 * The bytes of the log that is being read stand in one buffer of this file: a log is read to its end before
 * the next one is loaded, and to make a buffer for each would cost more than to read it.
 */
export class AbiFault extends Error {}

const WORD_BYTES = 32;

let bytes = Buffer.alloc(4_096);
let view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
let text = "";
/** Where the data begins behind the topics, and how long it is. */
let dataAt = 0;
let byteCount = 0;

/** Takes a log with so many topics, the event's own included, and at least so many words of data. */
export function loadLog(
  topics: readonly string[],
  data: string,
  topicCount: number,
  headWords: number,
): void {
  if (topics.length !== topicCount) fault(`${topics.length} topics where ${topicCount} are written`);
  if (!data.startsWith("0x") || data.length % 2 !== 0) fault("data that is no hex");
  dataAt = topicCount * WORD_BYTES;
  byteCount = (data.length - 2) / 2;
  if (byteCount < headWords * WORD_BYTES) fault(`${byteCount} bytes of data`);
  if (dataAt + byteCount > bytes.length) makeRoom(dataAt + byteCount);
  let hex = "";
  for (const topic of topics) {
    if (topic.length !== 2 + 2 * WORD_BYTES || !topic.startsWith("0x")) fault("a topic that is no word");
    hex += topic.slice(2);
  }
  writeHex(hex + data.slice(2), dataAt + byteCount);
  text = data;
}

/** Topics and data of the log that was loaded last, as bytes; good until the next one is loaded. */
export function loadedLog(): Buffer {
  return bytes.subarray(0, dataAt + byteCount);
}

/** A number of at most 6 bytes in the word at `at`. */
export function uintAt(at: number, width: number): number {
  return readUint(dataAt + at, width);
}

/** The last `width` bytes of the word as hex; the rest must be zero. */
export function hexAt(at: number, width: number): `0x${string}` {
  checkZeros(dataAt + at, WORD_BYTES - width);
  const end = 2 + 2 * (at + WORD_BYTES);
  return `0x${text.slice(end - 2 * width, end)}`;
}

/** Fen: 8 bytes. */
export function fenAt(at: number): bigint {
  return BigInt(hexAt(at, 8));
}

/** Yes or no: 1 or 0. */
export function flagAt(at: number): boolean {
  const value = uintAt(at, 1);
  if (value > 1) fault(`${value} is neither yes nor no`);
  return value === 1;
}

/** The first `width` bytes of the word as hex, as a bytesN stands in it; the rest must be zero. */
export function leftHexAt(at: number, width: number): `0x${string}` {
  checkZeros(dataAt + at + width, WORD_BYTES - width);
  const start = 2 + 2 * at;
  return `0x${text.slice(start, start + 2 * width)}`;
}

export function topicLeftHex(topics: readonly string[], nth: number, width: number): `0x${string}` {
  checkZeros(nth * WORD_BYTES + width, WORD_BYTES - width);
  return `0x${(topics[nth] ?? "").slice(2, 2 + 2 * width)}`;
}

export function topicUint(nth: number, width: number): number {
  return readUint(nth * WORD_BYTES, width);
}

export function topicHex(topics: readonly string[], nth: number, width: number): `0x${string}` {
  checkZeros(nth * WORD_BYTES, WORD_BYTES - width);
  return `0x${(topics[nth] ?? "").slice(2 + 2 * (WORD_BYTES - width))}`;
}

export function checkEnd(end: number): void {
  if (byteCount !== end) fault(`${byteCount} bytes of data where ${end} are written`);
}

/** The pointer at `at` must lead to `target`, counted in bytes from `base`. */
export function checkPointer(at: number, target: number, base = 0): void {
  if (base + uintAt(at, 6) !== target) fault(`a pointer at ${at} that does not lead to ${target}`);
}

/** The words of a list whose length stands at `at`. */
export function wordsAt(at: number): `0x${string}`[] {
  const end = listEnd(at);
  const words: `0x${string}`[] = [];
  for (let place = at + WORD_BYTES; place < end; place += WORD_BYTES) words.push(hexAt(place, WORD_BYTES));
  return words;
}

/** A list of numbers of at most 6 bytes each. */
export function numbersAt(at: number, width: number): number[] {
  const end = listEnd(at);
  const numbers: number[] = [];
  for (let place = at + WORD_BYTES; place < end; place += WORD_BYTES) numbers.push(uintAt(place, width));
  return numbers;
}

export function listEnd(at: number): number {
  return within(at + WORD_BYTES + lengthAt(at) * WORD_BYTES);
}

/** The bytes whose length stands at `at`. */
export function bytesAt(at: number): `0x${string}` {
  const { start, end } = checkBytes(at);
  return `0x${text.slice(2 + 2 * start, 2 + 2 * end)}`;
}

export function bytesEnd(at: number): number {
  return within(at + WORD_BYTES + Math.ceil(lengthAt(at) / WORD_BYTES) * WORD_BYTES);
}

/**
 * Text that is not UTF-8 becomes U+FFFD where it is not: whoever wrote a bad name must not be able to stop
 * readers.
 */
export function textAt(at: number): string {
  const { start, end } = checkBytes(at);
  return bytes.toString("utf8", dataAt + start, dataAt + end);
}

/** A list of structs that hold text: each stands behind a pointer counted from the first pointer. */
export function structsAt<Item>(
  at: number,
  read: (at: number) => { readonly item: Item; readonly end: number },
): { readonly items: readonly Item[]; readonly end: number } {
  const count = lengthAt(at);
  const base = at + WORD_BYTES;
  let end = within(base + count * WORD_BYTES);
  const items: Item[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    checkPointer(base + nth * WORD_BYTES, end, base);
    const next = read(end);
    items.push(next.item);
    end = next.end;
  }
  return { items, end };
}

/** A list of structs of one width, which stand side by side. */
export function tuplesAt<Item>(
  at: number,
  read: (at: number) => { readonly item: Item; readonly end: number },
): { readonly items: readonly Item[]; readonly end: number } {
  const count = lengthAt(at);
  const items: Item[] = [];
  let end = at + WORD_BYTES;
  for (let nth = 0; nth < count; nth += 1) {
    const next = read(end);
    items.push(next.item);
    end = within(next.end);
  }
  return { items, end };
}

function checkBytes(at: number): { readonly start: number; readonly end: number } {
  const start = at + WORD_BYTES;
  const end = start + lengthAt(at);
  checkZeros(dataAt + end, bytesEnd(at) - end);
  return { start, end };
}

/** A length beyond the data is refused before anybody makes room for it. */
function lengthAt(at: number): number {
  const length = uintAt(at, 6);
  if (length > byteCount) fault(`a length of ${length} at ${at}`);
  return length;
}

function within(end: number): number {
  if (end > byteCount) fault(`${end} is beyond the data's ${byteCount} bytes`);
  return end;
}

function readUint(place: number, width: number): number {
  const end = place + WORD_BYTES;
  if (end > dataAt + byteCount) fault("a word beyond the data");
  checkZeros(place, WORD_BYTES - width);
  if (width <= 4) return view.getUint32(end - 4);
  return view.getUint16(end - 6) * 0x1_0000_0000 + view.getUint32(end - 4);
}

/** Four bytes at a time, then the rest. */
function checkZeros(place: number, count: number): void {
  const end = place + count;
  let at = place;
  for (; at + 4 <= end; at += 4) if (view.getUint32(at) !== 0) fault(`padding is not zero at ${at}`);
  for (; at < end; at += 1) if (bytes[at] !== 0) fault(`padding is not zero at ${at}`);
}

/** Node stops writing at the first character that is no digit. Capital digits are digits to it, not to us. */
function writeHex(hex: string, count: number): void {
  if (bytes.write(hex, 0, count, "hex") !== count) fault("a character that is no hex digit");
  if (CAPITAL_DIGIT.test(hex)) fault("capital hex digits");
}

const CAPITAL_DIGIT = /[A-F]/;

/** Twice as much as is needed, so that growing logs do not make room at every step. */
function makeRoom(needed: number): void {
  bytes = Buffer.alloc(needed * 2);
  view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function fault(problem: string): never {
  throw new AbiFault(problem);
}
