import { hash } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A node that plays back recorded blocks of dispenses, in a process of its own, so that it neither works for
 * the indexer nor in its time. Responses are put together from bytes that were written before the clock runs.
 *
 * node bench/reference/recorded-node.ts EVENTS EVENTS_PER_BLOCK
 */

/** Address of DrugLedger in the recording. */
export const RECORDED_LEDGER = `0x${"a3".repeat(20)}`;

/** Topic of DispenseRecorded. */
export const DISPENSE_TOPIC = "0x6ac5b3808182c57131b857b19d1e50e3c00a58e4277791938848c2694553ef97";

export type RecordedDispense = {
  readonly dispense: string;
  readonly institution: number;
  readonly documentKey: string;
  readonly dispensedAtSec: number;
  readonly personCommitment: string;
  readonly operator: string;
  readonly batch: string;
  readonly index: number;
  readonly priceFen: number;
};

/**
 * The dispense of a number: 40 pharmacies sell from 20 batches, each call of fifty from one pharmacy and
 * batch.
 */
export function recordedDispense(nth: number, perBlock: number): RecordedDispense {
  const call = Math.floor(nth / perBlock);
  const batch = call % 20;
  const soldBefore = Math.floor(call / 20) * perBlock;
  return {
    dispense: word(`dispense ${nth}`),
    institution: 100 + (call % 40),
    documentKey: word(`document ${nth}`),
    dispensedAtSec: 1_790_000_000 + call,
    personCommitment: word(`person ${nth}`),
    operator: `0x${word(`operator ${call % 40}`).slice(26)}`,
    batch: word(`batch ${batch}`).slice(2, 18),
    index: soldBefore + (nth % perBlock),
    priceFen: 1_000 + (nth % 977),
  };
}

export function logOf(
  nth: number,
  perBlock: number,
): { readonly topics: readonly string[]; readonly data: string } {
  const it = recordedDispense(nth, perBlock);
  const line = `${it.batch}${digits(it.index, 8)}0000${digits(it.priceFen, 16)}`;
  const words = [
    it.documentKey.slice(2),
    digits(it.dispensedAtSec, 64),
    digits(1, 64),
    it.personCommitment.slice(2),
    it.operator.slice(2).padStart(64, "0"),
    digits(6 * 32, 64),
    digits(1, 64),
    line.padStart(64, "0"),
  ];
  return {
    topics: [DISPENSE_TOPIC, it.dispense, `0x${digits(it.institution, 64)}`],
    data: `0x${words.join("")}`,
  };
}

type Written = { readonly logs: Buffer; readonly header: Buffer };

/** As EDR writes logs and headers, field for field. */
function writeBlocks(eventCount: number, perBlock: number): Written[] {
  const blocks: Written[] = [];
  let parentHash = word("genesis");
  for (let number = 0; number * perBlock < eventCount; number += 1) {
    const blockHash = word(`block ${number}`);
    const transactionHash = word(`transaction ${number}`);
    const logs = Array.from({ length: Math.min(perBlock, eventCount - number * perBlock) }, (_, logIndex) => {
      const { topics, data } = logOf(number * perBlock + logIndex, perBlock);
      return JSON.stringify({
        removed: false,
        logIndex: quantity(logIndex),
        transactionIndex: "0x0",
        transactionHash,
        blockHash,
        blockNumber: quantity(number),
        address: RECORDED_LEDGER,
        data,
        topics,
      });
    });
    const header = JSON.stringify({
      hash: blockHash,
      parentHash,
      sha3Uncles: word("uncles"),
      stateRoot: word(`state ${number}`),
      transactionsRoot: word(`transactions ${number}`),
      receiptsRoot: word(`receipts ${number}`),
      number: quantity(number),
      gasUsed: "0x5b8d80",
      gasLimit: "0x3938700",
      extraData: "0x",
      logsBloom: `0x${"00".repeat(256)}`,
      timestamp: quantity(1_790_000_000 + number),
      difficulty: "0x0",
      totalDifficulty: "0x0",
      uncles: [],
      transactions: [transactionHash],
      size: "0x3e8",
      mixHash: word(`mix ${number}`),
      nonce: "0x0000000000000000",
      baseFeePerGas: "0x0",
      miner: `0x${"00".repeat(20)}`,
      withdrawals: [],
      withdrawalsRoot: word("withdrawals"),
      blobGasUsed: "0x0",
      excessBlobGas: "0x0",
      parentBeaconBlockRoot: word("beacon"),
    });
    blocks.push({ logs: Buffer.from(logs.join(",")), header: Buffer.from(header) });
    parentHash = blockHash;
  }
  return blocks;
}

type Request = { readonly id: number; readonly method: string; readonly params: readonly unknown[] };

const COMMA = Buffer.from(",");

function answer(blocks: readonly Written[], { id, method, params }: Request): Buffer {
  const head = Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":`);
  const end = Buffer.from("}");
  if (method === "eth_getBlockByNumber") {
    const header = blocks[Number(params[0])]?.header ?? Buffer.from("null");
    return Buffer.concat([head, header, end]);
  }
  if (method === "eth_getLogs") {
    // The filter of JSON-RPC, as both indexers write it.
    const filter = params[0] as { fromBlock: string; toBlock: string };
    const chosen = blocks.slice(Number(filter.fromBlock), Number(filter.toBlock) + 1);
    const logs = chosen.flatMap((block, nth) => (nth === 0 ? [block.logs] : [COMMA, block.logs]));
    return Buffer.concat([head, Buffer.from("["), ...logs, Buffer.from("]"), end]);
  }
  const result = method === "eth_chainId" ? '"0x157c1"' : `"${quantity(blocks.length - 1)}"`;
  return Buffer.concat([head, Buffer.from(result), end]);
}

function serve(blocks: readonly Written[]): void {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      // Only benches of this folder ask here.
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as Request | Request[];
      const answers = Array.isArray(asked) ? asked.map((each) => answer(blocks, each)) : null;
      const body =
        answers === null
          ? // Not a list, so it is the one request.
            answer(blocks, asked as Request)
          : Buffer.concat([
              Buffer.from("["),
              ...answers.flatMap((each, nth) => (nth === 0 ? [each] : [COMMA, each])),
              Buffer.from("]"),
            ]);
      response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
      response.end(body);
    });
  });
  server.listen(0, "127.0.0.1", () => {
    // A server that listens on a port has an address with that port.
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  process.on("disconnect", () => process.exit());
}

function word(name: string): string {
  return `0x${hash("sha256", name, "hex")}`;
}

function digits(value: number, count: number): string {
  return value.toString(16).padStart(count, "0");
}

function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}

if (import.meta.main) {
  const [events = "100000", perBlock = "50"] = process.argv.slice(2);
  serve(writeBlocks(Number(events), Number(perBlock)));
}
