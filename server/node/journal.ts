import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  CHAIN_START,
  encodeFrame,
  encodeHeader,
  encodeRecord,
  HEADER_MARK,
  type JournalHeader,
  type JournalRecord,
} from "./journal-codec.ts";
import {
  type JournalFile,
  type JournalScan,
  readRecords,
  type ScannedJournal,
  scanJournal,
} from "./journal-scan.ts";
import { NodeRefusal } from "./node-failure.ts";

/**
 * The journal is the ledger: what it holds happened, what it does not hold did not. It is only ever appended
 * to, by one process, and a record is on the disk (written and synced) before anybody is told of its block.
 *
 * What a start finds in `journal.bin`, and what it does:
 *
 *   no file, or an empty one                          a new journal, from the settings
 *   less than one header, or one broken header        the first start died: cut, report, a new journal
 *     and not a byte behind it                          (no block can have been acknowledged)
 *   whole records to the last byte                    go on
 *   whole records, then one that is incomplete or     torn tail: its bytes are kept beside the journal, the
 *     fails a check, and no head of another behind      journal is cut before it, log and status report it
 *   a record that is incomplete or fails a check,     journal-damaged: refuse, naming byte and block
 *     and a head of another record behind it
 *   a whole record that does not follow the one       journal-damaged: refuse (a record is missing, or comes
 *     before it                                         from another journal)
 *   a broken header and anything behind it            journal-damaged at byte 0: refuse
 *   a tail longer than any record can be              journal-damaged: refuse
 *   checks right, but not a record, or a block out    journal-damaged: refuse
 *     of order
 *   checks right, but made by another EDR, Hardhat,   journal-other-version: refuse until `migrate`
 *     hard fork, block gas limit or format
 *   checks right, but another chain id, bootstrap     journal-settings-differ: refuse
 *     key, genesis time or kind of block times
 *
 * A flipped bit in the very last record can not be told from a torn write, so that record is cut too. Whoever
 * was told of its block holds the block's hash and sees that the served chain does not have it: servers alarm
 * on that. The same holds for a file cut exactly between two records.
 */
