import { createHash } from "node:crypto";
import type { Provider } from "@nomicfoundation/edr";
import { type ChainSettings, createEdrProvider } from "./edr-provider.ts";
import { bytesToHex, hexToBytes, quantity } from "./hex.ts";

/**
 * Executes: a thin skin over EDR's provider that speaks JSON text in and out. It knows nothing of journals,
 * clocks or permissions. Answers of reads stay text, because most are passed on without being looked at.
 */
export async function createExecutor(chain: ChainSettings): Promise<Executor> {
  const provider = await createEdrProvider(chain);
  const genesis = await blockAt(provider, "0x0");
  return {
    genesisHash: genesis.hash,
    request: (method, params) => send(provider, [method, params]),
    batch: (calls) => sendAll(provider, calls),
    prepare: async (next) => {
      await resultOf(sendAll(provider, nextBlockCalls(next)));
    },
    mine: (block) => mine(provider, block),
    blockAt: (tag) => blockAt(provider, tag),
  };
}

export type Executor = {
  readonly genesisHash: string;
  /** EDR's answer as text: `{"result":…}` or `{"error":…}`. */
  readonly request: (method: string, params: readonly unknown[]) => Promise<string>;
  /** `{"result":[…]}` with one entry a call, or the first error; the calls before it had their effect. */
  readonly batch: (calls: readonly RpcCall[]) => Promise<string>;
  /** Fixes the time and the randomness that a simulation on `pending` sees. */
  readonly prepare: (next: NextBlock) => Promise<void>;
  /** Makes the next block, of what is in EDR's pool and of `transactions`, which are put there first. */
  readonly mine: (block: NextBlock & { readonly transactions: readonly Uint8Array[] }) => Promise<MinedBlock>;
  readonly blockAt: (tag: string) => Promise<MinedBlock>;
};

export type RpcCall = readonly [method: string, params: readonly unknown[]];

export type NextBlock = { readonly timeSec: number; readonly prevRandao: string };

export type MinedBlock = {
  readonly number: number;
  readonly timeSec: number;
  readonly hash: string;
  readonly stateRoot: string;
  readonly receiptsRoot: string;
  readonly transactionHashes: readonly string[];
};

export class ExecutorError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ExecutorError";
  }
}

/**
 * What a block's PREVRANDAO and mixHash are. EDR would draw them from a generator that every `pending` call
 * moves on, so that replay would give other blocks. Made of roots and not of the parent's hash, because roots
 * stay equal when a migration gives the blocks new hashes.
 */
export function prevRandaoAfter(parent: MinedBlock): string {
  const digest = createHash("sha256").update("caretrail prevrandao").update(quantity(parent.number));
  return bytesToHex(
    digest.update(hexToBytes(parent.stateRoot)).update(hexToBytes(parent.receiptsRoot)).digest(),
  );
}

export function isErrorAnswer(answer: string): boolean {
  return answer.startsWith('{"error"');
}

/** The result inside an answer, of a call of our own that must not fail. */
export function parseResult(answer: string): unknown {
  const parsed: unknown = JSON.parse(answer);
  if (typeof parsed === "object" && parsed !== null && "result" in parsed) return parsed.result;
  throw new ExecutorError(answer.slice(0, ERROR_TEXT_MAX));
}

const ERROR_TEXT_MAX = 2_000;

function nextBlockCalls(next: NextBlock): RpcCall[] {
  return [
    ["evm_setNextBlockTimestamp", [quantity(next.timeSec)]],
    ["hardhat_setPrevRandao", [next.prevRandao]],
  ];
}

/**
 * Set behind every block: behind one more than half full EDR would raise the base fee, and keys that hold no
 * balance could not send any more.
 */
const FREE_NEXT_BLOCK: RpcCall = ["hardhat_setNextBlockBaseFeePerGas", ["0x0"]];

async function mine(
  provider: Provider,
  block: NextBlock & { readonly transactions: readonly Uint8Array[] },
): Promise<MinedBlock> {
  const sends = block.transactions.map((raw): RpcCall => ["eth_sendRawTransaction", [bytesToHex(raw)]]);
  const answer = await resultOf(
    sendAll(provider, [
      ...nextBlockCalls(block),
      ...sends,
      ["evm_mine", []],
      ["eth_getBlockByNumber", ["latest", false]],
      FREE_NEXT_BLOCK,
    ]),
  );
  if (!Array.isArray(answer)) throw new ExecutorError("a batch answered no list");
  return readBlock(answer.at(-2));
}

async function blockAt(provider: Provider, tag: string): Promise<MinedBlock> {
  return readBlock(await resultOf(send(provider, ["eth_getBlockByNumber", [tag, false]])));
}

function send(provider: Provider, call: RpcCall): Promise<string> {
  return ask(provider, requestText(call));
}

function sendAll(provider: Provider, calls: readonly RpcCall[]): Promise<string> {
  return ask(provider, `[${calls.map(requestText).join(",")}]`);
}

function requestText([method, params]: RpcCall): string {
  return JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
}

async function ask(provider: Provider, request: string): Promise<string> {
  const response = await provider.handleRequest(request);
  // EDR answers an object only when the text would be longer than a string can be.
  if (typeof response.data !== "string") throw new AnswerTooLarge();
  return response.data;
}

export class AnswerTooLarge extends Error {
  constructor() {
    super("the answer is longer than a string can be");
    this.name = "AnswerTooLarge";
  }
}

async function resultOf(answer: Promise<string>): Promise<unknown> {
  return parseResult(await answer);
}

function readBlock(value: unknown): MinedBlock {
  if (typeof value !== "object" || value === null) throw new ExecutorError("no block");
  const fields: Record<string, unknown> = Object.fromEntries(Object.entries(value));
  const hashes = fields["transactions"];
  if (!Array.isArray(hashes)) throw new ExecutorError("a block without transactions");
  return {
    number: Number(textField(fields, "number")),
    timeSec: Number(textField(fields, "timestamp")),
    hash: textField(fields, "hash"),
    stateRoot: textField(fields, "stateRoot"),
    receiptsRoot: textField(fields, "receiptsRoot"),
    transactionHashes: hashes.map(String),
  };
}

function textField(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value !== "string") throw new ExecutorError(`a block without ${name}`);
  return value;
}
