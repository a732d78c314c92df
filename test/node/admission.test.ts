import { describe, expect, test } from "vitest";
import {
  bootstrap,
  countData,
  counterAddress,
  keyNamed,
  sign,
  signAllow,
  signCount,
  signCounterCreation,
  signKeysCreation,
} from "./support/fixture-ledger.ts";
import { TestClock } from "./support/test-clock.ts";
import { layFoundations, START_SEC, startTestNode } from "./support/test-node.ts";

const send = "eth_sendRawTransaction";

describe("who may send", () => {
  test("before Institutions exists only the bootstrap key may", async () => {
    const { rpc } = await startTestNode();
    const pharmacy = keyNamed("pharmacy");
    const refused = await rpc.error(send, [await signCount(pharmacy, 0)]);
    expect(refused.rpcCode).toBe(-32003);
    expect(refused.code).toBe("sender-not-permitted");
    expect(refused.data["sender"]).toBe(pharmacy.address.toLowerCase());
    expect(await rpc.refusal(send, [await signCounterCreation()])).toBe("none");
    expect(await rpc.refusal(send, [await signCount(pharmacy, 0)])).toBe("sender-not-permitted");
  });

  test("a key that Institutions knows may, from its block on and until it is taken away", async () => {
    const { rpc } = await startTestNode();
    const pharmacy = keyNamed("pharmacy");
    const nonce = await layFoundations(rpc);
    const first = await signCount(pharmacy, 0);
    expect(await rpc.refusal(send, [first])).toBe("sender-not-permitted");
    await rpc.call(send, [await signAllow(nonce, pharmacy.address)]);
    expect(await rpc.call(send, [first])).toMatch(/^0x/);
    await rpc.call(send, [await signAllow(nonce + 1, pharmacy.address, "unknown")]);
    expect(await rpc.refusal(send, [await signCount(pharmacy, 1)])).toBe("sender-not-permitted");
  });

  test("the same bytes again are success, also when the key has lost its right", async () => {
    const pharmacy = keyNamed("pharmacy");
    const { rpc } = await startTestNode();
    const nonce = await layFoundations(rpc, [pharmacy.address]);
    const raw = await signCount(pharmacy, 0);
    const answers = await Promise.all([1, 2, 3].map(() => rpc.text(send, [raw])));
    expect(new Set(answers).size).toBe(1);
    await rpc.call(send, [await signAllow(nonce, pharmacy.address, "unknown")]);
    expect(await rpc.text(send, [raw])).toBe(answers[0]);
    const receipt = await rpc.fields("eth_getTransactionReceipt", [answers[0]]);
    expect(receipt["status"]).toBe("0x1");
    expect(await rpc.number("eth_getTransactionCount", [pharmacy.address, "latest"])).toBe(1);
  });
});

