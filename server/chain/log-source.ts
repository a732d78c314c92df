import type { Address, Hex32 } from "../domain/ids.ts";
import type { LedgerBlock, LogSource } from "../domain/index-store.ts";
import type { LedgerEvent } from "../domain/ledger-event.ts";
import { decodeRawLog, isOfAuthority } from "./decode-log.ts";
import { type HttpPost, openHttpPost } from "./http-post.ts";
import { LogDigest } from "./log-digest.ts";
import { contradicted, hexOf, quantityOf, type RawLog } from "./raw-log.ts";
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
      return answer === null ? null : readHeader(answer).blockHash;
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
        if (first !== undefined) yield assemble(first, read, ours);
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

type Header = {
  readonly block: number;
  readonly blockHash: Hex32;
  readonly parentHash: Hex32;
  readonly timeSec: number;
};
type Fetched = { readonly logs: Buffer; readonly headers: readonly Header[] };

async function fetchHeaders(http: HttpPost, from: number, to: number): Promise<readonly Header[]> {
  const batches: Promise<readonly unknown[]>[] = [];
  for (let first = from; first <= to; first += HEADERS_PER_BATCH) {
    const count = Math.min(HEADERS_PER_BATCH, to - first + 1);
    const requests = Array.from({ length: count }, (_, nth) =>
      request("eth_getBlockByNumber", [quantity(first + nth), false], nth),
    );
    batches.push(http.post(`[${requests.join(",")}]`).then((response) => readBatch(response, count)));
  }
  const headers = (await Promise.all(batches)).flat().map(readHeader);
  for (const [nth, header] of headers.entries()) {
    if (header.block !== from + nth) return contradicted("another block's header", { block: from + nth });
  }
  return headers;
}

function readHeader(json: unknown): Header {
  if (typeof json !== "object" || json === null) return contradicted("a block below the head is not there");
  const header: Partial<Record<string, unknown>> = { ...json };
  return {
    block: quantityOf(header["number"]),
    blockHash: hexOf(header["hash"], 64),
    parentHash: hexOf(header["parentHash"], 64),
    timeSec: quantityOf(header["timestamp"]),
  };
}

/** Holds logs against headers, and makes blocks of both. */
function assemble(
  fetched: Fetched,
  read: typeof readLogs,
  ours: ReadonlySet<string>,
): readonly LedgerBlock[] {
  const logs = read(fetched.logs);
  let next = 0;
  const blocks = fetched.headers.map((header): LedgerBlock => {
    const events: LedgerEvent[] = [];
    const digest = new LogDigest();
    const first = next;
    for (; next < logs.length && logs[next]?.block === header.block; next += 1) {
      const log = logs[next];
      if (log === undefined) break;
      checkLog(log, header, next - first);
      if (!ours.has(log.address) || isOfAuthority(log)) continue;
      events.push(decodeRawLog(log, header.timeSec));
      digest.addLoaded(log);
    }
    return { ...header, events, digest: digest.value() };
  });
  if (next !== logs.length) return contradicted("a log of a block that was not asked for");
  return blocks;
}

function checkLog(log: RawLog, header: Header, logIndex: number): void {
  const place = { block: header.block, logIndex: log.logIndex };
  if (log.blockHash !== header.blockHash) contradicted("a log of another block of this height", place);
  if (log.logIndex !== logIndex) contradicted("logs out of order or left out", place);
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
