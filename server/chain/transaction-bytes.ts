import type { Address, Hex } from "../domain/ids.ts";

/** What a transaction of type 2 says, all fees and the value being 0. */
export type TransactionContent = {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Address | null;
  readonly data: Hex;
  readonly gasLimit: number;
};

/**
 * The bytes of a transaction of type 2 (EIP-1559), unsigned or with the signature's parts as hex. Bytes and
 * not ethers' hex texts, because a bulk call is some hundred thousand of them and is hashed twice.
 */
export function transactionBytes(
  content: TransactionContent,
  signature: { readonly yParity: number; readonly r: Hex; readonly s: Hex } | null,
): Buffer {
  const { chainId, nonce, to, data, gasLimit } = content;
  const fields = [
    encodedNumber(chainId),
    encodedNumber(nonce),
    FREE,
    FREE,
    encodedNumber(gasLimit),
    encodedBytes(to === null ? NOTHING : bytesOf(to)),
    FREE,
    encodedBytes(bytesOf(data)),
    NO_ACCESS_LIST,
  ];
  if (signature !== null) {
    fields.push(
      encodedNumber(signature.yParity),
      encodedBytes(withoutZeros(bytesOf(signature.r))),
      encodedBytes(withoutZeros(bytesOf(signature.s))),
    );
  }
  const body = Buffer.concat(fields);
  return Buffer.concat([TYPE, prefix(LIST, body.length), body]);
}

const NOTHING = Buffer.alloc(0);
const TYPE = Buffer.from([2]);
/** RLP's marks of a short text and a short list; a length beyond 55 has a length of its own. */
const TEXT = 0x80;
const LIST = 0xc0;
const SHORT_MAX = 55;
const FREE = Buffer.from([TEXT]);
const NO_ACCESS_LIST = Buffer.from([LIST]);

function encodedBytes(bytes: Buffer): Buffer {
  const isItself = bytes.length === 1 && bytes.readUInt8(0) < TEXT;
  return isItself ? bytes : Buffer.concat([prefix(TEXT, bytes.length), bytes]);
}

function encodedNumber(value: number): Buffer {
  return encodedBytes(value === 0 ? NOTHING : numberBytes(value));
}

function prefix(mark: number, length: number): Buffer {
  if (length <= SHORT_MAX) return Buffer.from([mark + length]);
  const lengthBytes = numberBytes(length);
  return Buffer.concat([Buffer.from([mark + SHORT_MAX + lengthBytes.length]), lengthBytes]);
}

function numberBytes(value: number): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

function withoutZeros(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? NOTHING : bytes.subarray(first);
}

function bytesOf(hex: Hex): Buffer {
  return Buffer.from(hex.slice(2), "hex");
}
