import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/**
 * The bytes of the journal. Pure: no file, no clock.
 *
 * A frame, big-endian:
 *
 *   0        8  mark          the header's own, then the eight random bytes that the header names
 *   8        4  payloadBytes
 *   12       4  headCheck     crc32 of bytes 0…11
 *   16       n  payload       its first byte is the kind
 *   16 + n  32  chainHash     sha256(chainHash of the frame before ‖ payload)
 *   48 + n   4  bodyCheck     crc32 of payload and chainHash
 *
 * Two checks do two jobs: the crc32s tell a whole frame from a torn one without knowing the frame before it;
 * the sha256 chain binds every frame to all before it. A frame that is whole but does not follow its
 * neighbour was not torn: a record is missing, or stems from elsewhere.
 * The mark is random so that no transaction's data can be made to look like a frame.
 */
export type JournalHeader = {
  readonly format: 1;
  readonly edrVersion: string;
  readonly hardhatVersion: string;
  readonly hardfork: string;
  readonly chainId: number;
  readonly genesisTimeSec: number;
  readonly blockGasLimit: number;
  readonly bootstrapAddress: string;
  readonly pastTimes: "none" | "demo";
  /** Eight bytes of hex that begin every frame behind the header. */
  readonly mark: string;
};

export type BlockRecord = {
  readonly kind: "block";
  readonly number: number;
  readonly timeSec: number;
  readonly stateRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly blockHash: Uint8Array;
  readonly transactions: readonly Uint8Array[];
};

/** After this record the wall rules hold for ever: the build with past block times ended with this block. */
export type BuildEndedRecord = { readonly kind: "build-ended"; readonly block: number };

export type JournalRecord = BlockRecord | BuildEndedRecord;

export type Frame = {
  readonly payload: Uint8Array;
  readonly chainHash: Uint8Array;
  readonly endByte: number;
};

export type FrameRead =
  | { readonly kind: "frame"; readonly frame: Frame }
  | Torn
  /** Whole, but it does not follow the frame before it. */
  | { readonly kind: "unchained" };

/** What a write that a crash interrupted may look like. */
export type Torn =
  /** The bytes end before the frame does. */
  { readonly kind: "incomplete" } | { readonly kind: "broken"; readonly reason: string };

export class JournalCodecError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JournalCodecError";
  }
}

export const FRAME_HEAD_BYTES = 16;
export const FRAME_TAIL_BYTES = 36;
/** A block of 60 M gas carries at most 15 MB of calldata (4 gas a zero byte). */
export const PAYLOAD_BYTES_MAX = 32 * 1024 * 1024;
/**
 * The header has one size, so that a torn header can be told from a damaged one by the file's length alone.
 */
export const HEADER_FRAME_BYTES = 1024;
export const HEADER_MARK: Uint8Array = Buffer.from("CARETRL1", "ascii");
export const CHAIN_START: Uint8Array = new Uint8Array(32);

export function encodeFrame(
  mark: Uint8Array,
  previous: Uint8Array,
  payload: Uint8Array,
): Frame & { bytes: Buffer } {
  if (payload.length > PAYLOAD_BYTES_MAX) throw new JournalCodecError("payload too large");
  const bytes = Buffer.alloc(FRAME_HEAD_BYTES + payload.length + FRAME_TAIL_BYTES);
  bytes.set(mark, 0);
  bytes.writeUInt32BE(payload.length, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 12)), 12);
  bytes.set(payload, FRAME_HEAD_BYTES);
  const chainHash = chain(previous, payload);
  bytes.set(chainHash, FRAME_HEAD_BYTES + payload.length);
  const bodyEnd = bytes.length - 4;
  bytes.writeUInt32BE(crc32(bytes.subarray(FRAME_HEAD_BYTES, bodyEnd)), bodyEnd);
  return { bytes, payload, chainHash, endByte: bytes.length };
}

/** The length the head states, or why it is no head of a frame with this mark. */
export function readFrameHead(
  head: Uint8Array,
  mark: Uint8Array,
): { readonly kind: "head"; readonly payloadBytes: number } | Torn {
  if (head.length < FRAME_HEAD_BYTES) return { kind: "incomplete" };
  const view = viewOf(head);
  if (view.readUInt32BE(12) !== crc32(head.subarray(0, 12))) return { kind: "broken", reason: "head check" };
  if (view.compare(mark, 0, 8, 0, 8) !== 0) return { kind: "broken", reason: "mark" };
  const payloadBytes = view.readUInt32BE(8);
  if (payloadBytes > PAYLOAD_BYTES_MAX) return { kind: "broken", reason: "length" };
  return { kind: "head", payloadBytes };
}

/**
 * Reads the frame at the start of `bytes`, and checks that it follows the frame whose chain hash is
 * `previous`.
 */
export function readFrame(bytes: Uint8Array, mark: Uint8Array, previous: Uint8Array): FrameRead {
  const head = readFrameHead(bytes.subarray(0, FRAME_HEAD_BYTES), mark);
  if (head.kind !== "head") return head;
  const payloadEnd = FRAME_HEAD_BYTES + head.payloadBytes;
  const endByte = payloadEnd + FRAME_TAIL_BYTES;
  if (bytes.length < endByte) return { kind: "incomplete" };
  const payload = bytes.subarray(FRAME_HEAD_BYTES, payloadEnd);
  const body = bytes.subarray(FRAME_HEAD_BYTES, endByte - 4);
  if (viewOf(bytes).readUInt32BE(endByte - 4) !== crc32(body))
    return { kind: "broken", reason: "body check" };
  const chainHash = bytes.subarray(payloadEnd, endByte - 4);
  if (chain(previous, payload).compare(chainHash) !== 0) return { kind: "unchained" };
  return { kind: "frame", frame: { payload, chainHash, endByte } };
}

