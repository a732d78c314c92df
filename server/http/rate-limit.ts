import { fail } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";

type Bucket = { tokens: number; atMs: number };

/** Buckets that are full again hold no knowledge; beyond this many they are thrown away. */
const BUCKETS_MAX = 10_000;

/** Takes one token of the holder's bucket, or refuses with `rate-limited` and when to come again. */
export function createRateLimit(
  clock: Clock,
  rate: { readonly burstMax: number; readonly perSecMax: number },
): { take(holder: string): void } {
  const buckets = new Map<string, Bucket>();

  const refilled = (bucket: Bucket, nowMs: number): number => {
    // A clock that steps back must not take tokens away.
    const elapsedMs = Math.max(0, nowMs - bucket.atMs);
    return Math.min(rate.burstMax, bucket.tokens + (elapsedMs * rate.perSecMax) / 1000);
  };

  const forgetFull = (nowMs: number): void => {
    for (const [holder, bucket] of buckets) {
      if (refilled(bucket, nowMs) >= rate.burstMax) buckets.delete(holder);
    }
    // A flood of holders that are all in use: forgetting the oldest is kinder than growing without end.
    for (const holder of buckets.keys()) {
      if (buckets.size < BUCKETS_MAX) break;
      buckets.delete(holder);
    }
  };

  return {
    take(holder) {
      const nowMs = clock.nowMs();
      const bucket = buckets.get(holder) ?? { tokens: rate.burstMax, atMs: nowMs };
      if (!buckets.has(holder) && buckets.size >= BUCKETS_MAX) forgetFull(nowMs);
      bucket.tokens = refilled(bucket, nowMs);
      bucket.atMs = nowMs;
      buckets.set(holder, bucket);
      if (bucket.tokens < 1) {
        fail("rate-limited", { retryAfterSec: Math.max(1, Math.ceil((1 - bucket.tokens) / rate.perSecMax)) });
      }
      bucket.tokens -= 1;
    },
  };
}
