import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLogs, readLogs } from "../../server/chain/read-logs.ts";
import { scanLogs } from "../../server/chain/scan-logs.ts";
import { hexOf } from "../support/any-words.ts";

const SEED = 20_250_703;
const quantity = fc.integer({ min: 0, max: 2 ** 40 }).map((value) => `0x${value.toString(16)}`);

/** Fields in any order, some shared by neighbours, as nodes write them. */
const log = fc
  .record(
    {
      address: fc.oneof(hexOf(20), fc.constant(`0x${"a1".repeat(20)}`)),
      topics: fc.array(hexOf(32), { maxLength: 4 }),
      data: fc.uint8Array({ maxLength: 200 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
      blockNumber: quantity,
      blockHash: fc.oneof(hexOf(32), fc.constant(`0x${"b1".repeat(32)}`)),
      transactionHash: fc.oneof(hexOf(32), fc.constant(`0x${"c1".repeat(32)}`)),
      transactionIndex: quantity,
      logIndex: quantity,
      removed: fc.constant(false),
      blockTimestamp: quantity,
    },
    {
      requiredKeys: ["address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "logIndex"],
    },
  )
  .chain((fields) =>
    fc
      .shuffledSubarray(Object.entries(fields), { minLength: Object.keys(fields).length })
      .map(Object.fromEntries),
  );

const response = (logs: unknown, id: unknown = 0): Buffer =>
  Buffer.from(JSON.stringify({ jsonrpc: "2.0", id, result: logs }));

describe("scanning logs", () => {
  it("gives what JSON.parse gives, in whatever order the node writes the fields", () => {
    fc.assert(
      fc.property(fc.array(log, { maxLength: 12 }), (logs) => {
        const bytes = response(logs);
        const scanned = scanLogs(bytes);
        expect(scanned).not.toBeNull();
        expect(scanned).toEqual(parseLogs(bytes));
      }),
      { numRuns: 500, seed: SEED },
    );
  });

  it("never reads a response with one byte changed otherwise than JSON.parse does", () => {
    fc.assert(
      fc.property(fc.array(log, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(), (logs, at, byte) => {
        const bytes = response(logs);
        bytes[at % bytes.length] = 0x20 + (byte % 0x5f);
        const scanned = scanLogs(bytes);
        if (scanned === null) return;
        const parsed = parsedOrNull(bytes);
        // The scanner leaves digits of topics, addresses and data to the decoder; all else must agree.
        if (parsed !== null) expect(lowered(scanned)).toEqual(lowered(parsed));
        else expect(scanned.some((each) => ![...each.topics, each.data].every(isHex))).toBe(true);
      }),
      { numRuns: 2_000, seed: SEED },
    );
  });

  const plain = {
    address: `0x${"a1".repeat(20)}`,
    topics: [],
    data: "0x",
    blockNumber: "0x1",
    blockHash: `0x${"b1".repeat(32)}`,
    transactionHash: `0x${"c1".repeat(32)}`,
    logIndex: "0x0",
    removed: false,
  };

  it.each([
    ["a field that it does not know", response([{ ...plain, extra: "0x1" }])],
    ["spaces", Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 0, result: [plain] }, null, 1))],
    [
      "more after the result",
      Buffer.from(`{"jsonrpc":"2.0","id":0,"result":[${JSON.stringify(plain)}],"more":1}`),
    ],
    ["an escape", Buffer.from(response([plain]).toString().replace("address", "\\u0061ddress"))],
  ])("leaves %s to JSON.parse", (_, bytes) => {
    expect(scanLogs(bytes)).toBeNull();
    expect(readLogs(bytes)).toEqual([expect.objectContaining({ block: 1, logIndex: 0 })]);
  });

  it.each([
    ["a removed log", response([{ ...plain, removed: true }])],
    ["a pending log", response([{ ...plain, blockNumber: null }])],
    ["a field left out", response([{ ...plain, logIndex: undefined }])],
    ["no list", response({})],
    ["no JSON", Buffer.from("<html>")],
    ["half a response", response([plain]).subarray(0, 100)],
  ])("never makes a log of %s", (_, bytes) => {
    expect(scanLogs(bytes)).toBeNull();
    expect(() => readLogs(bytes)).toThrow(expect.objectContaining({ code: "chain-unreachable" }));
  });

  it("does not take the same field twice", () => {
    const twice = response([plain])
      .toString()
      .replace('"logIndex":"0x0"', '"logIndex":"0x0","logIndex":"0x1"');
    expect(scanLogs(Buffer.from(twice))).toBeNull();
  });
});

function parsedOrNull(bytes: Buffer): ReturnType<typeof parseLogs> | null {
  try {
    return parseLogs(bytes);
  } catch {
    // Whatever it is, it is nothing that JSON.parse and our checks take.
    return null;
  }
}

function isHex(text: string): boolean {
  return /^0x(?:[0-9a-f]{2})*$/.test(text);
}

function lowered(logs: unknown): unknown {
  return JSON.parse(JSON.stringify(logs).toLowerCase());
}
