import http from "node:http";
import type { AddressInfo } from "node:net";
import { quantity, type RecordedBlock } from "./recorded-chain.ts";

export type LogServer = {
  readonly url: string;
  /** Goes on with these blocks; a chain that differs below its head is another chain. */
  serve(blocks: readonly RecordedBlock[]): void;
  /** Changes what is answered, to lie or to fail; null answers truly. */
  tamper(change: Tamper | null): void;
  requestCount(): number;
  close(): Promise<void>;
};

/**
 * Gets the method and the true result, and gives the one that is sent; "break" ends the connection instead.
 */
export type Tamper = (method: string, result: unknown) => unknown | "break";

type Request = { readonly id: unknown; readonly method: string; readonly params: readonly unknown[] };

/** A node that only tells what it has recorded: heads, headers and logs over JSON-RPC on loopback. */
export async function openLogServer(blocks: readonly RecordedBlock[]): Promise<LogServer> {
  let served = blocks;
  let change: Tamper | null = null;
  let requestCount = 0;

  const answer = (request: Request): unknown => {
    const result = resultOf(served, request);
    const told = change === null ? result : change(request.method, result);
    return { jsonrpc: "2.0", id: request.id, result: told };
  };

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      requestCount += 1;
      const body: Request | Request[] = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      const answers = Array.isArray(body) ? body.map(answer) : answer(body);
      const text = JSON.stringify(answers);
      if (text.includes('"result":"break"')) {
        response.destroy();
        return;
      }
      response.setHeader("content-type", "application/json");
      response.end(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  // A server that listens on a port has an address with that port.
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    serve: (next) => {
      served = next;
    },
    tamper: (next) => {
      change = next;
    },
    requestCount: () => requestCount,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function resultOf(blocks: readonly RecordedBlock[], { method, params }: Request): unknown {
  if (method === "eth_blockNumber") return quantity(blocks.length - 1);
  if (method === "eth_getBlockByNumber") {
    const block = blocks[Number(params[0])];
    return block === undefined ? null : headerOf(block);
  }
  if (method === "eth_getLogs") {
    // Our own log source wrote this filter.
    const filter = params[0] as { fromBlock: string; toBlock: string };
    return blocks.slice(Number(filter.fromBlock), Number(filter.toBlock) + 1).flatMap((block) => block.logs);
  }
  throw new Error(`not recorded: ${method}`);
}

export function headerOf(block: RecordedBlock): object {
  const { number, hash, parentHash, timeSec } = block;
  return { number: quantity(number), hash, parentHash, timestamp: quantity(timeSec), logsBloom: "0x00" };
}
