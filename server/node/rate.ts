/**
 * A token bucket a key: a burst, then so many a second. It keeps one runaway key from filling the blocks of
 * everybody; it is no protection against somebody with many keys, which is what permissions are for.
 */
export class KeyRates {
  readonly #limits: RateLimits;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** Takes one token, or says after how many whole seconds there will be one. */
  take(
    key: string,
    nowMs: number,
  ): { readonly taken: true } | { readonly taken: false; readonly retryAfterSec: number } {
    const { ratePerKeySec, burstPerKey } = this.#limits;
    const bucket = this.#buckets.get(key) ?? { tokens: burstPerKey, atMs: nowMs };
    // A wall clock set back gives no tokens, and takes none away.
    const passedSec = Math.max(0, nowMs - bucket.atMs) / 1000;
    const tokens = Math.min(burstPerKey, bucket.tokens + passedSec * ratePerKeySec);
    // Deleting first keeps the map in order of last use.
    this.#buckets.delete(key);
    if (tokens < 1) {
      this.#buckets.set(key, { tokens, atMs: nowMs });
      return { taken: false, retryAfterSec: Math.max(1, Math.ceil((1 - tokens) / ratePerKeySec)) };
    }
    this.#buckets.set(key, { tokens: tokens - 1, atMs: nowMs });
    this.#forgetIdlest();
    return { taken: true };
  }

  #forgetIdlest(): void {
    if (this.#buckets.size <= this.#limits.ratedKeysMax) return;
    const idlest = this.#buckets.keys().next();
    if (!idlest.done) this.#buckets.delete(idlest.value);
  }
}

export type RateLimits = {
  readonly ratePerKeySec: number;
  readonly burstPerKey: number;
  readonly ratedKeysMax: number;
};

type Bucket = { readonly tokens: number; readonly atMs: number };
