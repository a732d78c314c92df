import { keccak256 as ethersKeccak256 } from "ethers/crypto";
import { Transaction } from "ethers/transaction";
import { keccak256 } from "./edr-provider.ts";
import { bytesToHex, hexToBytes, isHexBytes } from "./hex.ts";
import { RpcFailure } from "./node-failure.ts";

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
  const transaction = parse(raw);
  const type = transaction.type ?? 0;
  if (!TYPES_TAKEN.has(type)) throw new RpcFailure("transaction-type-unsupported", { type });
  // Zero is a signature without a chain id: it could be sent again on any chain.
  if (transaction.chainId !== BigInt(limits.chainId)) {
    throw new RpcFailure("wrong-chain-id", { expected: limits.chainId, got: transaction.chainId.toString() });
  }
  const gas = transaction.gasLimit;
  if (gas > BigInt(limits.transactionGasMax)) {
    throw new RpcFailure("gas-limit-too-high", { gas: gas.toString(), gasMax: limits.transactionGasMax });
  }
  return { raw: hexToBytes(raw), hash: hashOf(raw), nonce: transaction.nonce, ...signatureOf(transaction) };
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

function parse(raw: string): Transaction {
  try {
    const transaction = Transaction.from(raw);
    if (transaction.signature === null) throw new RangeError("not signed");
    if (transaction.serialized !== raw.toLowerCase()) throw new RangeError("not the canonical encoding");
    return transaction;
  } catch (error) {
    const reason = error instanceof RangeError ? error.message : "malformed";
    throw new RpcFailure("transaction-undecodable", { reason });
  }
}

function hashOf(raw: string): string {
  return bytesToHex(keccak256(hexToBytes(raw)));
}

function signatureOf(transaction: Transaction): { readonly recovery: string } {
  const { signature, unsignedHash } = transaction;
  if (signature === null) throw new RpcFailure("transaction-undecodable", { reason: "not signed" });
  const v = signature.v.toString(16).padStart(64, "0");
  return { recovery: `${unsignedHash}${v}${signature.r.slice(2)}${signature.s.slice(2)}` };
}
