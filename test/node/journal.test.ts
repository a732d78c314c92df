import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  type Journal,
  journalPath,
  type OpenedJournal,
  openJournal,
  type WantedHeader,
} from "../../server/node/journal.ts";
import { type BlockRecord, HEADER_FRAME_BYTES } from "../../server/node/journal-codec.ts";
import { NodeRefusal } from "../../server/node/node-failure.ts";
import { newDirectory, START_SEC } from "./support/test-node.ts";

const wanted: WantedHeader = {
  edrVersion: "0.22.0",
  hardhatVersion: "3.18.0",
  hardfork: "cancun",
  chainId: 88_001,
  genesisTimeSec: null,
  blockGasLimit: 60_000_000,
  bootstrapAddress: `0x${"ab".repeat(20)}`,
  pastTimes: "none",
};

describe("an unharmed journal", () => {
  test("a new one takes the wall clock as its genesis, and keeps it", async () => {
    const directory = newDirectory();
    expect((await reopen(directory)).scan.header.genesisTimeSec).toBe(START_SEC);
    const again = await reopen(directory, { wallSec: START_SEC + 99 });
    expect(again.scan.header.genesisTimeSec).toBe(START_SEC);
    expect(again.cut).toBeNull();
  });

  test("what was appended comes back in order, over several openings", async () => {
    const directory = newDirectory();
    await fill(directory, 3);
    await withJournal(directory, {}, async ({ journal }) => journal.append(blockRecord(4)));
    const opened = await reopen(directory);
    expect(opened.numbers).toEqual([1, 2, 3, 4]);
    expect(opened.scan.transactions).toBe(1 + 2 + 3 + 4);
  });

  test("the end of the build is remembered", async () => {
    const directory = newDirectory();
    await fill(directory, 2);
    await withJournal(directory, {}, async ({ journal }) =>
      journal.append({ kind: "build-ended", block: 2 }),
    );
    expect((await reopen(directory)).scan.buildEndedAt).toBe(2);
  });

  test("a genesis later than the wall is refused", async () => {
    const settings = { wanted: { ...wanted, genesisTimeSec: START_SEC + 1 } };
    expect(await refusalOf(reopen(newDirectory(), settings))).toMatchObject({
      code: "genesis-ahead-of-clock",
    });
  });
});

describe("a torn tail", () => {
  test("cut at every byte of the last record: the rest stands, and it goes on", async () => {
    const { directory, bytes, lastAt } = await threeBlocks();
    for (let length = lastAt + 1; length < bytes.length; length += 1) {
      writeFileSync(journalPath(directory), bytes.subarray(0, length));
      const opened = await reopen(directory);
      expect(opened.numbers).toEqual([1, 2]);
      expect(opened.cut).toMatchObject({ fromByte: lastAt, bytes: length - lastAt });
      expect(statSync(journalPath(directory)).size).toBe(lastAt);
    }
    await withJournal(directory, {}, async ({ journal }) => journal.append(blockRecord(3)));
    expect((await reopen(directory)).numbers).toEqual([1, 2, 3]);
  });

  test("what is cut off is kept beside the journal", async () => {
    const { directory, bytes, lastAt } = await threeBlocks();
    writeFileSync(journalPath(directory), bytes.subarray(0, bytes.length - 7));
    const { cut } = await reopen(directory);
    expect(readFileSync(join(directory, cut?.keptAs ?? ""))).toEqual(
      bytes.subarray(lastAt, bytes.length - 7),
    );
  });

  test("a tail of zeros, as a disk leaves it after a power cut, is cut", async () => {
    const { directory, bytes } = await threeBlocks();
    writeFileSync(journalPath(directory), Buffer.concat([bytes, Buffer.alloc(5_000)]));
    const opened = await reopen(directory);
    expect(opened.numbers).toEqual([1, 2, 3]);
    expect(opened.cut?.bytes).toBe(5_000);
  });

  test("a header that was never whole makes a new journal, one with a block behind it does not", async () => {
    const { directory, bytes } = await threeBlocks();
    for (const length of [1, 500, HEADER_FRAME_BYTES - 1]) {
      writeFileSync(journalPath(directory), bytes.subarray(0, length));
      const opened = await reopen(directory);
      expect([opened.numbers, opened.cut?.fromByte]).toEqual([[], 0]);
    }
    writeFileSync(journalPath(directory), flip(bytes, 40 * 8));
    expect(await refusalOf(reopen(directory))).toMatchObject({ code: "journal-damaged", facts: { byte: 0 } });
  });
});

