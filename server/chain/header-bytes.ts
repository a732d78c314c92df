import { encodeRlp, keccak256 } from "ethers";
import type { Hex, Hex32 } from "../domain/ids.ts";
import { hexOf } from "./raw-log.ts";

/**
 * A block's header as the bytes that its hash is of, from a node's answer to eth_getBlockByNumber. Fields
 * that later forks appended are taken as far as the node names them.
 */
export function headerBytes(block: unknown): { readonly rlp: Hex; readonly hash: Hex32 } {
  const given: Partial<Record<string, unknown>> =
    typeof block === "object" && block !== null ? { ...block } : {};
  const fields: string[] = [];
  for (const [name, form] of FIELDS) {
    const value = given[name];
    // Forks only append, so the first field that is missing ends the header.
    if (value === undefined && APPENDED.has(name)) break;
    fields.push(form === "bytes" ? hexOf(value, null) : minimalBytes(value));
  }
  // ethers writes lower-case hex.
  const rlp = encodeRlp(fields) as Hex;
  // And a hash as 32 bytes of it.
  return { rlp, hash: keccak256(rlp) as Hex32 };
}

/** A quantity of JSON-RPC as RLP wants it: big-endian without leading zeros, zero as no byte at all. */
export function minimalBytes(value: unknown): Hex {
  const digits = typeof value === "string" ? /^0x0*([0-9a-fA-F]*)$/.exec(value)?.[1] : undefined;
  if (digits === undefined) return hexOf(value, null);
  return `0x${digits.length % 2 === 0 ? "" : "0"}${digits.toLowerCase()}`;
}

/** The order of the yellow paper, then what London, Shanghai, Cancun and Prague appended. */
const FIELDS: readonly (readonly [name: string, form: "bytes" | "quantity"])[] = [
  ["parentHash", "bytes"],
  ["sha3Uncles", "bytes"],
  ["miner", "bytes"],
  ["stateRoot", "bytes"],
  ["transactionsRoot", "bytes"],
  ["receiptsRoot", "bytes"],
  ["logsBloom", "bytes"],
  ["difficulty", "quantity"],
  ["number", "quantity"],
  ["gasLimit", "quantity"],
  ["gasUsed", "quantity"],
  ["timestamp", "quantity"],
  ["extraData", "bytes"],
  ["mixHash", "bytes"],
  ["nonce", "bytes"],
  ["baseFeePerGas", "quantity"],
  ["withdrawalsRoot", "bytes"],
  ["blobGasUsed", "quantity"],
  ["excessBlobGas", "quantity"],
  ["parentBeaconBlockRoot", "bytes"],
  ["requestsHash", "bytes"],
];

const APPENDED: ReadonlySet<string> = new Set(FIELDS.slice(15).map(([name]) => name));
