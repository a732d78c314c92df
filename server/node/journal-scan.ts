import { readSync } from "node:fs";
import {
  CHAIN_START,
  decodeHeader,
  decodeRecord,
  FRAME_HEAD_BYTES,
  FRAME_TAIL_BYTES,
  type Frame,
  type FrameRead,
  HEADER_FRAME_BYTES,
  HEADER_MARK,
  JournalCodecError,
  type JournalHeader,
  type JournalRecord,
  PAYLOAD_BYTES_MAX,
  readFrame,
  readFrameHead,
  type Torn,
} from "./journal-codec.ts";
import { NodeRefusal } from "./node-failure.ts";

/**
 * Reads a whole journal and says what it holds. It changes nothing: what to do about a tail is decided in
 * journal.ts, whose table names every state. Damage before the end is thrown as `journal-damaged`.
 */
export function scanJournal(file: JournalFile): JournalScan {
  const header = readFileHeader(file);
  if (header === null) return { kind: "unborn", bytes: file.bytes };
  const mark = Buffer.from(header.header.mark, "hex");
  let at = HEADER_FRAME_BYTES;
  let chainHash = header.frame.chainHash;
  const found = { blocks: 0, transactions: 0, lastTimeSec: header.header.genesisTimeSec };
  let buildEndedAt: number | null = null;
  let tail: TornTail | null = null;
  while (at < file.bytes) {
    const read = readFrameAt(file, at, mark, chainHash);
    if (read.kind === "unchained")
      throw damaged(at, found.blocks + 1, "does not follow the record before it");
    if (read.kind !== "frame") {
      tail = judgeTail(file, { at, mark, read, block: found.blocks + 1 });
      break;
    }
    const record = decodeAt(read.frame, at, found.blocks + 1);
    if (record.kind === "build-ended") buildEndedAt = record.block;
    else {
      if (record.number !== found.blocks + 1) throw damaged(at, found.blocks + 1, "block number");
      if (record.timeSec <= found.lastTimeSec) throw damaged(at, record.number, "block time");
      found.blocks = record.number;
      found.transactions += record.transactions.length;
      found.lastTimeSec = record.timeSec;
    }
    chainHash = Uint8Array.from(read.frame.chainHash);
    at += read.frame.endByte;
  }
  return { kind: "journal", header: header.header, ...found, buildEndedAt, goodBytes: at, chainHash, tail };
}

/** The records of a journal that was scanned, one at a time: a journal may be larger than the memory. */
export function* readRecords(file: JournalFile, scan: ScannedJournal): Generator<JournalRecord> {
  const header = readFileHeader(file);
  if (header === null) return;
  const mark = Buffer.from(scan.header.mark, "hex");
  let at = HEADER_FRAME_BYTES;
  let chainHash = header.frame.chainHash;
  let block = 1;
  while (at < scan.goodBytes) {
    const read = readFrameAt(file, at, mark, chainHash);
    if (read.kind !== "frame") throw damaged(at, block, "changed while it was read");
    const record = decodeAt(read.frame, at, block);
    yield record;
    block += 1;
    chainHash = Uint8Array.from(read.frame.chainHash);
    at += read.frame.endByte;
  }
}

export type JournalFile = { readonly descriptor: number; readonly bytes: number };

export type TornTail = { readonly fromByte: number; readonly bytes: number; readonly reason: string };

export type ScannedJournal = {
  readonly kind: "journal";
  readonly header: JournalHeader;
  readonly blocks: number;
  readonly transactions: number;
  readonly lastTimeSec: number;
  readonly buildEndedAt: number | null;
  readonly goodBytes: number;
  readonly chainHash: Uint8Array;
  readonly tail: TornTail | null;
};

export type JournalScan = ScannedJournal | { readonly kind: "unborn"; readonly bytes: number };

/**
 * Null when the file can hold no block: its header was never written whole. A broken header with anything
 * behind it is damage.
 */
function readFileHeader(file: JournalFile): { header: JournalHeader; frame: Frame } | null {
  if (file.bytes < HEADER_FRAME_BYTES) return null;
  const read = readFrame(readBytes(file, 0, HEADER_FRAME_BYTES), HEADER_MARK, CHAIN_START);
  if (read.kind !== "frame" || read.frame.endByte !== HEADER_FRAME_BYTES) {
    if (file.bytes === HEADER_FRAME_BYTES) return null;
    throw damaged(0, 0, "header");
  }
  try {
    return { header: decodeHeader(read.frame.payload), frame: read.frame };
  } catch (error) {
    if (!(error instanceof JournalCodecError)) throw error;
    throw new NodeRefusal("journal-other-version", { reason: error.message });
  }
}

function readFrameAt(file: JournalFile, at: number, mark: Uint8Array, previous: Uint8Array): FrameRead {
  const head = readFrameHead(readBytes(file, at, FRAME_HEAD_BYTES), mark);
  if (head.kind !== "head") return head;
  const frameBytes = FRAME_HEAD_BYTES + head.payloadBytes + FRAME_TAIL_BYTES;
  return readFrame(readBytes(file, at, frameBytes), mark, previous);
}

/**
 * Records are written one after another, each synced before the next begins, so a crash leaves at most one
 * broken record and nothing behind it. Any whole head behind the broken record therefore proves damage, not a
 * crash.
 */
function judgeTail(
  file: JournalFile,
  broken: { at: number; mark: Uint8Array; read: Torn; block: number },
): TornTail {
  const reason = broken.read.kind === "incomplete" ? "incomplete" : broken.read.reason;
  const bytes = file.bytes - broken.at;
  if (bytes > FRAME_HEAD_BYTES + PAYLOAD_BYTES_MAX + FRAME_TAIL_BYTES)
    throw damaged(broken.at, broken.block, reason);
  const rest = readBytes(file, broken.at, bytes);
  for (let found = rest.indexOf(broken.mark, 1); found !== -1; found = rest.indexOf(broken.mark, found + 1)) {
    const head = readFrameHead(rest.subarray(found, found + FRAME_HEAD_BYTES), broken.mark);
    if (head.kind === "head") throw damaged(broken.at, broken.block, reason);
  }
  return { fromByte: broken.at, bytes, reason };
}

function decodeAt(frame: Frame, at: number, block: number): JournalRecord {
  try {
    return decodeRecord(frame.payload);
  } catch (error) {
    if (!(error instanceof JournalCodecError)) throw error;
    throw damaged(at, block, error.message);
  }
}

/** Fewer bytes than asked for when the file ends. */
function readBytes(file: JournalFile, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(Math.max(0, Math.min(bytes, file.bytes - at)));
  let filled = 0;
  while (filled < buffer.length) {
    const read = readSync(file.descriptor, buffer, filled, buffer.length - filled, at + filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function damaged(byte: number, block: number, reason: string): NodeRefusal {
  return new NodeRefusal("journal-damaged", { byte, block, reason });
}