export function encodeHeader(header: JournalHeader): Buffer {
  const payloadBytes = HEADER_FRAME_BYTES - FRAME_HEAD_BYTES - FRAME_TAIL_BYTES;
  const payload = Buffer.alloc(payloadBytes, " ");
  payload[0] = KIND.header;
  // The order of the fields is written out so that equal headers are equal bytes.
  const text = Buffer.from(JSON.stringify(HEADER_FIELDS.map((name) => header[name])), "utf8");
  if (text.length > payloadBytes - 1) throw new JournalCodecError("header too large");
  payload.set(text, 1);
  return payload;
}

export function decodeHeader(payload: Uint8Array): JournalHeader {
  if (payload[0] !== KIND.header) throw new JournalCodecError("not a header");
  const values = parseList(viewOf(payload.subarray(1)).toString("utf8"));
  const [format, edrVersion, hardhatVersion, hardfork, chainId, genesisTimeSec, ...rest] = values;
  const [blockGasLimit, bootstrapAddress, pastTimes, mark, ...more] = rest;
  if (format !== 1) throw new JournalCodecError(`format ${String(format)} is not known`);
  if (more.length > 0) throw new JournalCodecError("header has too many fields");
  if (pastTimes !== "none" && pastTimes !== "demo") throw new JournalCodecError("pastTimes");
  return {
    format,
    edrVersion: text(edrVersion),
    hardhatVersion: text(hardhatVersion),
    hardfork: text(hardfork),
    chainId: whole(chainId),
    genesisTimeSec: whole(genesisTimeSec),
    blockGasLimit: whole(blockGasLimit),
    bootstrapAddress: text(bootstrapAddress),
    pastTimes,
    mark: markText(mark),
  };
}

export function encodeRecord(record: JournalRecord): Buffer {
  if (record.kind === "build-ended") {
    const bytes = Buffer.alloc(7);
    bytes[0] = KIND.buildEnded;
    bytes.writeUIntBE(record.block, 1, 6);
    return bytes;
  }
  const size = record.transactions.reduce((sum, raw) => sum + 4 + raw.length, BLOCK_FIXED_BYTES);
  const bytes = Buffer.alloc(size);
  bytes[0] = KIND.block;
  bytes.writeUIntBE(record.number, 1, 6);
  bytes.writeUIntBE(record.timeSec, 7, 6);
  bytes.set(word(record.stateRoot), 13);
  bytes.set(word(record.receiptsRoot), 45);
  bytes.set(word(record.blockHash), 77);
  bytes.writeUInt32BE(record.transactions.length, 109);
  let at = BLOCK_FIXED_BYTES;
  for (const raw of record.transactions) {
    bytes.writeUInt32BE(raw.length, at);
    bytes.set(raw, at + 4);
    at += 4 + raw.length;
  }
  return bytes;
}

export function decodeRecord(payload: Uint8Array): JournalRecord {
  const view = viewOf(payload);
  if (view[0] === KIND.buildEnded && view.length === 7)
    return { kind: "build-ended", block: view.readUIntBE(1, 6) };
  if (view[0] !== KIND.block || view.length < BLOCK_FIXED_BYTES)
    throw new JournalCodecError("kind of record");
  const transactions: Uint8Array[] = [];
  let at = BLOCK_FIXED_BYTES;
  for (let left = view.readUInt32BE(109); left > 0; left -= 1) {
    if (at + 4 > view.length) throw new JournalCodecError("record ends early");
    const end = at + 4 + view.readUInt32BE(at);
    if (end > view.length) throw new JournalCodecError("record ends early");
    transactions.push(view.subarray(at + 4, end));
    at = end;
  }
  if (at !== view.length) throw new JournalCodecError("record ends late");
  return {
    kind: "block",
    number: view.readUIntBE(1, 6),
    timeSec: view.readUIntBE(7, 6),
    stateRoot: view.subarray(13, 45),
    receiptsRoot: view.subarray(45, 77),
    blockHash: view.subarray(77, 109),
    transactions,
  };
}

const KIND = { header: 0, block: 1, buildEnded: 2 } as const;
const BLOCK_FIXED_BYTES = 113;

const HEADER_FIELDS = [
  "format",
  "edrVersion",
  "hardhatVersion",
  "hardfork",
  "chainId",
  "genesisTimeSec",
  "blockGasLimit",
  "bootstrapAddress",
  "pastTimes",
  "mark",
] as const;

function chain(previous: Uint8Array, payload: Uint8Array): Buffer {
  return createHash("sha256").update(previous).update(payload).digest();
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function word(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 32) throw new JournalCodecError("not 32 bytes");
  return bytes;
}

function parseList(json: string): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new JournalCodecError("header is not JSON");
  }
  if (!Array.isArray(value)) throw new JournalCodecError("header is not a list");
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new JournalCodecError("header field is not text");
  return value;
}

function whole(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new JournalCodecError("header number");
  return value;
}

function markText(value: unknown): string {
  const mark = text(value);
  if (!/^[0-9a-f]{16}$/.test(mark)) throw new JournalCodecError("mark");
  return mark;
}
