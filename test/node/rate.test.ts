import { expect, test } from "vitest";
import { KeyRates } from "../../server/node/rate.ts";

const limits = { ratePerKeySec: 2, burstPerKey: 3, ratedKeysMax: 2 };

function takeMany(rates: KeyRates, key: string, nowMs: number, count: number): boolean[] {
  return Array.from({ length: count }, () => rates.take(key, nowMs).taken);
}

test("a burst, then so many a second", () => {
  const rates = new KeyRates(limits);
  expect(takeMany(rates, "a", 0, 4)).toEqual([true, true, true, false]);
  expect(takeMany(rates, "a", 1_000, 3)).toEqual([true, true, false]);
  expect(takeMany(rates, "a", 60_000, 4)).toEqual([true, true, true, false]);
});

test("a refusal says after how many seconds there will be a token", () => {
  const rates = new KeyRates({ ...limits, ratePerKeySec: 1 });
  takeMany(rates, "a", 0, 3);
  expect(rates.take("a", 0)).toEqual({ taken: false, retryAfterSec: 1 });
});

test("keys do not pay for each other", () => {
  const rates = new KeyRates(limits);
  takeMany(rates, "a", 0, 4);
  expect(rates.take("b", 0).taken).toBe(true);
});

test("a clock set back neither gives nor takes", () => {
  const rates = new KeyRates(limits);
  expect(takeMany(rates, "a", 10_000, 2)).toEqual([true, true]);
  expect(takeMany(rates, "a", 0, 2)).toEqual([true, false]);
});

test("of more keys than the limit the idlest is forgotten", () => {
  const rates = new KeyRates(limits);
  takeMany(rates, "idle", 0, 3);
  takeMany(rates, "b", 0, 3);
  takeMany(rates, "c", 0, 3);
  expect(rates.take("idle", 0).taken).toBe(true);
});