describe("what is taken", () => {
  test("each defect has its code and the facts that decided it", async () => {
    const { rpc } = await startTestNode({ settings: { nonceGapMax: 4, transactionBytesMax: 2_000 } });
    const big = `0x${"00".repeat(2_000)}`;
    const cases = [
      ["0x12", "transaction-undecodable"],
      ["nonsense", "invalid-params"],
      [`${await signCounterCreationOf({ chainId: 1 })}`, "wrong-chain-id"],
      [await sign(bootstrap, { nonce: 0, data: "0x", gasLimit: 16_777_217 }), "gas-limit-too-high"],
      [await sign(bootstrap, { nonce: 0, data: big }), "transaction-too-large"],
      [await sign(bootstrap, { nonce: 5, data: "0x" }), "nonce-gap"],
      [await sign(bootstrap, { nonce: 0, to: counterAddress, value: 1 }), "transaction-refused"],
      [await sign(bootstrap, { nonce: 0, to: counterAddress, gasLimit: 20_000 }), "transaction-refused"],
    ] as const;
    for (const [raw, code] of cases) expect([raw, await rpc.refusal(send, [raw])]).toEqual([raw, code]);
    const gas = await rpc.error(send, [await sign(bootstrap, { nonce: 0, gasLimit: 16_777_217 })]);
    expect(gas.data).toMatchObject({ gas: "16777217", gasMax: 16_777_216 });
    expect(await rpc.number("eth_blockNumber")).toBe(0);
  });

  test("legacy and access-list transactions are taken, an unprotected one is not", async () => {
    const { rpc } = await startTestNode();
    await rpc.call(send, [await sign(bootstrap, { nonce: 0, to: counterAddress, type: 0 })]);
    await rpc.call(send, [await sign(bootstrap, { nonce: 1, to: counterAddress, type: 1 })]);
    const unprotected = await bootstrap.signTransaction({
      type: 0,
      nonce: 2,
      gasLimit: 21_000,
      gasPrice: 0,
      chainId: 0,
    });
    expect(await rpc.refusal(send, [unprotected])).toBe("wrong-chain-id");
  });

  test("a nonce that was used names the one expected", async () => {
    const { rpc } = await startTestNode();
    await layFoundations(rpc);
    const low = await rpc.error(send, [await signCount(bootstrap, 1)]);
    expect(low.code).toBe("nonce-too-low");
    expect(low.data).toMatchObject({ expected: 2, got: 1 });
  });

  test("two transactions with one nonce: the first is kept, the second refused", async () => {
    const clock = new TestClock(START_SEC, "still");
    const { rpc } = await startTestNode({ clock });
    const first = rpc.text(send, [await signCounterCreation()]);
    await untilPending(rpc, 1);
    expect(await rpc.refusal(send, [await sign(bootstrap, { nonce: 0, data: "0x" })])).toBe("nonce-taken");
    clock.advance(1_000);
    expect(await rpc.fields("eth_getTransactionReceipt", [await first])).toMatchObject({
      blockNumber: "0x1",
    });
  });

  test("one behind a gap waits for the missing one", async () => {
    const { rpc } = await startTestNode();
    const second = rpc.text(send, [await signKeysCreation()]);
    await untilPending(rpc, 1);
    expect(await rpc.number("eth_blockNumber")).toBe(0);
    await rpc.call(send, [await signCounterCreation()]);
    expect(await second).toMatch(/^0x/);
    expect(await rpc.number("eth_getTransactionCount", [bootstrap.address, "latest"])).toBe(2);
  });

  test("one that found no block in time is dropped for good, and refused", async () => {
    const { rpc, clock } = await startTestNode({ settings: { sendTimeoutMs: 5_000 } });
    const behindGap = rpc.refusal(send, [await signKeysCreation()]);
    await untilPending(rpc, 1);
    clock.advance(5_000);
    expect(await behindGap).toBe("not-mined-in-time");
    await rpc.call(send, [await signCounterCreation()]);
    expect(await rpc.number("eth_getTransactionCount", [bootstrap.address, "pending"])).toBe(1);
  });

  test("no more are kept pending than the limit", async () => {
    const clock = new TestClock(START_SEC, "still");
    const { rpc } = await startTestNode({ clock, settings: { pendingMax: 2 } });
    const taken = [rpc.text(send, [await signCounterCreation()]), rpc.text(send, [await signKeysCreation()])];
    await untilPending(rpc, 2);
    const full = await rpc.error(send, [
      await sign(bootstrap, { nonce: 2, to: counterAddress, data: countData() }),
    ]);
    expect(full.rpcCode).toBe(-32005);
    expect(full.code).toBe("pending-full");
    clock.advance(1_000);
    expect(await Promise.all(taken)).toHaveLength(2);
  });
});

test("a key over its rate is refused with when to try again, and another key is not", async () => {
  const [busy, quiet] = [keyNamed("busy"), keyNamed("quiet")];
  const { rpc, clock } = await startTestNode({ settings: { ratePerKeySec: 2, burstPerKey: 3 } });
  await layFoundations(rpc, [busy.address, quiet.address]);
  clock.hold();
  const taken = [0, 1, 2].map(async (nonce) => rpc.text(send, [await signCount(busy, nonce)]));
  await untilPending(rpc, 3);
  const limited = await rpc.error(send, [await signCount(busy, 3)]);
  expect(limited.rpcCode).toBe(-32005);
  expect(limited.data).toMatchObject({
    code: "rate-limited",
    sender: busy.address.toLowerCase(),
    retryAfterSec: 1,
  });
  const other = rpc.text(send, [await signCount(quiet, 0)]);
  await untilPending(rpc, 4);
  clock.advance(1_000);
  expect(await Promise.all([...taken, other])).toHaveLength(4);
});

async function untilPending(
  rpc: { fields: (method: string) => Promise<Readonly<Record<string, unknown>>> },
  count: number,
) {
  await expect.poll(async () => (await rpc.fields("caretrail_nodeInfo"))["pending"]).toBe(count);
}

async function signCounterCreationOf(more: { chainId: number }): Promise<string> {
  return await sign(bootstrap, { nonce: 0, data: "0x", ...more });
}
