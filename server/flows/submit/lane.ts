import type { Address } from "../../domain/ids.ts";
import type { IntentCommit, LaneTransaction } from "../../domain/intent-store.ts";
import { type CarryPorts, carry, type LaneOutcome } from "./carry.ts";
import type { OutboxParts } from "./outbox-parts.ts";
import { createTurns } from "./turns.ts";

export type LaneParts = CarryPorts &
  Pick<OutboxParts, "store" | "log"> & {
    readonly key: Address;
    /** The transaction goes to the node now, for the first time in this process. */
    readonly onSent: (transaction: LaneTransaction) => void;
    /** Takes over how a transaction ended; it is kept when the promise resolves. */
    readonly onEnded: (transaction: LaneTransaction, outcome: LaneOutcome) => Promise<void>;
  };

export type SignedCommit = {
  readonly transaction: LaneTransaction;
  readonly change: Omit<IntentCommit, "signed" | "nextNonces">;
};

/**
 * The transactions of one key. Nonces are given one after the other, each in the same durable commit as the
 * signed bytes that carry it, so that there is never a gap. Many may be on their way at once; the rest wait
 * signed.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #turns = createTurns();
  /** Signed and not on their way, in the order of nonces. */
  readonly #waiting: LaneTransaction[] = [];
  /** The nonces of all that have not ended. */
  readonly #open = new Set<number>();
  #nextNonce: number;
  #inFlightCount = 0;

  constructor(parts: LaneParts, nextNonce: number) {
    this.#parts = parts;
    this.#nextNonce = nextNonce;
  }

  /** Gives the next nonce to what `make` signs with it; durable when this resolves. */
  sign(make: (nonce: number) => Promise<SignedCommit>): Promise<void> {
    return this.#turns.take(async () => {
      const nonce = this.#nextNonce;
      const { transaction, change } = await make(nonce);
      const nextNonces = [{ key: this.#parts.key, nextNonce: nonce + 1 }];
      await this.#parts.store.commit({ ...change, signed: [transaction], nextNonces });
      this.#nextNonce = nonce + 1;
      this.#enter(transaction);
    });
  }

  /** Takes up what an earlier process had signed and not seen to its end. */
  resume(unconfirmed: readonly LaneTransaction[]): void {
    for (const transaction of unconfirmed) this.#enter(transaction);
  }

  /**
   * Fills every nonce between the chain's next one and ours that nothing carries: nothing behind it could
   * move.
   */
  closeGaps(): Promise<void> {
    const { key, ledger, store, log } = this.#parts;
    return this.#turns.take(async () => {
      const mined = await ledger.minedNonce(key);
      if (mined > this.#nextNonce) {
        log.error({ key, mined, ours: this.#nextNonce }, "key used elsewhere");
        await store.commit({ nextNonces: [{ key, nextNonce: mined }] });
        this.#nextNonce = mined;
      }
      for (let nonce = mined; nonce < this.#nextNonce; nonce += 1) {
        if (this.#open.has(nonce)) continue;
        log.error({ key, nonce }, "nonce gap filled");
        this.#enter(await this.#keepNoop(nonce));
      }
    });
  }

  #enter(transaction: LaneTransaction): void {
    this.#open.add(transaction.nonce);
    const behind = this.#waiting.findIndex(({ nonce }) => nonce > transaction.nonce);
    this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, transaction);
    this.#start();
  }

  #start(): void {
    const { limits, patience } = this.#parts;
    while (this.#inFlightCount < limits.laneInFlightMax && !patience.isStopped()) {
      const transaction = this.#waiting.shift();
      if (transaction === undefined) return;
      this.#inFlightCount += 1;
      void this.#bring(transaction).finally(() => {
        this.#inFlightCount -= 1;
        this.#start();
      });
    }
  }

  /** Resolves when the nonce is used up. What the outcome means is worked out beside, it may take long. */
  async #bring(transaction: LaneTransaction): Promise<void> {
    const { patience, onSent, onEnded } = this.#parts;
    const { key, nonce } = transaction;
    onSent(transaction);
    const outcome = await carry(this.#parts, transaction);
    if (outcome === null) return;
    if (outcome.kind !== "rejected") {
      this.#open.delete(nonce);
      void onEnded(transaction, outcome);
      return;
    }
    // The no-op takes the row's place first: from then on the refused bytes are nowhere, and the command may
    // end.
    const noop = await patience.persist({ key, nonce }, () => this.#keepNoop(nonce));
    if (noop === null) return;
    void onEnded(transaction, outcome);
    await this.#bring(noop);
  }

  async #keepNoop(nonce: number): Promise<LaneTransaction> {
    const { key, ledger, store } = this.#parts;
    const noop: LaneTransaction = { ...(await ledger.signNoop(key, nonce)), command: null };
    await store.commit({ signed: [noop] });
    return noop;
  }
}
