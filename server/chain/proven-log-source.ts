import { fail } from "../domain/failure.ts";
import type { LedgerBlock, LogSource } from "../domain/index-store.ts";
import { assembleBlocks, readBlockHeader } from "./assemble-blocks.ts";
import { headerBytes } from "./header-bytes.ts";
import { type HttpPost, openHttpPost } from "./http-post.ts";
import type { LogSourceParts } from "./log-source.ts";
import { contradicted, type RawLog, readRawLog } from "./raw-log.ts";
import { readBatch } from "./read-logs.ts";
import { receiptBytes } from "./receipt-bytes.ts";
import { receiptsTrie, rootOf } from "./receipts-root.ts";

/** Nodes take so many requests in one batch. */
const BLOCKS_PER_FETCH_MAX = 20;
/** A small first range tells how many bytes a block has. */
const FIRST_RANGE_BLOCKS = 4;

/**
 * Blocks of a node, not taken at its word: each header is held against its hash, and each block's receipts
 * against the root in its header, so that no log can be left out, added or changed without the block's own
 * hash telling. What does not hold is refused, and no block after it is given out.
 */
export function openProvenLogSource(
  parts: Omit<LogSourceParts, "decode"> & { readonly source: LogSource },
): LogSource & { close(): void } {
  const { source, url, limits } = parts;
  const http = openHttpPost(url, { ...limits, connectionsMax: limits.fetchesAhead });
  const ours = new Set<string>(parts.contracts);
  const rangeMax = Math.min(BLOCKS_PER_FETCH_MAX, limits.blocksPerFetchMax);
  let blocksPerFetch = Math.min(FIRST_RANGE_BLOCKS, rangeMax);

  const fetchRange = async (from: number, to: number): Promise<readonly LedgerBlock[]> => {
    const { blocks, bytes } = await readRange(http, { from, to, ours });
    const wanted = Math.round((limits.bytesPerFetch * (to - from + 1)) / Math.max(bytes, 1));
    blocksPerFetch = Math.min(Math.max(wanted, 1), blocksPerFetch * 2, rangeMax);
    return blocks;
  };

  return {
    headBlock: () => source.headBlock(),
    blockHash: (block) => source.blockHash(block),
    blocks: async function* blocks(from, to) {
      const underWay: Promise<readonly LedgerBlock[]>[] = [];
      let next = from;
      while (next <= to || underWay.length > 0) {
        while (next <= to && underWay.length < limits.fetchesAhead) {
          const last = Math.min(next + blocksPerFetch - 1, to);
          const fetched = fetchRange(next, last);
          // The error is thrown where the range is awaited; until then it must not count as nobody's.
          fetched.catch(leaveToReader);
          underWay.push(fetched);
          next = last + 1;
        }
        const first = await underWay.shift();
        if (first !== undefined) yield first;
      }
    },
    close: () => http.close(),
  };
}

type Range = { readonly from: number; readonly to: number; readonly ours: ReadonlySet<string> };

async function readRange(
  http: HttpPost,
  { from, to, ours }: Range,
): Promise<{ readonly blocks: readonly LedgerBlock[]; readonly bytes: number }> {
  const count = to - from + 1;
  const [answeredHeaders, answeredReceipts] = await Promise.all([
    http.post(batch(from, count, (block) => ({ method: "eth_getBlockByNumber", params: [block, false] }))),
    http.post(batch(from, count, (block) => ({ method: "eth_getBlockReceipts", params: [block] }))),
  ]);
  const headers = readBatch(answeredHeaders, count);
  const receipts = readBatch(answeredReceipts, count);
  const logs: RawLog[] = [];
  for (const [nth, header] of headers.entries())
    logs.push(...(await provenLogs(from + nth, header, receipts[nth])));
  return { blocks: assembleBlocks(headers.map(readBlockHeader), logs, ours), bytes: answeredReceipts.length };
}

/** The logs of a block whose header and receipts were held against its hash and its root. */
async function provenLogs(block: number, header: unknown, receipts: unknown): Promise<readonly RawLog[]> {
  const read = readBlockHeader(header);
  if (read.block !== block) return contradicted("another block's header", { block });
  if (headerBytes(header).hash !== read.blockHash) return refused("header-hash-differs", block);
  if (!Array.isArray(receipts)) return refused("receipts-absent", block);
  const given: Partial<Record<string, unknown>> = { ...Object(header) };
  const trie = await receiptsTrie(receipts.map(receiptBytes));
  if (rootOf(trie) !== given["receiptsRoot"]) return refused("receipts-root-differs", block);
  // receiptBytes has read the logs of each of them.
  return receipts.flatMap((receipt: { readonly logs: readonly unknown[] }) => receipt.logs.map(readRawLog));
}

function batch(
  from: number,
  count: number,
  asked: (block: string) => { readonly method: string; readonly params: readonly unknown[] },
): string {
  const requests = Array.from({ length: count }, (_, id) => ({
    jsonrpc: "2.0",
    id,
    ...asked(`0x${(from + id).toString(16)}`),
  }));
  return JSON.stringify(requests);
}

/** Whatever is wrong, nothing of the block is told: half a truth would be none. */
function refused(missing: string, block: number): never {
  return fail("could-not-look", { missing: [missing], block });
}

function leaveToReader(): void {
  // Whoever awaits the range throws it on.
}
