/**
 * Transactions that were taken and are in no block yet, with those who wait for them. EDR has a pool of its
 * own; this one knows the raw bytes for the journal, who is waiting, and whether a block would have anything
 * to hold.
 */
export class PendingPool {
  readonly #byHash = new Map<string, PendingTransaction>();
  readonly #bySender = new Map<string, SenderQueue>();

  get size(): number {
    return this.#byHash.size;
  }

  /** Takes the place at once, before EDR has answered, so that no second transaction slips into it. */
  reserve(transaction: PendingIdentity, nextNonce: number): PendingTransaction {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Whoever sent may be gone; the refusal is theirs to read, not a fault of this process.
    promise.catch(() => undefined);
    const entry = { ...transaction, mined: promise, resolve, reject };
    this.#byHash.set(entry.hash, entry);
    const queue = this.#bySender.get(entry.sender) ?? { nextNonce, hashes: new Map() };
    queue.nextNonce = nextNonce;
    queue.hashes.set(entry.nonce, entry.hash);
    this.#bySender.set(entry.sender, queue);
    return entry;
  }

  get(hash: string): PendingTransaction | undefined {
    return this.#byHash.get(hash);
  }

  hashAt(sender: string, nonce: number): string | undefined {
    return this.#bySender.get(sender)?.hashes.get(nonce);
  }

  /** Whether some sender's next transaction is here; one behind a gap makes no block. */
  hasExecutable(): boolean {
    for (const queue of this.#bySender.values()) if (queue.hashes.has(queue.nextNonce)) return true;
    return false;
  }

  executable(): PendingTransaction[] {
    const found: PendingTransaction[] = [];
    for (const queue of this.#bySender.values()) {
      const entry = this.#byHash.get(queue.hashes.get(queue.nextNonce) ?? "");
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  all(): PendingTransaction[] {
    return [...this.#byHash.values()];
  }

  /** Its block is durable. */
  settle(hash: string): void {
    const entry = this.#remove(hash);
    if (entry === undefined) return;
    const queue = this.#bySender.get(entry.sender);
    if (queue !== undefined) queue.nextNonce = entry.nonce + 1;
    entry.resolve();
  }

  refuse(hash: string, failure: Error): void {
    this.#remove(hash)?.reject(failure);
  }

  #remove(hash: string): PendingTransaction | undefined {
    const entry = this.#byHash.get(hash);
    if (entry === undefined) return undefined;
    this.#byHash.delete(hash);
    const queue = this.#bySender.get(entry.sender);
    queue?.hashes.delete(entry.nonce);
    if (queue?.hashes.size === 0) this.#bySender.delete(entry.sender);
    return entry;
  }
}

export type PendingIdentity = {
  readonly hash: string;
  readonly raw: Uint8Array;
  readonly sender: string;
  readonly nonce: number;
};

export type PendingTransaction = PendingIdentity & {
  readonly mined: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (failure: Error) => void;
};

type SenderQueue = { nextNonce: number; readonly hashes: Map<number, string> };