export async function openJournal(options: {
  readonly directory: string;
  readonly wanted: WantedHeader;
  readonly wallSec: number;
}): Promise<OpenedJournal> {
  const path = journalPath(options.directory);
  const descriptor = openForReading(options.directory, path);
  try {
    return await openScanned({ ...options, path, descriptor });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** What the running node is; a null genesis time takes the journal's, and the wall clock for a new one. */
export type WantedHeader = Omit<JournalHeader, "genesisTimeSec" | "mark" | "format"> & {
  readonly genesisTimeSec: number | null;
};

/** Appending is the only change, and it answers when the record is on the disk. */
export type Journal = {
  readonly header: JournalHeader;
  readonly bytes: () => number;
  readonly append: (record: JournalRecord) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type CutReport = {
  readonly fromByte: number;
  readonly bytes: number;
  readonly reason: string;
  /** The file beside the journal that keeps the bytes; its name only, because status shows it to clients. */
  readonly keptAs: string;
};

export type OpenedJournal = {
  readonly journal: Journal;
  readonly scan: ScannedJournal;
  readonly records: () => Generator<JournalRecord>;
  readonly cut: CutReport | null;
};

export function journalPath(directory: string): string {
  return join(directory, "journal.bin");
}

/** The name of a new file is durable only when its directory is synced too. */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Settings that change what executing a block gives; only `migrate` may change them. */
export const EXECUTION_FIELDS = ["edrVersion", "hardhatVersion", "hardfork", "blockGasLimit"] as const;
/** Settings that say which ledger this is; nothing may change them. */
const LEDGER_FIELDS = ["chainId", "bootstrapAddress", "pastTimes", "genesisTimeSec"] as const;

export function checkLedger(header: JournalHeader, wanted: WantedHeader): void {
  for (const field of LEDGER_FIELDS) {
    const here = wanted[field];
    if (here !== null && header[field] !== here) {
      throw new NodeRefusal("journal-settings-differ", { field, journal: header[field], settings: here });
    }
  }
}

async function openScanned(at: {
  readonly directory: string;
  readonly path: string;
  readonly descriptor: number;
  readonly wanted: WantedHeader;
  readonly wallSec: number;
}): Promise<OpenedJournal> {
  const { path, descriptor, wallSec } = at;
  const scan = scanJournal({ descriptor, bytes: statSync(path).size });
  if (scan.kind === "journal") checkHeader(scan.header, at.wanted);
  const header = scan.kind === "journal" ? scan.header : newHeader(at.wanted, wallSec);
  const cut = cutTail({ path, descriptor, scan, wallSec });
  const handle = await open(path, "r+");
  if (scan.kind === "journal") return openedFrom(handle, { descriptor, scan, cut });
  const frame = encodeFrame(HEADER_MARK, CHAIN_START, encodeHeader(header));
  await writeDurably(handle, frame.bytes, 0);
  syncDirectory(at.directory);
  const empty: ScannedJournal = {
    kind: "journal",
    header,
    blocks: 0,
    transactions: 0,
    lastTimeSec: header.genesisTimeSec,
    buildEndedAt: null,
    goodBytes: frame.endByte,
    chainHash: frame.chainHash,
    tail: null,
  };
  return openedFrom(handle, { descriptor, scan: empty, cut });
}

function checkHeader(header: JournalHeader, wanted: WantedHeader): void {
  checkLedger(header, wanted);
  for (const field of EXECUTION_FIELDS) {
    if (header[field] !== wanted[field]) {
      throw new NodeRefusal("journal-other-version", {
        field,
        journal: header[field],
        running: wanted[field],
      });
    }
  }
}

/** With a mark of its own, so that no frame of another journal fits in. */
export function newHeader(wanted: WantedHeader, wallSec: number): JournalHeader {
  const genesisTimeSec = wanted.genesisTimeSec ?? wallSec;
  if (genesisTimeSec > wallSec) throw new NodeRefusal("genesis-ahead-of-clock", { genesisTimeSec, wallSec });
  return { ...wanted, format: 1, genesisTimeSec, mark: randomBytes(8).toString("hex") };
}

function openForReading(directory: string, path: string): number {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (error) {
    throw new NodeRefusal("journal-unwritable", { reason: reasonOf(error) });
  }
}

function cutTail(found: {
  path: string;
  descriptor: number;
  scan: JournalScan;
  wallSec: number;
}): CutReport | null {
  const { scan } = found;
  const tail =
    scan.kind === "journal"
      ? scan.tail
      : { fromByte: 0, bytes: scan.bytes, reason: "the header was never whole" };
  if (tail === null || tail.bytes === 0) return null;
  const kept = `${found.path}.cut-${tail.fromByte}-${found.wallSec}`;
  keepBytes(found.descriptor, kept, tail);
  ftruncateDurably(found.descriptor, tail.fromByte);
  return { ...tail, keptAs: basename(kept) };
}

function keepBytes(descriptor: number, kept: string, tail: { fromByte: number; bytes: number }): void {
  const bytes = Buffer.alloc(tail.bytes);
  readSync(descriptor, bytes, 0, tail.bytes, tail.fromByte);
  writeFileSync(kept, bytes, { mode: 0o600, flush: true });
}

function ftruncateDurably(descriptor: number, bytes: number): void {
  ftruncateSync(descriptor, bytes);
  fsyncSync(descriptor);
}

function openedFrom(
  handle: FileHandle,
  found: { descriptor: number; scan: ScannedJournal; cut: CutReport | null },
): OpenedJournal {
  const file: JournalFile = { descriptor: found.descriptor, bytes: found.scan.goodBytes };
  return {
    journal: appendingJournal(handle, found.descriptor, found.scan),
    scan: found.scan,
    records: () => readRecords(file, found.scan),
    cut: found.cut,
  };
}

function appendingJournal(handle: FileHandle, descriptor: number, scan: ScannedJournal): Journal {
  const mark = Buffer.from(scan.header.mark, "hex");
  let bytes = scan.goodBytes;
  let chainHash = scan.chainHash;
  return {
    header: scan.header,
    bytes: () => bytes,
    append: async (record) => {
      const frame = encodeFrame(mark, chainHash, encodeRecord(record));
      await writeDurably(handle, frame.bytes, bytes);
      bytes += frame.endByte;
      chainHash = frame.chainHash;
    },
    close: async () => {
      await handle.close();
      closeSync(descriptor);
    },
  };
}

/** A position of our own, not the end of the file, so that a write that failed half-way is written over. */
async function writeDurably(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const result = await handle.write(bytes, written, bytes.length - written, position + written);
    written += result.bytesWritten;
  }
  await handle.sync();
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
