import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalPath } from "../../server/node/journal.ts";
import {
  CHAIN_START,
  decodeHeader,
  decodeRecord,
  encodeFrame,
  encodeHeader,
  encodeRecord,
  HEADER_FRAME_BYTES,
  HEADER_MARK,
  type JournalHeader,
  type JournalRecord,
  readFrame,
} from "../../server/node/journal-codec.ts";
import { migrateJournal } from "../../server/node/migrate.ts";
import { bootstrap, signCount } from "./support/fixture-ledger.ts";
import { layFoundations, settingsFor, startTestNode, stopOnce, type TestNode } from "./support/test-node.ts";

const send = "eth_sendRawTransaction";

describe("a journal of another version", () => {
  test("is refused until it is migrated; the old file is kept, the hashes are mapped", async () => {
    const { directory, clock, hashes } = await writtenBy({ edrVersion: "0.21.0" }, (record) =>
      record.kind === "block" ? { ...record, blockHash: Buffer.alloc(32, record.number) } : record,
    );
    const old = readFileSync(journalPath(directory));
    await expect(startTestNode({ directory, clock })).rejects.toMatchObject({
      code: "journal-other-version",
    });
    const report = await migrateJournal({ settings: settingsFor(directory), clock });
    expect(report.blocks).toBe(hashes.length);
    expect(readFileSync(`${journalPath(directory)}.1-old`)).toEqual(old);
    const [first, ...lines] = readFileSync(join(directory, "journal.migration-1.ndjson"), "utf8")
      .trim()
      .split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      from: { edrVersion: "0.21.0" },
      to: { edrVersion: "0.22.0" },
    });
    const mapped = lines.map((line) => JSON.parse(line));
    expect(mapped.map((line) => line.new)).toEqual(hashes);
    expect(mapped[2]).toMatchObject({ block: 3, old: `0x${"03".repeat(32)}` });
    const { rpc } = await startTestNode({ directory, clock });
    expect(await rpc.number("eth_blockNumber")).toBe(hashes.length);
    await rpc.call(send, [await signCount(bootstrap, 4)]);
  });

  test.each([["stateRoot"], ["receiptsRoot"]] as const)(
    "another %s stops it and changes nothing",
    async (field) => {
      const { directory, clock } = await writtenBy({ edrVersion: "0.21.0" }, (record) =>
        record.kind === "block" && record.number === 3 ? { ...record, [field]: Buffer.alloc(32, 7) } : record,
      );
      const old = readFileSync(journalPath(directory));
      await expect(migrateJournal({ settings: settingsFor(directory), clock })).rejects.toMatchObject({
        code: "migration-diverged",
        facts: { block: 3, field },
      });
      expect(readFileSync(journalPath(directory))).toEqual(old);
    },
  );

  test("a transaction that no longer executes stops it", async () => {
    const { directory, clock } = await writtenBy({ edrVersion: "0.21.0" }, (record) =>
      record.kind === "block" && record.number === 2
        ? { ...record, transactions: [Buffer.from("02ff", "hex")] }
        : record,
    );
    await expect(migrateJournal({ settings: settingsFor(directory), clock })).rejects.toMatchObject({
      code: "migration-diverged",
      facts: { block: 2, field: "execution" },
    });
  });

  test("another block gas limit is a migration too; another ledger is none", async () => {
    const { directory, clock } = await writtenBy({}, (record) => record);
    const settings = { blockGasLimit: 30_000_000 };
    await expect(startTestNode({ directory, clock, settings })).rejects.toMatchObject({
      code: "journal-other-version",
    });
    const other = migrateJournal({ settings: settingsFor(directory, { ...settings, chainId: 5 }), clock });
    await expect(other).rejects.toMatchObject({ code: "journal-settings-differ" });
    await migrateJournal({ settings: settingsFor(directory, settings), clock });
    const { rpc } = await startTestNode({ directory, clock, settings });
    expect(await rpc.number("eth_blockNumber")).toBe(4);
  });

  test("a hard fork that changes the genesis is refused at the first block", async () => {
    const { directory, clock } = await writtenBy({}, (record) => record);
    const migration = migrateJournal({ settings: settingsFor(directory, { hardfork: "prague" }), clock });
    await expect(migration).rejects.toMatchObject({
      code: "migration-diverged",
      facts: { block: 1, field: "stateRoot" },
    });
  });

  test("one of this version is left as it is", async () => {
    const { directory, clock } = await writtenBy({}, (record) => record);
    const report = await migrateJournal({ settings: settingsFor(directory), clock });
    expect(report).toEqual({ blocks: 4, keptAs: null, hashesIn: null });
    expect(readdirSync(directory)).toEqual(["journal.bin"]);
  });
});

/** A journal of four blocks, written again as if by another version. */
async function writtenBy(
  change: Partial<JournalHeader>,
  changeRecord: (record: JournalRecord) => JournalRecord,
): Promise<Pick<TestNode, "directory" | "clock"> & { readonly hashes: string[] }> {
  const { directory, clock, rpc, node } = await startTestNode();
  await layFoundations(rpc);
  for (const nonce of [2, 3]) await rpc.call(send, [await signCount(bootstrap, nonce)]);
  const blocks = [1, 2, 3, 4].map((block) => rpc.fields("eth_getBlockByNumber", [`0x${block}`, false]));
  const hashes = (await Promise.all(blocks)).map((block) => String(block["hash"]));
  await stopOnce(node);
  const bytes = readFileSync(journalPath(directory));
  writeFileSync(journalPath(directory), rewrite(bytes, change, changeRecord));
  return { directory, clock, hashes };
}

function rewrite(
  bytes: Buffer,
  change: Partial<JournalHeader>,
  changeRecord: (record: JournalRecord) => JournalRecord,
): Buffer {
  const first = readFrame(bytes, HEADER_MARK, CHAIN_START);
  if (first.kind !== "frame") throw new TypeError("no header");
  const header = decodeHeader(first.frame.payload);
  const mark = Buffer.from(header.mark, "hex");
  let frame = encodeFrame(HEADER_MARK, CHAIN_START, encodeHeader({ ...header, ...change }));
  const parts = [frame.bytes];
  let [at, previous] = [HEADER_FRAME_BYTES, first.frame.chainHash];
  while (at < bytes.length) {
    const read = readFrame(bytes.subarray(at), mark, previous);
    if (read.kind !== "frame") throw new TypeError("no frame");
    frame = encodeFrame(mark, frame.chainHash, encodeRecord(changeRecord(decodeRecord(read.frame.payload))));
    parts.push(frame.bytes);
    [at, previous] = [at + read.frame.endByte, read.frame.chainHash];
  }
  return Buffer.concat(parts);
}
