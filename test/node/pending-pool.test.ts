import { expect, test } from "vitest";
import { PendingPool } from "../../server/node/pending-pool.ts";

const transaction = (hash: string, sender: string, nonce: number) => ({
  hash,
  sender,
  nonce,
  raw: new Uint8Array(),
});

test("there is a block to make only when some sender's next transaction is there", () => {
  const pool = new PendingPool();
  pool.reserve(transaction("a1", "a", 1), 0);
  expect(pool.hasExecutable()).toBe(false);
  pool.reserve(transaction("a0", "a", 0), 0);
  expect(pool.hasExecutable()).toBe(true);
  pool.settle("a0");
  expect(pool.executable().map((entry) => entry.hash)).toEqual(["a1"]);
  pool.settle("a1");
  expect([pool.hasExecutable(), pool.size]).toEqual([false, 0]);
});

test("who waits hears of the block, or of the refusal", async () => {
  const pool = new PendingPool();
  const mined = pool.reserve(transaction("a0", "a", 0), 0);
  const refused = pool.reserve(transaction("b0", "b", 0), 0);
  pool.settle("a0");
  pool.refuse("b0", new Error("planned"));
  await expect(mined.mined).resolves.toBeUndefined();
  await expect(refused.mined).rejects.toThrow("planned");
});

test("a place is taken by one transaction, and free again when that is refused", () => {
  const pool = new PendingPool();
  pool.reserve(transaction("a0", "a", 0), 0);
  expect(pool.hashAt("a", 0)).toBe("a0");
  pool.refuse("a0", new Error("planned"));
  expect([pool.hashAt("a", 0), pool.get("a0")]).toEqual([undefined, undefined]);
});