describe("damage", () => {
  test("every byte, one bit flipped: refused at its record, or in the last record and cut", async () => {
    const { directory, bytes, starts, lastAt } = await threeBlocks();
    const counts = { refused: 0, cut: 0 };
    for (let byte = 0; byte < bytes.length; byte += 1) {
      const spoilt = flip(bytes, byte * 8 + (byte % 8));
      writeFileSync(journalPath(directory), spoilt);
      const result = await reopen(directory).catch((error: unknown) => error);
      if (byte >= lastAt) {
        expect(result).toMatchObject({ numbers: [1, 2], cut: { fromByte: lastAt } });
        counts.cut += 1;
      } else {
        const record = starts.findLast((start) => start <= byte);
        expect(result).toMatchObject({ code: "journal-damaged", facts: { byte: record } });
        // A refusal leaves the file alone: somebody must still be able to look at it.
        expect(Buffer.compare(readFileSync(journalPath(directory)), spoilt)).toBe(0);
        counts.refused += 1;
      }
    }
    expect(counts).toEqual({ refused: lastAt, cut: bytes.length - lastAt });
  }, 120_000);

  test("a record that is missing, doubled or out of order is refused", async () => {
    const { directory, bytes, starts } = await threeBlocks();
    const [, first = 0, second = 0, third = 0] = starts;
    const part = { head: bytes.subarray(0, first), one: bytes.subarray(first, second) };
    const [two, three] = [bytes.subarray(second, third), bytes.subarray(third)];
    const forgeries = [
      [part.head, two, three],
      [part.head, part.one, three],
      [part.head, part.one, part.one, two, three],
      [part.head, part.one, two, three, three],
      [part.head, two, part.one, three],
    ];
    for (const forgery of forgeries) {
      writeFileSync(journalPath(directory), Buffer.concat(forgery));
      expect(await refusalOf(reopen(directory))).toMatchObject({ code: "journal-damaged" });
    }
  });

  test("a record of another journal does not fit in", async () => {
    const [here, other] = [await threeBlocks(), await threeBlocks()];
    const mixed = Buffer.concat([here.bytes.subarray(0, here.lastAt), other.bytes.subarray(other.lastAt)]);
    writeFileSync(journalPath(here.directory), mixed);
    const opened = await reopen(here.directory);
    expect(opened.numbers).toEqual([1, 2]);
  });

  test("transaction data made to look like records does not hide a torn tail", async () => {
    const { directory, bytes } = await threeBlocks();
    const lure = blockRecord(4, [bytes, bytes]);
    await withJournal(directory, {}, async ({ journal }) => journal.append(lure));
    const whole = readFileSync(journalPath(directory));
    // Whoever knows the mark can read the journal already, so what is tried here is data copied from another
    // one.
    const foreign = await threeBlocks();
    await withJournal(directory, {}, async ({ journal }) => journal.append(blockRecord(5, [foreign.bytes])));
    writeFileSync(journalPath(directory), readFileSync(journalPath(directory)).subarray(0, -1));
    const opened = await reopen(directory);
    expect([opened.numbers, opened.cut?.fromByte]).toEqual([[1, 2, 3, 4], whole.length]);
  });

  test("a tail longer than any record is refused, not thrown away", async () => {
    const { directory, bytes } = await threeBlocks();
    writeFileSync(journalPath(directory), Buffer.concat([bytes, Buffer.alloc(34 * 1024 * 1024)]));
    expect(await refusalOf(reopen(directory))).toMatchObject({ code: "journal-damaged" });
  });
});

describe("another version or another ledger", () => {
  test.each([
    [{ edrVersion: "0.99.0" }, "journal-other-version", "edrVersion"],
    [{ hardhatVersion: "3.99.0" }, "journal-other-version", "hardhatVersion"],
    [{ hardfork: "osaka" }, "journal-other-version", "hardfork"],
    [{ blockGasLimit: 30_000_000 }, "journal-other-version", "blockGasLimit"],
    [{ chainId: 88_002 }, "journal-settings-differ", "chainId"],
    [{ bootstrapAddress: `0x${"cd".repeat(20)}` }, "journal-settings-differ", "bootstrapAddress"],
    [{ genesisTimeSec: START_SEC - 1 }, "journal-settings-differ", "genesisTimeSec"],
    [{ pastTimes: "demo" as const }, "journal-settings-differ", "pastTimes"],
  ])("%o is refused, and not a byte is changed", async (change, code, field) => {
    const { directory, bytes } = await threeBlocks();
    const torn = bytes.subarray(0, -1);
    writeFileSync(journalPath(directory), torn);
    const refusal = await refusalOf(reopen(directory, { wanted: { ...wanted, ...change } }));
    expect(refusal).toMatchObject({ code, facts: { field } });
    expect(Buffer.compare(readFileSync(journalPath(directory)), torn)).toBe(0);
    expect(readdirSync(directory)).toEqual(["journal.bin"]);
  });
});

type Options = { readonly wallSec?: number; readonly wanted?: WantedHeader };

async function withJournal<T>(
  directory: string,
  options: Options,
  work: (opened: OpenedJournal) => Promise<T>,
): Promise<T> {
  const opened = await openJournal({ directory, wanted, wallSec: START_SEC, ...options });
  try {
    return await work(opened);
  } finally {
    await opened.journal.close();
  }
}

async function reopen(directory: string, options: Options = {}) {
  return await withJournal(directory, options, async (opened) => ({
    scan: opened.scan,
    cut: opened.cut,
    numbers: [...opened.records()].flatMap((record) => (record.kind === "block" ? [record.number] : [])),
  }));
}

async function fill(directory: string, blocks: number): Promise<number[]> {
  return await withJournal(directory, {}, async ({ journal }) => {
    const starts = [0];
    for (let number = 1; number <= blocks; number += 1) starts.push(await appendAt(journal, number));
    return starts;
  });
}

async function appendAt(journal: Journal, number: number): Promise<number> {
  const start = journal.bytes();
  await journal.append(blockRecord(number));
  return start;
}

async function threeBlocks() {
  const directory = newDirectory();
  const starts = await fill(directory, 3);
  return { directory, starts, lastAt: starts.at(-1) ?? 0, bytes: readFileSync(journalPath(directory)) };
}

function blockRecord(number: number, transactions?: readonly Uint8Array[]): BlockRecord {
  const digest = (of: string) => createHash("sha256").update(`${of} ${number}`).digest();
  return {
    kind: "block",
    number,
    timeSec: START_SEC + number * 2,
    stateRoot: digest("state"),
    receiptsRoot: digest("receipts"),
    blockHash: digest("block"),
    transactions:
      transactions ?? Array.from({ length: number }, (_, index) => digest(`transaction ${index}`)),
  };
}

function flip(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

async function refusalOf(work: Promise<unknown>): Promise<NodeRefusal> {
  const result = await work.catch((error: unknown) => error);
  if (result instanceof NodeRefusal) return result;
  throw new TypeError(`not refused: ${String(result)}`);
}
