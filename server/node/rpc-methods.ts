import type { Admission } from "./admission.ts";
import { type Executor, parseResult } from "./executor.ts";
import { isHash, quantity } from "./hex.ts";
import type { Miner } from "./miner.ts";
import { RpcFailure } from "./node-failure.ts";
import type { ReadWriteLock } from "./read-write-lock.ts";

/**
 * The allow-list: what is not a key of this table does not exist. No `hardhat_*`, `evm_*`, `anvil_*`,
 * `debug_*`, `eth_accounts`, `eth_sendTransaction`: on a ledger nobody may set balances, code or time, not
 * even its operator.
 *
 * An answer is EDR's own text, `{"result":…}` or `{"error":…}`: most are passed on unread.
 */
export class RpcMethods {
  readonly #parts: RpcParts;
  readonly #table: ReadonlyMap<string, Handler>;

  constructor(parts: RpcParts) {
    this.#parts = parts;
    const read = (method: string): [string, Handler] => [method, (params) => this.#read(method, params)];
    this.#table = new Map<string, Handler>([
      ...READS.map(read),
      ["eth_call", (params) => this.#simulate("eth_call", params)],
      ["eth_estimateGas", (params) => this.#simulate("eth_estimateGas", params)],
      ["eth_getBlockReceipts", (params) => this.#blockReceipts(params)],
      ["eth_sendRawTransaction", async (params) => resultText(await parts.admission.send(params[0]))],
      ["eth_chainId", async () => resultText(quantity(parts.chainId))],
      ["net_version", async () => resultText(String(parts.chainId))],
      // Gas is free, and keys hold no balance: any other price would be one that nobody can pay.
      ["eth_gasPrice", async () => resultText("0x0")],
      ["eth_maxPriorityFeePerGas", async () => resultText("0x0")],
      ["web3_clientVersion", async () => resultText(parts.clientVersion)],
    ]);
  }

  answer(method: string, params: readonly unknown[]): Promise<string> {
    const handler = this.#table.get(method);
    if (handler === undefined) throw new RpcFailure("method-not-allowed", { method: method.slice(0, 64) });
    return handler(params);
  }

  #read(method: string, params: readonly unknown[]): Promise<string> {
    const { lock, executor, miner } = this.#parts;
    return lock.read(async () => {
      if (mentionsPending(params)) await miner.prepareSimulation();
      return await executor.request(method, params);
    });
  }

  /** Without a block a simulation means the next one: what would happen if it were sent now. */
  #simulate(method: string, params: readonly unknown[]): Promise<string> {
    const [call, block, ...rest] = params;
    return this.#read(method, [call, block ?? "pending", ...rest]);
  }

  /** EDR lacks this method, so it is made of a block and its receipts, asked in one batch. */
  #blockReceipts(params: readonly unknown[]): Promise<string> {
    const block = params[0];
    if (typeof block !== "string" || block === "pending") {
      throw new RpcFailure("invalid-params", { reason: "a block number, hash or tag is needed" });
    }
    const method = isHash(block) ? "eth_getBlockByHash" : "eth_getBlockByNumber";
    const { lock, executor } = this.#parts;
    return lock.read(async () => {
      const answer = await executor.request(method, [block, false]);
      if (answer.startsWith('{"error"')) return answer;
      const hashes = transactionHashes(parseResult(answer));
      if (hashes === null) return resultText(null);
      return await executor.batch(hashes.map((hash) => ["eth_getTransactionReceipt", [hash]]));
    });
  }
}

export type RpcParts = {
  readonly executor: Executor;
  readonly lock: ReadWriteLock;
  readonly miner: Miner;
  readonly admission: Admission;
  readonly chainId: number;
  readonly clientVersion: string;
};

export function resultText(result: unknown): string {
  return `{"result":${JSON.stringify(result)}}`;
}

type Handler = (params: readonly unknown[]) => Promise<string>;

/** Passed on to EDR as they are. */
const READS = [
  "eth_blockNumber",
  "eth_getBlockByNumber",
  "eth_getBlockByHash",
  "eth_getLogs",
  "eth_getTransactionByHash",
  "eth_getTransactionReceipt",
  "eth_getTransactionCount",
  "eth_feeHistory",
  "eth_getCode",
  "eth_getStorageAt",
  "eth_getProof",
  "eth_getBalance",
] as const;

function mentionsPending(params: readonly unknown[]): boolean {
  return params.some((value) => {
    if (value === "pending") return true;
    return typeof value === "object" && value !== null && Object.values(value).includes("pending");
  });
}

/** Null when there is no such block. */
function transactionHashes(block: unknown): string[] | null {
  if (typeof block !== "object" || block === null || !("transactions" in block)) return null;
  const { transactions } = block;
  return Array.isArray(transactions) ? transactions.map(String) : null;
}
