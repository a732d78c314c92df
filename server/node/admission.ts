import type { NodeClock } from "./clock.ts";
import { type Executor, isErrorAnswer, parseResult } from "./executor.ts";
import { bytesToHex, isHash } from "./hex.ts";
import type { Miner } from "./miner.ts";
import { RpcFailure } from "./node-failure.ts";
import type { PendingPool, PendingTransaction } from "./pending-pool.ts";
import type { Permissions } from "./permissions.ts";
import type { KeyRates } from "./rate.ts";
import type { ReadWriteLock } from "./read-write-lock.ts";
import type { NodeSettings } from "./settings.ts";
import { type DecodedTransaction, decodeTransaction } from "./signed-transaction.ts";

/**
 * eth_sendRawTransaction. It answers the hash when the block that holds the transaction is on the disk, and
 * not before; a refusal means that it is in no block and, as long as nobody sends it again, will be in none.
 * Bytes that were taken already are success: a sender that lost our answer sends the same bytes again.
 *
 * Checks run in this order, and the first to fail answers: encoding, chain, size, gas; already known;
 * writable now; permitted; rate; room; nonce; whatever EDR objects to.
 */
export class Admission {
  readonly #parts: AdmissionParts;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  async send(rawParameter: unknown): Promise<string> {
    const transaction = decodeTransaction(rawParameter, this.#parts.settings);
    const pending = await this.#parts.lock.read(() => this.#take(transaction));
    if (pending === "mined") return transaction.hash;
    this.#parts.miner.kick();
    const { clock, miner, settings } = this.#parts;
    const cancel = clock.after(settings.sendTimeoutMs, () => {
      const waitedMs = settings.sendTimeoutMs;
      void miner.drop(pending.hash, new RpcFailure("not-mined-in-time", { hash: pending.hash, waitedMs }));
    });
    try {
      await pending.mined;
    } finally {
      cancel();
    }
    return transaction.hash;
  }

  async #take(transaction: DecodedTransaction): Promise<PendingTransaction | "mined"> {
    const { pool, miner } = this.#parts;
    const { hash, nonce } = transaction;
    const known = pool.get(hash);
    if (known !== undefined) return known;
    if (await this.#isMined(hash)) return "mined";
    miner.checkWritable();
    const sender = await this.#recoverSender(transaction);
    await this.#checkSender(sender);
    const nextNonce = await this.#nextNonce(sender);
    this.#checkNonce({ sender, nonce, nextNonce, hash });
    // Nothing is awaited between these checks and taking the place.
    const meanwhile = pool.get(hash);
    if (meanwhile !== undefined) return meanwhile;
    if (pool.size >= this.#parts.settings.pendingMax) {
      throw new RpcFailure("pending-full", { pendingMax: this.#parts.settings.pendingMax, retryAfterSec: 1 });
    }
    const entry = pool.reserve({ hash, raw: transaction.raw, sender, nonce }, nextNonce);
    await this.#handToEdr(entry);
    return entry;
  }

  async #handToEdr(entry: PendingTransaction): Promise<void> {
    const answer = await this.#parts.executor.request("eth_sendRawTransaction", [bytesToHex(entry.raw)]);
    if (!isErrorAnswer(answer) && parseResult(answer) === entry.hash) return;
    const failure = new RpcFailure("transaction-refused", { reason: reasonIn(answer) });
    this.#parts.pool.refuse(entry.hash, failure);
    throw failure;
  }

  async #checkSender(sender: string): Promise<void> {
    const { permissions, rates, miner, clock } = this.#parts;
    if (!(await permissions.isPermitted(sender, miner.head.number))) {
      throw new RpcFailure("sender-not-permitted", { sender });
    }
    // While a demo ledger is built its builder is the only one there, and paces itself.
    if (miner.build.kind === "building") return;
    const rate = rates.take(sender, clock.nowMs());
    if (!rate.taken) throw new RpcFailure("rate-limited", { sender, retryAfterSec: rate.retryAfterSec });
  }

  #checkNonce(place: { sender: string; nonce: number; nextNonce: number; hash: string }): void {
    const { sender, nonce, nextNonce } = place;
    const { nonceGapMax } = this.#parts.settings;
    if (nonce < nextNonce) throw new RpcFailure("nonce-too-low", { sender, expected: nextNonce, got: nonce });
    if (nonce > nextNonce + nonceGapMax) {
      throw new RpcFailure("nonce-gap", { sender, expected: nextNonce, got: nonce, gapMax: nonceGapMax });
    }
    const pendingHash = this.#parts.pool.hashAt(sender, nonce);
    if (pendingHash !== undefined && pendingHash !== place.hash) {
      throw new RpcFailure("nonce-taken", { sender, nonce, pendingHash });
    }
  }

  async #isMined(hash: string): Promise<boolean> {
    return parseResult(await this.#parts.executor.request("eth_getTransactionReceipt", [hash])) !== null;
  }

  async #nextNonce(sender: string): Promise<number> {
    return Number(
      parseResult(await this.#parts.executor.request("eth_getTransactionCount", [sender, "latest"])),
    );
  }

  async #recoverSender(transaction: DecodedTransaction): Promise<string> {
    const call = { to: ECRECOVER, data: transaction.recovery };
    const answer = parseResult(await this.#parts.executor.request("eth_call", [call, "latest"]));
    if (!isHash(answer))
      throw new RpcFailure("transaction-undecodable", { reason: "the signature fits no key" });
    return `0x${answer.slice(26)}`;
  }
}

export type AdmissionParts = {
  readonly executor: Executor;
  readonly lock: ReadWriteLock;
  readonly miner: Miner;
  readonly pool: PendingPool;
  readonly permissions: Permissions;
  readonly rates: KeyRates;
  readonly clock: NodeClock;
  readonly settings: NodeSettings;
};

const ECRECOVER = "0x0000000000000000000000000000000000000001";

/** What EDR says is wrong: needed gas, missing funds; it names no secret. */
function reasonIn(answer: string): string {
  const parsed: unknown = JSON.parse(answer);
  if (typeof parsed !== "object" || parsed === null || !("error" in parsed)) return "another hash";
  const { error } = parsed;
  const isNamed = typeof error === "object" && error !== null && "message" in error;
  return isNamed ? String(error.message) : "unnamed";
}
