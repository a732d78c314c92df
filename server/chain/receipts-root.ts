import { MerklePatriciaTrie } from "@ethereumjs/mpt";
import { encodeRlp, getBytes, hexlify, toBeArray } from "ethers";
import type { Hex } from "../domain/ids.ts";

/** The trie of a block's receipts, each under its transaction's index. */
export async function receiptsTrie(leaves: readonly Hex[]): Promise<MerklePatriciaTrie> {
  const trie = new MerklePatriciaTrie();
  for (const [index, leaf] of leaves.entries()) await trie.put(receiptKey(index), getBytes(leaf));
  return trie;
}

/** A place in the trie: the transaction's index, as RLP. */
export function receiptKey(index: number): Uint8Array {
  return getBytes(encodeRlp(toBeArray(index)));
}

export function rootOf(trie: MerklePatriciaTrie): string {
  return hexlify(trie.root());
}
