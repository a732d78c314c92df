import { describe, expect, test } from "vitest";
import {
  bootstrap,
  countData,
  counterAddress,
  counterInterface,
  keysAddress,
  sign,
  signCount,
} from "./support/fixture-ledger.ts";
import { layFoundations, startTestNode } from "./support/test-node.ts";

const ALLOWED = [
  "eth_chainId",
  "eth_blockNumber",
  "eth_getBlockByNumber",
  "eth_getBlockByHash",
  "eth_getBlockReceipts",
  "eth_getLogs",
  "eth_call",
  "eth_estimateGas",
  "eth_getTransactionByHash",
  "eth_getTransactionReceipt",
  "eth_getTransactionCount",
  "eth_sendRawTransaction",
  "eth_gasPrice",
  "eth_maxPriorityFeePerGas",
  "eth_feeHistory",
  "eth_getCode",
  "eth_getStorageAt",
  "eth_getProof",
  "eth_getBalance",
  "net_version",
  "web3_clientVersion",
  "caretrail_nodeInfo",
];

/** What EDR itself, Hardhat, anvil and geth offer beside. */
const FORBIDDEN = [
  ...named("hardhat", "addCompilationResult dropTransaction getAutomine impersonateAccount intervalMine"),
  ...named("hardhat", "metadata mine reset setBalance setCode setCoinbase setLoggingEnabled setMinGasPrice"),
  ...named("hardhat", "setNextBlockBaseFeePerGas setNonce setPrevRandao setStorageAt"),
  ...named("hardhat", "stopImpersonatingAccount"),
  ...named("evm", "increaseTime mine revert setAutomine setBlockGasLimit setIntervalMining"),
  ...named("evm", "setNextBlockTimestamp snapshot"),
  ...named("eth", "accounts coinbase sendTransaction sign signTransaction signTypedData_v4 newFilter"),
  ...named("eth", "subscribe syncing mining BLOCKNUMBER blockNumber%20"),
  ...named("anvil", "setBalance impersonateAccount reorg rollback"),
  ...named("debug", "traceTransaction traceCall setHead"),
  ...named("personal", "sign unlockAccount"),
  ...["admin_addPeer", "txpool_content", "net_listening", "web3_sha3", "caretrail_", "ETH_CHAINID"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty"],
];

function named(family: string, names: string): string[] {
  return names.split(" ").map((name) => `${family}_${name}`);
}

describe("the allow-list", () => {
  test("every method on it is there", async () => {
    const { rpc } = await startTestNode();
    for (const method of ALLOWED)
      expect([method, await rpc.refusal(method)]).not.toContain("method-not-allowed");
  });

  test("nothing else is", async () => {
    const { rpc } = await startTestNode();
    for (const method of FORBIDDEN) {
      const error = await rpc.error(method, []);
      expect([method, error.rpcCode, error.code]).toEqual([method, -32601, "method-not-allowed"]);
    }
  });
});

describe("answers", () => {
  test("it says what it is, and that gas is free", async () => {
    const { rpc } = await startTestNode();
    expect(await rpc.text("web3_clientVersion")).toMatch(/^caretrail-embedded\//);
    expect(await rpc.text("net_version")).toBe("88001");
    expect(await rpc.text("eth_gasPrice")).toBe("0x0");
    expect(await rpc.text("eth_maxPriorityFeePerGas")).toBe("0x0");
    expect(await rpc.fields("caretrail_nodeInfo")).toMatchObject({
      kind: "embedded",
      statement: "single operator: integrity by replay evidence, not consensus",
      institutionsAddress: keysAddress.toLowerCase(),
      versions: { hardfork: "cancun", edr: "0.22.0" },
    });
  });

  test("the receipts of a block are those of its transactions", async () => {
    const { rpc } = await startTestNode();
    await layFoundations(rpc);
    const sent = [2, 3, 4].map(async (nonce) =>
      rpc.text("eth_sendRawTransaction", [await signCount(bootstrap, nonce)]),
    );
    await Promise.all(sent);
    const head = await rpc.fields("eth_getBlockByNumber", ["latest", false]);
    const receipts = await rpc.call("eth_getBlockReceipts", ["latest"]);
    const one = await Promise.all(
      [head["transactions"]].flat().map((hash) => rpc.call("eth_getTransactionReceipt", [hash])),
    );
    expect(receipts).toEqual(one);
    expect(await rpc.call("eth_getBlockReceipts", [head["hash"]])).toEqual(receipts);
    expect(await rpc.call("eth_getBlockReceipts", ["0x0"])).toEqual([]);
    expect(await rpc.call("eth_getBlockReceipts", ["0x999"])).toBeNull();
    expect(await rpc.refusal("eth_getBlockReceipts", ["pending"])).toBe("invalid-params");
  });

  test("a simulation on pending sees what is waiting, one on latest does not", async () => {
    const { rpc, clock } = await startTestNode();
    await layFoundations(rpc);
    clock.hold();
    const waiting = rpc.text("eth_sendRawTransaction", [await signCount(bootstrap, 2)]);
    await expect.poll(async () => (await rpc.fields("caretrail_nodeInfo"))["pending"]).toBe(1);
    const total = { to: counterAddress, data: counterInterface.encodeFunctionData("total") };
    expect(await rpc.number("eth_call", [total, "latest"])).toBe(0);
    expect(await rpc.number("eth_call", [total, "pending"])).toBe(1);
    expect(await rpc.number("eth_call", [total])).toBe(1);
    expect(await rpc.number("eth_getTransactionCount", [bootstrap.address, "pending"])).toBe(3);
    clock.advance(1_000);
    await waiting;
    expect(await rpc.number("eth_call", [total, "latest"])).toBe(1);
  });

  test("gas stays free behind blocks more than half full", async () => {
    const { rpc } = await startTestNode();
    let nonce = await layFoundations(rpc);
    for (let block = 0; block < 3; block += 1) {
      const burns = [0, 1, 2].map((ahead) => signBurn(nonce + ahead));
      await Promise.all(burns.map(async (raw) => rpc.call("eth_sendRawTransaction", [await raw])));
      nonce += burns.length;
    }
    const used = await rpc.fields("eth_feeHistory", ["0x4", "latest", []]);
    expect([used["gasUsedRatio"]].flat().some((ratio) => Number(ratio) > 0.5)).toBe(true);
    const fees = [used["baseFeePerGas"]].flat();
    expect(new Set(fees)).toEqual(new Set(["0x0"]));
    const baseFee = { to: counterAddress, data: counterInterface.encodeFunctionData("baseFee") };
    expect(await rpc.number("eth_call", [{ ...baseFee, gasPrice: "0x0" }])).toBe(0);
    expect(
      await rpc.number("eth_estimateGas", [{ to: counterAddress, data: countData(), gasPrice: "0x0" }]),
    ).toBeGreaterThan(0);
  });
});

function signBurn(nonce: number): Promise<string> {
  const data = counterInterface.encodeFunctionData("burn", [600]);
  return sign(bootstrap, { nonce, to: counterAddress, data, gasLimit: 16_000_000 });
}
