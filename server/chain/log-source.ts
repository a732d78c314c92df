import type { Address } from "../domain/ids.ts";
import type { LogSource } from "../domain/index-store.ts";
import { assembleBlocks, type BlockHeader, readBlockHeader } from "./assemble-blocks.ts";
import { type HttpPost, openHttpPost } from "./http-post.ts";
import { contradicted, quantityOf } from "./raw-log.ts";
import { readBatch, readLogs, readResult } from "./read-logs.ts";

export type LogSourceLimits = {
  /** Ranges under way at once. */
  readonly fetchesAhead: number;
  readonly blocksPerFetchMax: number;
  /** What the size of ranges is steered to. */
  readonly bytesPerFetch: number;
  readonly timeoutMs: number;
  readonly responseBytesMax: number;
};

export type LogSourceParts = {
  readonly url: string;
  readonly contracts: readonly Address[];
  readonly limits: LogSourceLimits;
  readonly decode?: typeof readLogs;
};

/**
 * Blocks of a node, with the events of our contracts. All logs of the chain are asked for, also those of
 * other contracts: only then do their indexes run without gaps, and a log that was left out shows.
 */
export function openLogSource(parts: LogSourceParts): LogSource & { close(): void } {
  const { url, limits } = parts;
  const http = openHttpPost(url, { ...limits, connectionsMax: limits.fetchesAhead * CONNECTIONS_PER_FETCH });
  const read = parts.decode ?? readLogs;
  const ours = new Set(parts.contracts);
  // A small first range tells how many bytes a block has.
  let blocksPerFetch = Math.min(FIRST_RANGE_BLOCKS, limits.blocksPerFetchMax);

  const fetchRange = async (from: number, to: number): Promise<Fetched> => {
    const [logs, headers] = await Promise.all([
      http.post(request("eth_getLogs", [{ fromBlock: quantity(from), toBlock: quantity(to) }])),
      fetchHeaders(http, from, to),
    ]);
    const wanted = Math.round((limits.bytesPerFetch * (to - from + 1)) / Math.max(logs.length, 1));
    blocksPerFetch = Math.min(Math.max(wanted, 1), blocksPerFetch * 2, limits.blocksPerFetchMax);
    return { logs, headers };
  };

  return {
    headBlock: async () => quantityOf(readResult(await http.post(request("eth_blockNumber", [])))),
    blockHash: async (block) => {
      const answer = readResult(await http.post(request("eth_getBlockByNumber", [quantity(block), false])));
      return answer === null ? null : readBlockHeader(answer).blockHash;
    },
    blocks: async function* blocks(from, to) {
      const underWay: Promise<Fetched>[] = [];
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
        if (first !== undefined) yield assembleBlocks(first.headers, read(first.logs), ours);
      }
    },
    close: () => http.close(),
  };
}

/** One for the logs, and one for headers, which come in batches of their own. */
const CONNECTIONS_PER_FETCH = 2;
const FIRST_RANGE_BLOCKS = 8;
/** Nodes take so many requests in one batch. */
const HEADERS_PER_BATCH = 20;

type Fetched = { readonly logs: Buffer; readonly headers: readonly BlockHeader[] };

async function fetchHeaders(http: HttpPost, from: number, to: number): Promise<readonly BlockHeader[]> {
  const batches: Promise<readonly unknown[]>[] = [];
  for (let first = from; first <= to; first += HEADERS_PER_BATCH) {
    const count = Math.min(HEADERS_PER_BATCH, to - first + 1);
    const requests = Array.from({ length: count }, (_, nth) =>
      request("eth_getBlockByNumber", [quantity(first + nth), false], nth),
    );
    batches.push(http.post(`[${requests.join(",")}]`).then((response) => readBatch(response, count)));
  }
  const headers = (await Promise.all(batches)).flat().map(readBlockHeader);
  for (const [nth, header] of headers.entries()) {
    if (header.block !== from + nth) return contradicted("another block's header", { block: from + nth });
  }
  return headers;
}

function request(method: string, params: readonly unknown[], id = 0): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params });
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}

function leaveToReader(): void {
  // Whoever awaits the range throws it on.
}
