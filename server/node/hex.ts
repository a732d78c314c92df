/** Hex as the JSON-RPC of Ethereum writes it: `0x`, lower case, quantities without leading zeros. */
export function bytesToHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

export function hexToBytes(hex: string): Buffer {
  if (!HEX_BYTES.test(hex)) throw new RangeError("not hex bytes");
  return Buffer.from(hex.slice(2), "hex");
}

export function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}

export function isHexBytes(value: unknown): value is string {
  return typeof value === "string" && HEX_BYTES.test(value);
}

export function isHash(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-fA-F]{64}$/.test(value);
}

export function isAddress(value: unknown): value is string {
  return typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value);
}

const HEX_BYTES = /^0x(?:[0-9a-fA-F]{2})*$/;
