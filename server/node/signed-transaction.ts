import { keccak256 as ethersKeccak256 } from "ethers/crypto";
import { Transaction } from "ethers/transaction";
import { keccak256 } from "./edr-provider.ts";
import { bytesToHex, hexToBytes, isHexBytes } from "./hex.ts";
import { RpcFailure } from "./node-failure.ts";
import { readPlainTransaction } from "./plain-transaction.ts";

/**
 * Reads a raw transaction as far as it can be judged without the chain. Only the canonical encoding passes:
 * its hash must be the one that the block will list.
 */
export function decodeTransaction(raw: unknown, limits: TransactionLimits): DecodedTransaction {
  if (!isHexBytes(raw)) throw new RpcFailure("invalid-params", { reason: "a hex text is needed" });
  const bytes = raw.length / 2 - 1;
  if (bytes > limits.transactionBytesMax) {
    throw new RpcFailure("transaction-too-large", { bytes, bytesMax: limits.transactionBytesMax });
  }
  const content = hexToBytes(raw);
  const { type, chainId, nonce, gas, recovery } = plainOf(content) ?? parse(raw);
  if (!TYPES_TAKEN.has(type)) throw new RpcFailure("transaction-type-unsupported", { type });
  // Zero is a signature without a chain id: it could be sent again on any chain.
  if (chainId !== BigInt(limits.chainId)) {
    throw new RpcFailure("wrong-chain-id", { expected: limits.chainId, got: chainId.toString() });
  }
  if (gas > BigInt(limits.transactionGasMax)) {
    throw new RpcFailure("gas-limit-too-high", { gas: gas.toString(), gasMax: limits.transactionGasMax });
  }
  return { raw: content, hash: bytesToHex(keccak256(content)), nonce, recovery };
}

export type TransactionLimits = {
  readonly chainId: number;
  readonly transactionBytesMax: number;
  readonly transactionGasMax: number;
};

export type DecodedTransaction = {
  readonly raw: Uint8Array;
  readonly hash: string;
  readonly nonce: number;
  /**
   * The input of the precompiled contract `ecrecover`: it recovers twenty times faster than JavaScript does.
   */
  readonly recovery: string;
};

/** Legacy, access list and fee market; blobs and delegations have no place on a permissioned ledger. */
const TYPES_TAKEN: ReadonlySet<number> = new Set([0, 1, 2]);

ethersKeccak256.register((bytes) => keccak256(bytes));

type Fields = {
  readonly type: number;
  readonly chainId: bigint;
  readonly nonce: number;
  readonly gas: bigint;
  readonly recovery: string;
};

function plainOf(bytes: Buffer): Fields | null {
  const plain = readPlainTransaction(bytes);
  if (plain === null) return null;
  const { chainId, nonce, gasLimit, unsignedHash, yParity, r, s } = plain;
  const words = [numberWord(yParity + V_OF_EVEN), word(r), word(s)];
  const recovery = `${bytesToHex(unsignedHash)}${words.join("")}`;
  return { type: 2, chainId: BigInt(chainId), nonce, gas: BigInt(gasLimit), recovery };
}

/** Every form, by ethers. */
function parse(raw: string): Fields {
  try {
    const transaction = Transaction.from(raw);
    const { signature, unsignedHash, chainId, nonce, gasLimit } = transaction;
    if (signature === null) throw new RangeError("not signed");
    if (transaction.serialized !== raw.toLowerCase()) throw new RangeError("not the canonical encoding");
    const { v, r, s } = signature;
    const recovery = `${unsignedHash}${numberWord(v)}${r.slice(2)}${s.slice(2)}`;
    return { type: transaction.type ?? 0, chainId, nonce, gas: gasLimit, recovery };
  } catch (error) {
    const reason = error instanceof RangeError ? error.message : "malformed";
    throw new RpcFailure("transaction-undecodable", { reason });
  }
}

/** What `ecrecover` is given for an even y; for an odd one it is one more. */
const V_OF_EVEN = 27;
const WORD_DIGITS = 64;

function word(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").padStart(WORD_DIGITS, "0");
}

function numberWord(value: number): string {
  return value.toString(16).padStart(WORD_DIGITS, "0");
}
