import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CHAIN_START,
  decodeHeader,
  decodeRecord,
  encodeFrame,
  encodeHeader,
  encodeRecord,
  FRAME_HEAD_BYTES,
  FRAME_TAIL_BYTES,
  HEADER_FRAME_BYTES,
  HEADER_MARK,
  JournalCodecError,
  type JournalHeader,
  type JournalRecord,
  readFrame,
} from "../../server/node/journal-codec.ts";

const FUZZ = { seed: 20_260_101, numRuns: 2_000 };

const word = fc.uint8Array({ minLength: 32, maxLength: 32 });
const whole = fc.integer({ min: 0, max: 2 ** 40 });
const block: fc.Arbitrary<JournalRecord> = fc.record({
  kind: fc.constant("block" as const),
  number: whole,
  timeSec: whole,
  stateRoot: word,
  receiptsRoot: word,
  blockHash: word,
  transactions: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
});
const record = fc.oneof(block, fc.record({ kind: fc.constant("build-ended" as const), block: whole }));
const mark = fc.uint8Array({ minLength: 8, maxLength: 8 });

const header: JournalHeader = {
  format: 1,
  edrVersion: "0.22.0",
  hardhatVersion: "3.18.0",
  hardfork: "cancun",
  chainId: 88_001,
  genesisTimeSec: 1_767_225_600,
  blockGasLimit: 60_000_000,
  bootstrapAddress: `0x${"ab".repeat(20)}`,
  pastTimes: "none",
  mark: "0123456789abcdef",
};

describe("records", () => {
  test("every record comes back as it was", () => {
    fc.assert(
      fc.property(record, (value) => {
        expect(plain(decodeRecord(encodeRecord(value)))).toEqual(plain(value));
      }),
      FUZZ,
    );
  });

  test("any bytes decode to a record that encodes to the same bytes, or are refused as no record", () => {
    const nearly = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(record, fc.nat(), fc.nat(255)).map(spoil),
    );
    fc.assert(
      fc.property(nearly, (bytes) => {
        try {
          expect(Buffer.compare(encodeRecord(decodeRecord(bytes)), bytes)).toBe(0);
        } catch (error) {
          expect(error).toBeInstanceOf(JournalCodecError);
        }
      }),
      FUZZ,
    );
  });
});

describe("the header", () => {
  test("comes back as it was, and always takes the same number of bytes", () => {
    const payload = encodeHeader(header);
    expect(decodeHeader(payload)).toEqual(header);
    expect(encodeFrame(HEADER_MARK, CHAIN_START, payload).bytes).toHaveLength(HEADER_FRAME_BYTES);
  });

  test("any bytes are a header or are refused as none", () => {
    fc.assert(
      fc.property(fc.nat(971), fc.nat(255), (at, value) => {
        const payload = encodeHeader(header);
        payload[at] = value;
        try {
          decodeHeader(payload);
        } catch (error) {
          expect(error).toBeInstanceOf(JournalCodecError);
        }
      }),
      FUZZ,
    );
  });

  test("one that is too long is refused, not cut", () => {
    expect(() => encodeHeader({ ...header, edrVersion: "9".repeat(1_000) })).toThrow(JournalCodecError);
  });
});

describe("frames", () => {
  test("a frame is read back with the hash that binds it to the one before", () => {
    fc.assert(
      fc.property(mark, word, fc.uint8Array({ maxLength: 400 }), (itsMark, previous, payload) => {
        const frame = encodeFrame(itsMark, previous, payload);
        const read = readFrame(Buffer.concat([frame.bytes, Buffer.from("more")]), itsMark, previous);
        expect(read.kind === "frame" && Buffer.compare(read.frame.payload, payload)).toBe(0);
        expect(frame.endByte).toBe(FRAME_HEAD_BYTES + payload.length + FRAME_TAIL_BYTES);
      }),
      FUZZ,
    );
  });

  test("no flipped bit passes", () => {
    const frame = encodeFrame(Buffer.from("fixdmark"), CHAIN_START, Buffer.from("some payload"));
    for (let bit = 0; bit < frame.bytes.length * 8; bit += 1) {
      const bytes = Buffer.from(frame.bytes);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readFrame(bytes, Buffer.from("fixdmark"), CHAIN_START).kind).not.toBe("frame");
    }
  });

  test("every shorter piece of a frame is incomplete", () => {
    const frame = encodeFrame(Buffer.from("fixdmark"), CHAIN_START, Buffer.from("some payload"));
    for (let bytes = 0; bytes < frame.bytes.length; bytes += 1) {
      const read = readFrame(frame.bytes.subarray(0, bytes), Buffer.from("fixdmark"), CHAIN_START);
      expect(read.kind).toBe("incomplete");
    }
  });

  test("a whole frame that follows another is told from a torn one", () => {
    const frame = encodeFrame(Buffer.from("fixdmark"), Buffer.alloc(32, 1), Buffer.from("some payload"));
    expect(readFrame(frame.bytes, Buffer.from("fixdmark"), Buffer.alloc(32, 2)).kind).toBe("unchained");
  });
});

function spoil([value, at, byte]: [JournalRecord, number, number]): Uint8Array {
  const bytes = encodeRecord(value);
  bytes[at % bytes.length] = byte;
  return bytes;
}

function plain(value: JournalRecord): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, field: unknown) =>
      field instanceof Uint8Array ? Buffer.from(field).toString("hex") : revive(field),
    ),
  );
}

/** A Buffer has turned itself into {type, data} before the replacer sees it. */
function revive(field: unknown): unknown {
  if (typeof field !== "object" || field === null || !("data" in field) || !Array.isArray(field.data))
    return field;
  return Buffer.from(field.data).toString("hex");
}
