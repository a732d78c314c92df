import { keccak256 } from "ethers";
import type { SignedTransaction } from "../domain/command.ts";
import type { Address, Hex, Hex32 } from "../domain/ids.ts";
import type { Signer } from "./signer.ts";
import { type TransactionContent, transactionBytes } from "./transaction-bytes.ts";

/**
 * Signs a free transaction of type 2: keys hold no balance, so any fee above 0 would be one that nobody can
 * pay.
 */
export async function signTransaction(
  signer: Signer,
  key: Address,
  content: TransactionContent,
): Promise<SignedTransaction> {
  const signature = await signer.sign(key, hashOf(transactionBytes(content, null)), {
    chainId: content.chainId,
    to: content.to,
    selector: content.to !== null && content.data.length >= 10 ? selectorOf(content.data) : null,
  });
  const bytes = transactionBytes(content, signature);
  return { key, nonce: content.nonce, raw: `0x${bytes.toString("hex")}`, hash: hashOf(bytes) };
}

function hashOf(bytes: Uint8Array): Hex32 {
  // ethers answers hex of 32 bytes.
  return keccak256(bytes) as Hex32;
}

function selectorOf(data: Hex): Hex {
  return `0x${data.slice(2, 10)}`;
}
