import type { BlockMark, IndexCursor } from "../../domain/index-store.ts";
import { readHex, writeHex, writeUint32, writeUint40, writeUint48 } from "../bytes.ts";
import type { Codec } from "./codec.ts";
import { checkLength, PACKED_VERSION, packedRow } from "./packed.ts";

/** version 1, block 4, hash 32, time 5, accumulator 32, events 6 */
const CURSOR_BYTES = 80;
/** version 1, hash 32, time 5, digest 32, events 4 */
const MARK_BYTES = 74;

export const cursorCodec: Codec<IndexCursor> = packedRow("cursor", {
  encode: (cursor) => {
    const bytes = Buffer.allocUnsafe(CURSOR_BYTES);
    bytes[0] = PACKED_VERSION;
    let at = writeUint32(bytes, cursor.block, 1);
    at = writeHex(bytes, cursor.blockHash, at, 32);
    at = writeUint40(bytes, cursor.timeSec, at);
    at = writeHex(bytes, cursor.chainAcc, at, 32);
    writeUint48(bytes, cursor.eventCount, at);
    return bytes;
  },
  decode: (bytes) => {
    checkLength(bytes, CURSOR_BYTES);
    return {
      block: bytes.readUInt32BE(1),
      blockHash: readHex(bytes, 5, 32),
      timeSec: bytes.readUIntBE(37, 5),
      chainAcc: readHex(bytes, 42, 32),
      eventCount: bytes.readUIntBE(74, 6),
    };
  },
});

/** The block's number stands in the key. */
export const blockMarkCodec: Codec<Omit<BlockMark, "block">> = packedRow("blocks", {
  encode: (mark) => {
    const bytes = Buffer.allocUnsafe(MARK_BYTES);
    bytes[0] = PACKED_VERSION;
    let at = writeHex(bytes, mark.blockHash, 1, 32);
    at = writeUint40(bytes, mark.timeSec, at);
    at = writeHex(bytes, mark.digest, at, 32);
    writeUint32(bytes, mark.eventCount, at);
    return bytes;
  },
  decode: (bytes) => {
    checkLength(bytes, MARK_BYTES);
    return {
      blockHash: readHex(bytes, 1, 32),
      timeSec: bytes.readUIntBE(33, 5),
      digest: readHex(bytes, 38, 32),
      eventCount: bytes.readUInt32BE(70),
    };
  },
});
