/**
 * Big-endian fields in buffers, as keys and packed rows hold them. Each writer returns where the next field
 * begins; each throws when the value does not fit its width, because a cut-off key would name another row.
 */

export function writeHex(target: Buffer, value: string, at: number, byteCount: number): number {
  const end = at + byteCount;
  if (value.length !== 2 + 2 * byteCount) throw new RangeError(`not ${byteCount} bytes of hex: ${value}`);
  if (target.write(value.slice(2), at, byteCount, "hex") !== byteCount) {
    throw new RangeError(`not ${byteCount} bytes of hex: ${value}`);
  }
  return end;
}

export function readHex(source: Buffer, at: number, byteCount: number): `0x${string}` {
  const end = at + byteCount;
  if (end > source.length) throw new RangeError(`${end} is beyond the row's ${source.length} bytes`);
  return `0x${source.toString("hex", at, end)}`;
}

export const writeUint16 = (target: Buffer, value: number, at: number): number =>
  target.writeUInt16BE(value, at);
export const writeUint32 = (target: Buffer, value: number, at: number): number =>
  target.writeUInt32BE(value, at);
/** Seconds: 5 bytes, as uint40 on the chain. */
export const writeUint40 = (target: Buffer, value: number, at: number): number =>
  target.writeUIntBE(value, at, 5);
/** Milliseconds: 6 bytes. */
export const writeUint48 = (target: Buffer, value: number, at: number): number =>
  target.writeUIntBE(value, at, 6);
/** Fen. */
export const writeUint64 = (target: Buffer, value: bigint, at: number): number =>
  target.writeBigUInt64BE(value, at);

/** The first key after every key that begins with this prefix. */
export function afterPrefix(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  for (let at = end.length - 1; at >= 0; at -= 1) {
    const byte = end[at] ?? 0;
    if (byte < 0xff) {
      end[at] = byte + 1;
      return end.subarray(0, at + 1);
    }
  }
  throw new RangeError("a prefix of 0xff bytes has no end");
}
