import { createMerkleProof, createMPTFromProof } from "@ethereumjs/mpt";
import { encodeRlp, getBytes, hexlify, toBeArray } from "ethers";
import { refute } from "./check.ts";
import { decoded, type Headers } from "./check-headers.ts";
import type { Place, ReadBundle } from "./read-bundle.ts";

export type ProvenLog = {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
};

/** Logs of a transaction by `placeKey`. */
export type ProvenLogs = ReadonlyMap<string, readonly ProvenLog[]>;

/** Each receipt lies in its header's receipts trie, under its index; none is there that no event needs. */
export async function checkReceipts(bundle: ReadBundle, headers: Headers): Promise<ProvenLogs> {
  const needed = [...new Set(bundle.events.map(placeKey))];
  const given = bundle.receipts.map(placeKey);
  if (needed.join() !== given.join()) {
    return refute("the receipts are not those of the events, each once and in order", {
      needed: needed.join(" "),
      given: given.join(" "),
    });
  }
  const proven = new Map<string, readonly ProvenLog[]>();
  for (const receipt of bundle.receipts) {
    const { block, transactionIndex } = receipt;
    const header = headers.byBlock.get(block) ?? refute("the block of a receipt has no header", { block });
    const value = await provenValue(receipt, header.receiptsRoot);
    proven.set(placeKey(receipt), logsOf(value, { block, transactionIndex }));
  }
  return proven;
}

export function placeKey({ block, transactionIndex }: Place): string {
  return `${block}/${transactionIndex}`;
}

async function provenValue(
  { block, transactionIndex, proof }: ReadBundle["receipts"][number],
  root: string,
): Promise<Uint8Array> {
  const place = { block, transactionIndex };
  const key = getBytes(encodeRlp(toBeArray(transactionIndex)));
  try {
    const nodes = proof.map((node) => getBytes(node));
    const trie = await createMPTFromProof(nodes, { root: getBytes(root) });
    const value = await trie.get(key, true);
    const path = await createMerkleProof(trie, key);
    const isExact = path.map((node) => hexlify(node)).join() === proof.join();
    if (value !== null && isExact) return value;
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 80) : "";
    return refute("a receipt is not in its block", { ...place, receiptsRoot: root, reason });
  }
  return refute("a receipt is not in its block", { ...place, receiptsRoot: root });
}

/** EIP-2718: a byte below this says of which type the receipt is; a legacy one begins with a list's mark. */
const LIST_MARK = 0xc0;

function logsOf(value: Uint8Array, place: Place): readonly ProvenLog[] {
  const isTyped = (value[0] ?? LIST_MARK) < LIST_MARK;
  const fields = decoded(hexlify(isTyped ? value.subarray(1) : value));
  if (!Array.isArray(fields) || fields.length !== 4) return refute("not a receipt", { ...place });
  const [status, , , logs] = fields;
  if (status !== "0x01") return refute("the transaction was refused by the ledger", { ...place });
  if (!Array.isArray(logs)) return refute("not a receipt", { ...place });
  return logs.map((log) => {
    const [address, topics, data] = Array.isArray(log) ? log : [];
    if (typeof address !== "string" || typeof data !== "string" || !Array.isArray(topics)) {
      return refute("not a log", { ...place });
    }
    return { address, topics: topics.map(String), data };
  });
}
