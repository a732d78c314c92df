import { beforeAll, describe, expect, test } from "vitest";
import { createExecutor, type Executor, parseResult, prevRandaoAfter } from "../../server/node/executor.ts";
import { hexToBytes } from "../../server/node/hex.ts";
import {
  bootstrap,
  counterAddress,
  counterInterface,
  sign,
  signCounterCreation,
} from "./support/fixture-ledger.ts";
import { START_SEC } from "./support/test-node.ts";

let executor: Executor;

beforeAll(async () => {
  executor = await createExecutor({
    chainId: 88_001,
    hardfork: "cancun",
    blockGasLimit: 20_000_000,
    genesisTimeSec: START_SEC,
    callGas: 16_777_216,
  });
});

describe("a block", () => {
  test("has the time and the randomness it was told, whatever was simulated before", async () => {
    const parent = await executor.blockAt("latest");
    const prevRandao = prevRandaoAfter(parent);
    await executor.prepare({ timeSec: parent.timeSec + 999, prevRandao: `0x${"77".repeat(32)}` });
    for (let calls = 0; calls < 5; calls += 1)
      await executor.request("eth_getBlockByNumber", ["pending", false]);
    const transactions = [hexToBytes(await signCounterCreation())];
    const mined = await executor.mine({ timeSec: parent.timeSec + 3, prevRandao, transactions });
    expect(mined).toMatchObject({ number: 1, timeSec: parent.timeSec + 3 });
    expect(await headerField("mixHash")).toBe(prevRandao);
  });

  test("behind a full one the base fee stays zero, and so it is in every simulation", async () => {
    const data = counterInterface.encodeFunctionData("burn", [700]);
    const raw = await sign(bootstrap, { nonce: 1, to: counterAddress, data, gasLimit: 16_000_000 });
    const parent = await executor.blockAt("latest");
    const next = { prevRandao: prevRandaoAfter(parent), timeSec: parent.timeSec + 1 };
    await executor.mine({ ...next, transactions: [hexToBytes(raw)] });
    expect(Number(await headerField("gasUsed"))).toBeGreaterThan(10_000_000);
    const baseFee = { to: counterAddress, data: counterInterface.encodeFunctionData("baseFee") };
    expect(Number(parseResult(await executor.request("eth_call", [baseFee, "pending"])))).toBe(0);
    await executor.mine({ ...next, timeSec: next.timeSec + 1, transactions: [] });
    expect(await headerField("baseFeePerGas")).toBe("0x0");
  });

  test("its randomness follows from its parent's roots and number alone", async () => {
    const parent = await executor.blockAt("latest");
    expect(prevRandaoAfter({ ...parent, hash: `0x${"00".repeat(32)}`, timeSec: 1 })).toBe(
      prevRandaoAfter(parent),
    );
    for (const change of [
      { stateRoot: `0x${"00".repeat(32)}` },
      { receiptsRoot: `0x${"00".repeat(32)}` },
      { number: parent.number + 1 },
    ]) {
      expect(prevRandaoAfter({ ...parent, ...change })).not.toBe(prevRandaoAfter(parent));
    }
  });
});

async function headerField(name: string): Promise<unknown> {
  const block = parseResult(await executor.request("eth_getBlockByNumber", ["latest", false]));
  return Object.entries(block ?? {}).find(([field]) => field === name)?.[1];
}
