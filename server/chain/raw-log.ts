import { fail } from "../domain/failure.ts";
import type { Address, Hex32 } from "../domain/ids.ts";

/** A log as JSON-RPC gives it, its numbers read and everything else left as it stands. */
export type RawLog = {
  readonly address: Address;
  readonly topics: readonly string[];
  readonly data: string;
  readonly block: number;
  readonly blockHash: Hex32;
  readonly logIndex: number;
  readonly transactionHash: Hex32;
};

/** Throws for anything that is not a log of a block: pending and removed logs are none. */
export function readRawLog(json: unknown): RawLog {
  if (typeof json !== "object" || json === null) return contradicted("a log that is no object");
  const log: Partial<Record<string, unknown>> = { ...json };
  if (log["removed"] === true) return contradicted("a removed log on a chain that is final");
  const { topics } = log;
  if (!Array.isArray(topics)) return contradicted("a log without topics");
  return {
    address: hexOf(log["address"], 40),
    topics: topics.map((topic) => hexOf(topic, 64)),
    data: hexOf(log["data"], null),
    block: quantityOf(log["blockNumber"]),
    blockHash: hexOf(log["blockHash"], 64),
    logIndex: quantityOf(log["logIndex"]),
    transactionHash: hexOf(log["transactionHash"], 64),
  };
}

/** Lower-case hex of so many digits; null takes any whole number of bytes. */
export function hexOf(value: unknown, digits: number | null): `0x${string}` {
  if (typeof value !== "string" || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value)) return contradicted("no hex");
  if (digits !== null && value.length !== digits + 2)
    return contradicted(`hex of ${value.length - 2} digits`);
  // The pattern has just shown that it begins with 0x.
  return value.toLowerCase() as `0x${string}`;
}

/** A quantity of JSON-RPC as a number. */
export function quantityOf(value: unknown): number {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,13}$/.test(value)) return contradicted("no quantity");
  return Number.parseInt(value.slice(2), 16);
}

/**
 * The node's answer cannot be true. Nothing of it is kept, and it is asked again: one answer proves no fault.
 */
export function contradicted(what: string, place: { readonly [name: string]: number } = {}): never {
  return fail("chain-unreachable", { reason: "answers-contradict", what, ...place });
}
