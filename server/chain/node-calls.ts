import { fail } from "../domain/failure.ts";
import type { Address, BlockRef, Hex, Hex32 } from "../domain/ids.ts";
import { failureOfRefusal, isAlreadyTaken, isOutOfGas } from "./node-refusals.ts";
import { failureOfRevert } from "./reverts.ts";
import { type Rpc, RpcError } from "./rpc.ts";

/** The few methods of a node that writing needs, each answer checked once. */
export async function readBlock(rpc: Rpc, tag: string): Promise<BlockRef & { readonly timeSec: number }> {
  const block = await ask(rpc, "eth_getBlockByNumber", [tag, false]);
  return {
    block: quantityOf(fieldOf(block, "number")),
    blockHash: hexOf(fieldOf(block, "hash")),
    timeSec: quantityOf(fieldOf(block, "timestamp")),
  };
}

export async function readBlockTime(rpc: Rpc, blockHash: Hex32): Promise<number> {
  return quantityOf(fieldOf(await ask(rpc, "eth_getBlockByHash", [blockHash, false]), "timestamp"));
}

export async function readNonce(rpc: Rpc, key: Address): Promise<number> {
  return quantityOf(await ask(rpc, "eth_getTransactionCount", [key, "latest"]));
}

/** Runs a call on the block that would come next; a revert is thrown as the Failure it means. */
export async function simulateCall(rpc: Rpc, call: CallRequest): Promise<void> {
  try {
    await ask(rpc, "eth_call", paramsOn("pending", call));
  } catch (error) {
    if (isOutOfGas(error)) fail("request-size-wrong", { gasMax: call.gas });
    throw failureOfRevert(error);
  }
}

/** Whether a call goes through on the newest block, in which nothing stands that still waits for one. */
export async function goesThroughNow(rpc: Rpc, call: CallRequest): Promise<boolean> {
  try {
    await rpc.call("eth_call", paramsOn("latest", call));
    return true;
  } catch (error) {
    if (error instanceof RpcError) return false;
    throw error;
  }
}

function paramsOn(block: "latest" | "pending", call: CallRequest): readonly unknown[] {
  return [{ ...call, gas: `0x${call.gas.toString(16)}` }, block];
}

export type CallRequest = {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: number;
};

/** Resolves when the node has the transaction; sending the same bytes twice is harmless. */
export async function sendRaw(rpc: Rpc, raw: Hex): Promise<void> {
  try {
    await rpc.call("eth_sendRawTransaction", [raw]);
  } catch (error) {
    if (!isAlreadyTaken(error)) throw failureOfRefusal(error);
  }
}

export type RawReceipt = BlockRef & {
  readonly hash: Hex32;
  readonly succeeded: boolean;
  readonly created: Address | null;
  readonly logs: readonly unknown[];
};

export async function readReceipt(rpc: Rpc, hash: Hex32): Promise<RawReceipt | null> {
  const receipt = await ask(rpc, "eth_getTransactionReceipt", [hash]);
  if (receipt === null) return null;
  const created = fieldOf(receipt, "contractAddress");
  const logs = fieldOf(receipt, "logs");
  if (!Array.isArray(logs)) throw new TypeError("a receipt without logs");
  return {
    hash,
    block: quantityOf(fieldOf(receipt, "blockNumber")),
    blockHash: hexOf(fieldOf(receipt, "blockHash")),
    succeeded: quantityOf(fieldOf(receipt, "status")) === 1,
    created: typeof created === "string" ? hexOf(created) : null,
    logs,
  };
}

export function quantityOf(value: unknown): number {
  const number = typeof value === "string" && /^0x[0-9a-f]+$/i.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new TypeError("the node's answer is not a quantity");
  return number;
}

export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) throw new TypeError(`the node's answer has no ${name}`);
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

async function ask(rpc: Rpc, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await rpc.call(method, params);
  } catch (error) {
    throw failureOfRefusal(error);
  }
}

function hexOf(value: unknown): Hex {
  if (typeof value !== "string" || !/^0x[0-9a-f]*$/i.test(value))
    throw new TypeError("the node's answer is not hex");
  return `0x${value.slice(2).toLowerCase()}`;
}
