import { encodeRlp } from "ethers";
import type { Hex } from "../domain/ids.ts";
import { minimalBytes } from "./header-bytes.ts";
import { contradicted, hexOf, quantityOf } from "./raw-log.ts";

/**
 * A receipt as the leaf of the receipts trie (EIP-2718), from a node's answer: status, gas used so far in the
 * block, bloom and logs, behind one byte for its type unless it is a legacy one.
 */
export function receiptBytes(receipt: unknown): Hex {
  if (typeof receipt !== "object" || receipt === null) return contradicted("a receipt that is no object");
  const given: Partial<Record<string, unknown>> = { ...receipt };
  const { logs } = given;
  if (!Array.isArray(logs)) return contradicted("a receipt without logs");
  const body = encodeRlp([
    minimalBytes(given["status"]),
    minimalBytes(given["cumulativeGasUsed"]),
    hexOf(given["logsBloom"], BLOOM_DIGITS),
    logs.map(logFields),
  ]);
  const type = quantityOf(given["type"] ?? "0x0");
  if (type > TYPE_MAX) return contradicted("a receipt of a type that cannot be", { type });
  const mark = type === 0 ? "" : type.toString(16).padStart(2, "0");
  return `0x${mark}${body.slice(2)}`;
}

const BLOOM_DIGITS = 512;
/** EIP-2718: from 0xc0 on it would be a list of the legacy kind. */
const TYPE_MAX = 0x7f;

function logFields(log: unknown): [string, string[], string] {
  if (typeof log !== "object" || log === null) return contradicted("a log that is no object");
  const given: Partial<Record<string, unknown>> = { ...log };
  const { topics } = given;
  if (!Array.isArray(topics)) return contradicted("a log without topics");
  return [hexOf(given["address"], 40), topics.map((topic) => hexOf(topic, 64)), hexOf(given["data"], null)];
}
