import { Transaction } from "ethers";
import type { SignedTransaction } from "../domain/command.ts";
import type { Address, Hex, Hex32 } from "../domain/ids.ts";
import type { Signer } from "./signer.ts";

/**
 * Signs a free transaction of type 2: keys hold no balance, so any fee above 0 would be one that nobody can
 * pay.
 */
export async function signTransaction(
  signer: Signer,
  key: Address,
  content: TransactionContent,
): Promise<SignedTransaction> {
  const transaction = Transaction.from({
    type: 2,
    chainId: content.chainId,
    nonce: content.nonce,
    to: content.to,
    data: content.data,
    gasLimit: content.gasLimit,
    maxFeePerGas: 0,
    maxPriorityFeePerGas: 0,
    value: 0,
  });
  // ethers answers hex of 32 bytes for the hash that is signed.
  transaction.signature = await signer.sign(key, transaction.unsignedHash as Hex32, {
    chainId: content.chainId,
    to: content.to,
    selector: content.to !== null && content.data.length >= 10 ? selectorOf(content.data) : null,
  });
  if (transaction.hash === null) throw new TypeError("a signed transaction has a hash");
  // The bytes and the hash of a signed transaction are hex.
  return { key, nonce: content.nonce, raw: transaction.serialized as Hex, hash: transaction.hash as Hex32 };
}

export type TransactionContent = {
  readonly chainId: number;
  readonly nonce: number;
  readonly to: Address | null;
  readonly data: Hex;
  readonly gasLimit: number;
};

function selectorOf(data: Hex): Hex {
  return `0x${data.slice(2, 10)}`;
}
