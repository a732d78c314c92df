import type { Logger } from "pino";
import { type BuildState, decideNextBlock, type NextBlockDecision } from "./block-times.ts";
import type { NodeClock } from "./clock.ts";
import { type Executor, type MinedBlock, prevRandaoAfter } from "./executor.ts";
import { hexToBytes } from "./hex.ts";
import type { Journal } from "./journal.ts";
import { NodeFatal, RpcFailure } from "./node-failure.ts";
import type { PendingPool } from "./pending-pool.ts";
import type { ReadWriteLock } from "./read-write-lock.ts";

/**
 * Makes blocks: mine, sync, publish. From before EDR makes a block until its record is on the disk the write
 * side of the lock is held, so no read can see a block that a crash could still take back.
 */
export class Miner {
  readonly #parts: MinerParts;
  #head: MinedBlock;
  #build: BuildState;
  #isMining = false;
  #isStopped = false;
  #cancelTimer: (() => void) | null = null;
  /** The block and time that EDR was last told to simulate. */
  #prepared = "";

  constructor(parts: MinerParts, start: { readonly head: MinedBlock; readonly build: BuildState }) {
    this.#parts = parts;
    this.#head = start.head;
    this.#build = start.build;
  }

  get head(): MinedBlock {
    return this.#head;
  }

  get build(): BuildState {
    return this.#build;
  }

  decide(): NextBlockDecision {
    const { clock } = this.#parts;
    return decideNextBlock({ headTimeSec: this.#head.timeSec, wallMs: clock.nowMs(), build: this.#build });
  }

  /** Throws when no transaction can be taken now. */
  checkWritable(): void {
    if (this.#isStopped) throw new RpcFailure("stopping");
    const { state, waitMs } = this.decide();
    const headTimeSec = this.#head.timeSec;
    const wallSec = Math.floor(this.#parts.clock.nowMs() / 1000);
    if (state === "behind") {
      throw new RpcFailure("clock-behind", { wallSec, headTimeSec, retryAfterSec: Math.ceil(waitMs / 1000) });
    }
    if (state === "build-time-unset") throw new RpcFailure("build-time-unset", { headTimeSec });
  }

  /** Inside a read section: makes `pending` stand for the block that would be made now. */
  async prepareSimulation(): Promise<void> {
    const { timeSec } = this.decide();
    const wanted = `${this.#head.hash} ${timeSec}`;
    if (wanted === this.#prepared) return;
    await this.#parts.executor.prepare({ timeSec, prevRandao: prevRandaoAfter(this.#head) });
    this.#prepared = wanted;
  }

  /** Looks whether there is a block to make, now or later. Call whenever something changed. */
  kick(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#isMining || this.#isStopped || !this.#parts.pool.hasExecutable()) return;
    const { state, waitMs } = this.decide();
    if (waitMs === 0 && (state === "wall" || state === "building")) {
      this.#isMining = true;
      void this.#mineAndGoOn();
      return;
    }
    // Never sleeps longer than this, because a wall clock that is set forward wakes nobody.
    const delayMs = Math.min(Math.max(waitMs, 1), LOOK_AGAIN_MS);
    this.#cancelTimer = this.#parts.clock.after(delayMs, () => this.kick());
  }

  /** Times only go forward; an older one changes nothing. */
  setBuildTime(timeSec: number): boolean {
    if (this.#build.kind !== "building" || timeSec < (this.#build.timeSec ?? 0)) return false;
    this.#build = { kind: "building", timeSec };
    this.kick();
    return true;
  }

  /** From here on the wall rules hold for ever, because the journal says so. */
  async endBuild(): Promise<boolean> {
    return await this.#parts.lock.write(async () => {
      if (this.#build.kind !== "building") return false;
      await this.#orHalt("ending the build", () =>
        this.#parts.journal.append({ kind: "build-ended", block: this.#head.number }),
      );
      this.#build = { kind: "ended", block: this.#head.number };
      this.kick();
      return true;
    });
  }

  /** Drops a transaction that found no block, and tells who waits for it. It can not be in a block later. */
  async drop(hash: string, failure: RpcFailure): Promise<void> {
    await this.#parts.lock.write(async () => {
      if (this.#parts.pool.get(hash) === undefined) return;
      await this.#parts.executor.request("hardhat_dropTransaction", [hash]);
      this.#parts.pool.refuse(hash, failure);
    });
  }

  /** Waits for the block in the making; what is in no block by then is refused. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer?.();
    await this.#parts.lock.write(async () => {
      for (const entry of this.#parts.pool.all())
        this.#parts.pool.refuse(entry.hash, new RpcFailure("stopping"));
    });
  }

  async #mineAndGoOn(): Promise<void> {
    await this.#parts.lock.write(() => this.#orHalt("making a block", () => this.#mineOne()));
    this.#isMining = false;
    this.kick();
  }

  async #mineOne(): Promise<void> {
    const { executor, journal, pool, log } = this.#parts;
    const { state, timeSec, waitMs } = this.decide();
    // The wall clock may have been set back since the timer rang.
    if (this.#isStopped || waitMs > 0 || (state !== "wall" && state !== "building")) return;
    const prevRandao = prevRandaoAfter(this.#head);
    const block = await executor.mine({ timeSec, prevRandao, transactions: [] });
    await journal.append({
      kind: "block",
      number: block.number,
      timeSec: block.timeSec,
      stateRoot: hexToBytes(block.stateRoot),
      receiptsRoot: hexToBytes(block.receiptsRoot),
      blockHash: hexToBytes(block.hash),
      transactions: block.transactionHashes.map((hash) => this.#rawOf(hash)),
    });
    this.#head = block;
    for (const hash of block.transactionHashes) pool.settle(hash);
    if (block.transactionHashes.length === 0) await this.#dropExecutable();
    this.#parts.onBlock(block);
    log.debug({ msg: "block published", block: block.number, transactions: block.transactionHashes.length });
  }

  /** EDR left out what it should have taken; without this it would be asked again every second for ever. */
  async #dropExecutable(): Promise<void> {
    for (const entry of this.#parts.pool.executable()) {
      await this.#parts.executor.request("hardhat_dropTransaction", [entry.hash]);
      this.#parts.pool.refuse(
        entry.hash,
        new RpcFailure("transaction-refused", { reason: "left out of its block" }),
      );
    }
  }

  #rawOf(hash: string): Uint8Array {
    const entry = this.#parts.pool.get(hash);
    if (entry === undefined) throw new Error(`block holds a transaction that was not taken here: ${hash}`);
    return entry.raw;
  }

  /**
   * After a failed write nobody knows what is on the disk, and EDR holds a block that may not be. The lock is
   * never let go again: the process ends without answering, and the next start reads what is durable.
   */
  async #orHalt<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#isStopped = true;
      this.#parts.onFatal(new NodeFatal(`failed while ${doing}`, error));
      return await new Promise<never>(() => undefined);
    }
  }
}

export type MinerParts = {
  readonly executor: Executor;
  readonly journal: Journal;
  readonly lock: ReadWriteLock;
  readonly pool: PendingPool;
  readonly clock: NodeClock;
  readonly log: Logger;
  readonly onBlock: (block: MinedBlock) => void;
  readonly onFatal: (fatal: NodeFatal) => void;
};

const LOOK_AGAIN_MS = 1_000;
