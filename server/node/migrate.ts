import {
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type NodeClock, wallSecOf } from "./clock.ts";
import { createExecutor } from "./executor.ts";
import { bytesToHex, hexToBytes } from "./hex.ts";
import { checkLedger, EXECUTION_FIELDS, journalPath, newHeader, syncDirectory } from "./journal.ts";
import {
  CHAIN_START,
  encodeFrame,
  encodeHeader,
  encodeRecord,
  HEADER_MARK,
  type JournalHeader,
} from "./journal-codec.ts";
import { lockJournal } from "./journal-lock.ts";
import { readRecords, type ScannedJournal, scanJournal } from "./journal-scan.ts";
import { wantedHeader } from "./node.ts";
import { NodeRefusal } from "./node-failure.ts";
import { executeRecord } from "./replay.ts";
import type { NodeSettings } from "./settings.ts";

/**
 * Brings a journal to the running version: executes every block again, requires the state root and the
 * receipts root that the journal recorded, and writes a new journal with the new block hashes. Nothing of the
 * old one is lost: it stays beside the new as `journal.bin.<format>-old`, and `journal.migration-<n>.ndjson`
 * maps every old hash to the new, for those who saved one.
 *
 * The last act is one rename, so a migration that was interrupted has changed nothing and is run again.
 */
export async function migrateJournal(options: {
  readonly settings: NodeSettings;
  readonly clock: NodeClock;
}): Promise<MigrationReport> {
  const { journalDir } = options.settings;
  const lock = lockJournal(journalDir);
  try {
    return await migrate(options);
  } finally {
    lock.release();
  }
}

export type MigrationReport = {
  readonly blocks: number;
  /** Null when the journal was already of this version. */
  readonly keptAs: string | null;
  readonly hashesIn: string | null;
};

async function migrate(options: {
  readonly settings: NodeSettings;
  readonly clock: NodeClock;
}): Promise<MigrationReport> {
  const { settings } = options;
  const path = journalPath(settings.journalDir);
  const old = openOld(path);
  try {
    const wanted = wantedHeader(settings);
    checkLedger(old.scan.header, wanted);
    if (EXECUTION_FIELDS.every((field) => old.scan.header[field] === wanted[field])) {
      return { blocks: old.scan.blocks, keptAs: null, hashesIn: null };
    }
    const { genesisTimeSec } = old.scan.header;
    const header = newHeader({ ...wanted, genesisTimeSec }, wallSecOf(options.clock));
    const files = {
      draft: `${path}.migrating`,
      hashesIn: freeName((n) => join(settings.journalDir, `journal.migration-${n}.ndjson`)),
      keptAs: freeName((n) => `${path}.${old.scan.header.format}-old${n === 1 ? "" : `-${n}`}`),
    };
    await writeMigrated({ old, header, files, callGas: settings.transactionGasMax });
    linkSync(path, files.keptAs);
    renameSync(files.draft, path);
    syncDirectory(settings.journalDir);
    return { blocks: old.scan.blocks, keptAs: files.keptAs, hashesIn: files.hashesIn };
  } finally {
    closeSync(old.descriptor);
  }
}

type OldJournal = { readonly descriptor: number; readonly scan: ScannedJournal };

/** A torn tail of the old journal is left behind in the old file: what it held was never acknowledged. */
function openOld(path: string): OldJournal {
  if (!existsSync(path))
    throw new NodeRefusal("journal-unwritable", { reason: "there is no journal to migrate" });
  const descriptor = openSync(path, constants.O_RDONLY);
  const scan = scanJournal({ descriptor, bytes: statSync(path).size });
  if (scan.kind === "journal") return { descriptor, scan };
  closeSync(descriptor);
  throw new NodeRefusal("journal-damaged", { byte: 0, block: 0, reason: "header" });
}

async function writeMigrated(work: {
  readonly old: OldJournal;
  readonly header: JournalHeader;
  readonly files: { readonly draft: string; readonly hashesIn: string };
  readonly callGas: number;
}): Promise<void> {
  const { old, header } = work;
  const executor = await createExecutor({ ...header, callGas: work.callGas });
  const draft = openSync(work.files.draft, "w", 0o600);
  const hashes = openSync(work.files.hashesIn, "wx", 0o600);
  try {
    const mark = Buffer.from(header.mark, "hex");
    const first = encodeFrame(HEADER_MARK, CHAIN_START, encodeHeader(header));
    writeFileSync(draft, first.bytes);
    writeFileSync(hashes, `${JSON.stringify({ from: old.scan.header, to: header })}\n`);
    let chainHash = first.chainHash;
    let parent = await executor.blockAt("0x0");
    const records = readRecords({ descriptor: old.descriptor, bytes: old.scan.goodBytes }, old.scan);
    for (const record of records) {
      let migrated = record;
      if (record.kind === "block") {
        parent = await executeRecord(executor, record, parent).catch(diverged);
        requireEqual(record.number, "stateRoot", bytesToHex(record.stateRoot), parent.stateRoot);
        requireEqual(record.number, "receiptsRoot", bytesToHex(record.receiptsRoot), parent.receiptsRoot);
        migrated = { ...record, blockHash: hexToBytes(parent.hash) };
        const line = { block: record.number, old: bytesToHex(record.blockHash), new: parent.hash };
        writeFileSync(hashes, `${JSON.stringify(line)}\n`);
      }
      const frame = encodeFrame(mark, chainHash, encodeRecord(migrated));
      writeFileSync(draft, frame.bytes);
      chainHash = frame.chainHash;
    }
    fsyncSync(draft);
    fsyncSync(hashes);
  } finally {
    closeSync(draft);
    closeSync(hashes);
  }
}

function requireEqual(block: number, field: string, journal: string, executed: string): void {
  if (journal !== executed) throw new NodeRefusal("migration-diverged", { block, field, journal, executed });
}

function diverged(error: unknown): never {
  if (error instanceof NodeRefusal) throw new NodeRefusal("migration-diverged", error.facts);
  throw error;
}

function freeName(nameOf: (n: number) => string): string {
  let n = 1;
  while (existsSync(nameOf(n))) n += 1;
  return nameOf(n);
}
