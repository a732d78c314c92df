import { createMerkleProof } from "@ethereumjs/mpt";
import { hexlify } from "ethers";
import type { BlockProofs } from "../domain/bundle.ts";
import { fail } from "../domain/failure.ts";
import type { Hex } from "../domain/ids.ts";
import { headerBytes } from "./header-bytes.ts";
import { failureOfRefusal } from "./node-refusals.ts";
import { contradicted, quantityOf } from "./raw-log.ts";
import { receiptBytes } from "./receipt-bytes.ts";
import { receiptKey, receiptsTrie, rootOf } from "./receipts-root.ts";
import { type Rpc, RpcError } from "./rpc.ts";

/**
 * Headers and receipt proofs of blocks. What a node answers is held against its own hashes before anything is
 * given out: a header that does not hash to its block, or receipts that do not make its root, are refused
 * whole.
 */
export function createBlockProofs(rpc: Rpc): BlockProofs {
  return {
    async header(block) {
      const { rlp, hash } = await readHeader(rpc, block);
      return { block, blockHash: hash, rlp };
    },
    async events(block, logIndexes) {
      const header = await readHeader(rpc, block);
      const receipts = await readReceipts(rpc, block);
      const trie = await receiptsTrie(receipts.map(({ leaf }) => leaf));
      if (rootOf(trie) !== header.receiptsRoot) return refused("receipts-root-differs", block);
      const places = logIndexes.map((wanted) => placeOf(wanted, receipts) ?? refused("log-absent", block));
      const proofs = new Map<number, readonly Hex[]>();
      for (const { transactionIndex } of places) {
        if (proofs.has(transactionIndex)) continue;
        const nodes = await createMerkleProof(trie, receiptKey(transactionIndex));
        proofs.set(transactionIndex, nodes.map(lowerHex));
      }
      return {
        places: places.map((place) => ({ block, ...place })),
        receipts: [...proofs].map(([transactionIndex, proof]) => ({ block, transactionIndex, proof })),
      };
    },
  };
}

type ReadReceipt = { readonly leaf: Hex; readonly logCount: number };

/** Logs of a block are numbered through its transactions: which transaction's, and its how-many-eth. */
function placeOf(wanted: number, receipts: readonly ReadReceipt[]) {
  let first = 0;
  for (const [transactionIndex, { logCount }] of receipts.entries()) {
    if (wanted < first + logCount) return { transactionIndex, logIndex: wanted - first };
    first += logCount;
  }
  return null;
}

async function readHeader(rpc: Rpc, block: number) {
  const answer = await ask(rpc, "eth_getBlockByNumber", [quantity(block), false]);
  if (answer === null) return refused("block-absent", block);
  const { rlp, hash } = headerBytes(answer);
  const given: Partial<Record<string, unknown>> = { ...Object(answer) };
  if (quantityOf(given["number"]) !== block) return contradicted("another block's header", { block });
  if (hash !== given["hash"]) return refused("header-hash-differs", block);
  return { rlp, hash, receiptsRoot: given["receiptsRoot"] };
}

async function readReceipts(rpc: Rpc, block: number): Promise<readonly ReadReceipt[]> {
  const answer = await ask(rpc, "eth_getBlockReceipts", [quantity(block)]);
  if (!Array.isArray(answer)) return refused("receipts-absent", block);
  return answer.map((receipt) => ({ leaf: receiptBytes(receipt), logCount: receipt.logs.length }));
}

function lowerHex(bytes: Uint8Array): Hex {
  // ethers writes lower-case hex.
  return hexlify(bytes) as Hex;
}

function quantity(block: number): string {
  return `0x${block.toString(16)}`;
}

/** Whatever is wrong, nothing is proven: half a proof would be none. */
function refused(missing: string, block: number): never {
  return fail("could-not-look", { missing: [missing], block });
}

async function ask(rpc: Rpc, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await rpc.call(method, params);
  } catch (error) {
    const known = failureOfRefusal(error);
    if (!(known instanceof RpcError)) throw known;
    return fail("chain-unreachable", { reason: "node-refuses-reads", rpcCode: known.rpcCode });
  }
}
