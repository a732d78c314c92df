import { keccak256 } from "./edr-provider.ts";

/**
 * Reads a transaction of type 2 as this server signs them: twelve fields in RLP, no access list. Null for
 * everything else, canonical or not, which ethers judges: it turns every byte to hex and back several times,
 * and a node that takes fifty a second would do little else.
 */
export function readPlainTransaction(bytes: Buffer): PlainTransaction | null {
  const items = itemsOf(bytes);
  if (items === null || items.length !== FIELDS) return null;
  const [chainId, nonce, tip, fee, gas, to, value, data, accessList, parity, r, s] = items;
  if (!chainId || !nonce || !tip || !fee || !gas || !to || !value || !data || !accessList) return null;
  if (!parity || !r || !s) return null;
  const isPlain =
    items.every((item) => item.isList === (item === accessList)) &&
    [tip, fee, accessList].every((item) => sizeOf(item) === 0) &&
    [0, ADDRESS_BYTES].includes(sizeOf(to)) &&
    [chainId, nonce, gas].every((item) => isNumber(bytes, item, EXACT_BYTES)) &&
    [value, r, s].every((item) => isNumber(bytes, item, WORD_BYTES)) &&
    isNumber(bytes, parity, 1) &&
    numberOf(bytes, parity) <= 1 &&
    isCertainlyLow(bytes, s);
  if (!isPlain) return null;
  const content = bytes.subarray(chainId.at, accessList.end);
  return {
    chainId: numberOf(bytes, chainId),
    nonce: numberOf(bytes, nonce),
    gasLimit: numberOf(bytes, gas),
    unsignedHash: keccak256(Buffer.concat([TYPE, listHead(content.length), content])),
    yParity: numberOf(bytes, parity),
    r: bytes.subarray(r.start, r.end),
    s: bytes.subarray(s.start, s.end),
  };
}

export type PlainTransaction = {
  readonly chainId: number;
  readonly nonce: number;
  readonly gasLimit: number;
  readonly unsignedHash: Uint8Array;
  readonly yParity: number;
  /** Without leading zeros. */
  readonly r: Uint8Array;
  readonly s: Uint8Array;
};

/** Where one RLP item stands: its head at `at`, its content from `start`. */
type Item = { readonly isList: boolean; readonly at: number; readonly start: number; readonly end: number };

const FEE_MARKET = 2;
const TYPE = Buffer.from([FEE_MARKET]);
const FIELDS = 12;
const ADDRESS_BYTES = 20;
const WORD_BYTES = 32;
/** Numbers of so many bytes are exact. */
const EXACT_BYTES = 6;
/** Up to here the first byte of `s` is below half the curve's order for certain. */
const S_HEAD_MAX = 0x7e;

/** RLP's marks of a text and a list; a length beyond 55 has a length of its own. */
const TEXT = 0x80;
const LIST = 0xc0;
const SHORT_MAX = 55;
const LENGTH_BYTES_MAX = 3;

/** The items of the one list behind the type; null when they do not fill it. */
function itemsOf(bytes: Buffer): readonly Item[] | null {
  const list = bytes[0] === FEE_MARKET ? itemAt(bytes, 1) : null;
  if (list === null || !list.isList || list.end !== bytes.length) return null;
  const items: Item[] = [];
  for (let at = list.start; at < list.end; ) {
    const item = itemAt(bytes, at);
    if (item === null || item.end > list.end || items.length === FIELDS) return null;
    items.push(item);
    at = item.end;
  }
  return items;
}

/** Null when it is cut off, or not the shortest way to write it. */
function itemAt(bytes: Buffer, at: number): Item | null {
  const head = bytes[at];
  if (head === undefined) return null;
  if (head < TEXT) return { isList: false, at, start: at, end: at + 1 };
  const isList = head >= LIST;
  const size = head - (isList ? LIST : TEXT);
  const lengthBytes = Math.max(size - SHORT_MAX, 0);
  const start = at + 1 + lengthBytes;
  if (lengthBytes > LENGTH_BYTES_MAX || start > bytes.length) return null;
  const length = lengthBytes === 0 ? size : bytes.readUIntBE(at + 1, lengthBytes);
  if (lengthBytes > 0 && (bytes[at + 1] === 0 || length <= SHORT_MAX)) return null;
  if (start + length > bytes.length) return null;
  const isItself = !isList && length === 1 && (bytes[start] ?? TEXT) < TEXT;
  return isItself ? null : { isList, at, start, end: start + length };
}

function listHead(length: number): Buffer {
  if (length <= SHORT_MAX) return Buffer.from([LIST + length]);
  const digits = length.toString(16);
  const lengthBytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return Buffer.concat([Buffer.from([LIST + SHORT_MAX + lengthBytes.length]), lengthBytes]);
}

function sizeOf({ start, end }: Item): number {
  return end - start;
}

/** Written without leading zeros, in no more bytes than these. */
function isNumber(bytes: Buffer, item: Item, bytesMax: number): boolean {
  return sizeOf(item) <= bytesMax && (sizeOf(item) === 0 || bytes[item.start] !== 0);
}

function numberOf(bytes: Buffer, item: Item): number {
  return sizeOf(item) === 0 ? 0 : bytes.readUIntBE(item.start, sizeOf(item));
}

function isCertainlyLow(bytes: Buffer, s: Item): boolean {
  return sizeOf(s) < WORD_BYTES || (bytes[s.start] ?? S_HEAD_MAX + 1) <= S_HEAD_MAX;
}
