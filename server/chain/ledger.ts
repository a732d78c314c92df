import type { LedgerCall } from "../domain/command.ts";
import type { Address, Hex32 } from "../domain/ids.ts";
import type { LedgerEvent } from "../domain/ledger-event.ts";
import type { Ledger, Receipt } from "../domain/ports.ts";
import { decodeRawLog, isOfAuthority } from "./decode-log.ts";
import { encodeCall } from "./encode.ts";
import {
  goesThroughNow,
  type RawReceipt,
  readBlock,
  readBlockTime,
  readNonce,
  readReceipt,
  sendRaw,
  simulateCall,
} from "./node-calls.ts";
import { readRawLog } from "./raw-log.ts";
import type { Rpc } from "./rpc.ts";
import type { Signer } from "./signer.ts";
import { signTransaction } from "./transaction.ts";

/** The ledger as flows see it, over one node's JSON-RPC. */
export function createLedger(parts: LedgerParts): Ledger {
  const { rpc, signer, chainId, contracts } = parts;
  const ours = new Set(Object.values(contracts));
  const blockTimes = new Map<Hex32, Promise<number>>();
  let sendsUnderWay = 0;

  const timeOf = (blockHash: Hex32): Promise<number> => {
    const known = blockTimes.get(blockHash);
    if (known !== undefined) return known;
    const timeSec = readBlockTime(rpc, blockHash);
    // A node that was away is asked again.
    timeSec.catch(() => blockTimes.delete(blockHash));
    const oldest = blockTimes.keys().next();
    if (blockTimes.size >= BLOCK_TIMES_MAX && !oldest.done) blockTimes.delete(oldest.value);
    blockTimes.set(blockHash, timeSec);
    return timeSec;
  };

  const eventsOf = async (receipt: RawReceipt): Promise<readonly LedgerEvent[]> => {
    const logs = receipt.logs.map(readRawLog).filter((log) => ours.has(log.address) && !isOfAuthority(log));
    if (logs.length === 0) return [];
    const timeSec = await timeOf(receipt.blockHash);
    return logs.map((log) => decodeRawLog(log, timeSec));
  };

  return {
    head: () => readBlock(rpc, "latest"),
    async simulate(from, call) {
      const { data, gasLimit } = encodeCall(call);
      const request = { from, to: contracts[call.contract], data, gas: gasLimit };
      // A simulation on the pending block executes everything that waits for it (ADR 0028).
      if (sendsUnderWay > 0 && (await goesThroughNow(rpc, request))) return;
      await simulateCall(rpc, request);
    },
    minedNonce: (key) => readNonce(rpc, key),
    async sign(key, nonce, call) {
      const { data, gasLimit } = encodeCall(call);
      return signTransaction(signer, key, { chainId, nonce, to: contracts[call.contract], data, gasLimit });
    },
    signNoop: (key, nonce) =>
      signTransaction(signer, key, { chainId, nonce, to: key, data: "0x", gasLimit: TRANSFER_GAS }),
    async send(raw) {
      sendsUnderWay += 1;
      try {
        await sendRaw(rpc, raw);
      } finally {
        sendsUnderWay -= 1;
      }
    },
    async receipt(hash): Promise<Receipt | null> {
      const receipt = await readReceipt(rpc, hash);
      if (receipt === null) return null;
      const { block, blockHash, succeeded } = receipt;
      return { hash, block, blockHash, succeeded, events: await eventsOf(receipt) };
    },
  };
}

export type LedgerParts = {
  readonly rpc: Rpc;
  readonly signer: Signer;
  readonly chainId: number;
  readonly contracts: Readonly<Record<LedgerCall["contract"], Address>>;
};

/** A transfer of nothing to oneself. */
const TRANSFER_GAS = 21_000;

/** Many receipts stand in the same few blocks, and are asked for at the same moment. */
const BLOCK_TIMES_MAX = 256;
