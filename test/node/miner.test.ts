import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  bootstrap,
  counterAddress,
  counterInterface,
  signCount,
  signNothing,
} from "./support/fixture-ledger.ts";
import type { RpcClient } from "./support/rpc-client.ts";
import { TestClock } from "./support/test-clock.ts";
import { layFoundations, newDirectory, START_SEC, startTestNode, stopOnce } from "./support/test-node.ts";
import { journalWith } from "./support/wrapped-journal.ts";

const send = "eth_sendRawTransaction";
const countUntil = (untilSec: number) => ({
  to: counterAddress,
  data: counterInterface.encodeFunctionData("countUntil", [untilSec]),
});
const atSec = { to: counterAddress, data: counterInterface.encodeFunctionData("atSec") };

describe("block times", () => {
  test("at most one block a second, at the wall's second, and none without a transaction", async () => {
    const { rpc, clock } = await startTestNode();
    const nonce = await layFoundations(rpc);
    clock.hold();
    clock.advance(60_000);
    expect(await rpc.number("eth_blockNumber")).toBe(2);
    await rpc.call(send, [await signCount(bootstrap, nonce)]);
    expect(await timeOf(rpc, "latest")).toBe(Math.floor(clock.nowMs() / 1000));
    const next = [1, 2, 3].map(async (ahead) => rpc.text(send, [await signCount(bootstrap, nonce + ahead)]));
    await untilPending(rpc, 3);
    expect(await rpc.number("eth_blockNumber")).toBe(3);
    clock.advance(1_000);
    await Promise.all(next);
    const block = await rpc.fields("eth_getBlockByNumber", ["latest", false]);
    expect([block["number"], [block["transactions"]].flat().length]).toEqual(["0x4", 3]);
    expect(await timeOf(rpc, "latest")).toBe(Math.floor(clock.nowMs() / 1000));
  });

  test("a wall clock set back stops writes and says so, and they go on when it has caught up", async () => {
    const { rpc, clock } = await startTestNode();
    const nonce = await layFoundations(rpc);
    const headSec = await timeOf(rpc, "latest");
    clock.hold();
    clock.set((headSec - 10) * 1000);
    const refused = await rpc.error(send, [await signCount(bootstrap, nonce)]);
    expect(refused.rpcCode).toBe(-32002);
    expect(refused.data).toEqual({
      code: "clock-behind",
      wallSec: headSec - 10,
      headTimeSec: headSec,
      retryAfterSec: 11,
    });
    expect((await rpc.fields("caretrail_nodeInfo"))["clock"]).toMatchObject({ state: "behind" });
    expect(await rpc.number("eth_call", [atSec])).toBe(headSec + 1);
    clock.set((headSec + 1) * 1000);
    expect(await rpc.text(send, [await signCount(bootstrap, nonce)])).toMatch(/^0x/);
    expect(await timeOf(rpc, "latest")).toBe(headSec + 1);
  });

  test("what waits while the clock is set back is mined when it has caught up, not before", async () => {
    const { rpc, clock } = await startTestNode();
    const nonce = await layFoundations(rpc);
    const headSec = await timeOf(rpc, "latest");
    clock.hold();
    const waiting = rpc.text(send, [await signCount(bootstrap, nonce)]);
    await untilPending(rpc, 1);
    clock.set((headSec - 3_600) * 1000);
    clock.advance(5_000);
    expect(await rpc.number("eth_blockNumber")).toBe(2);
    clock.set((headSec + 5) * 1000);
    await waiting;
    expect(await timeOf(rpc, "latest")).toBe(headSec + 5);
  });
});

describe("simulation", () => {
  test("sees the time that the next block would get, without a block and on pending", async () => {
    const { rpc, clock } = await startTestNode();
    await layFoundations(rpc);
    const headSec = await timeOf(rpc, "latest");
    clock.hold();
    expect(await rpc.number("eth_call", [atSec])).toBe(headSec + 1);
    clock.advance(3_600_000);
    const wallSec = Math.floor(clock.nowMs() / 1000);
    expect(await rpc.number("eth_call", [atSec])).toBe(wallSec);
    expect(await rpc.number("eth_call", [atSec, "pending"])).toBe(wallSec);
    expect(await timeOf(rpc, "pending")).toBe(wallSec);
    expect(await rpc.number("eth_call", [atSec, "latest"])).toBe(headSec);
  });

  test("an idle node restarted across an expiry refuses what has expired", async () => {
    const directory = newDirectory();
    const first = await startTestNode({ directory });
    await layFoundations(first.rpc);
    const untilSec = (await timeOf(first.rpc, "latest")) + 1_000;
    expect(await first.rpc.call("eth_call", [countUntil(untilSec)])).toBe("0x");
    await stopOnce(first.node);
    const clock = new TestClock(untilSec + 1, "still");
    const { rpc } = await startTestNode({ directory, clock });
    for (const method of ["eth_call", "eth_estimateGas"]) {
      const error = await rpc.error(method, [countUntil(untilSec)]);
      expect(error.data["raw"]).toBe(counterInterface.encodeErrorResult("Expired", [untilSec + 1, untilSec]));
    }
    expect(await rpc.call("eth_call", [countUntil(untilSec), "latest"])).toBe("0x");
    clock.set(untilSec * 1000);
    expect(await rpc.call("eth_call", [countUntil(untilSec)])).toBe("0x");
  });
});

describe("a ledger built with past times", () => {
  const settings = { pastTimes: "demo", genesisTimeSec: START_SEC - 90 * 86_400 };

  test("takes the builder's times at once, until the build ends, for ever", async () => {
    const directory = newDirectory();
    const clock = new TestClock(START_SEC, "still");
    const first = await startTestNode({ directory, clock, settings });
    expect(await first.rpc.refusal(send, [await signCount(bootstrap, 0)])).toBe("build-time-unset");
    expect(first.node.setBuildTime(START_SEC - 80 * 86_400)).toBe(true);
    await layFoundations(first.rpc);
    expect(await timeOf(first.rpc, "0x1")).toBe(START_SEC - 80 * 86_400);
    expect(await timeOf(first.rpc, "0x2")).toBe(START_SEC - 80 * 86_400 + 1);
    expect(first.node.setBuildTime(START_SEC - 70 * 86_400)).toBe(true);
    expect(first.node.setBuildTime(START_SEC - 71 * 86_400)).toBe(false);
    expect(await first.rpc.number("eth_call", [atSec])).toBe(START_SEC - 70 * 86_400);
    await first.rpc.call(send, [await signCount(bootstrap, 2)]);
    expect(await timeOf(first.rpc, "latest")).toBe(START_SEC - 70 * 86_400);
    expect(first.node.info().builtWithPastTimes).toEqual({ value: true, untilBlock: null });
    expect(await first.node.endBuild()).toBe(3);
    expect(first.node.setBuildTime(START_SEC - 60 * 86_400)).toBe(false);
    expect(await first.node.endBuild()).toBeNull();
    await first.rpc.call(send, [await signCount(bootstrap, 3)]);
    expect(await timeOf(first.rpc, "latest")).toBe(START_SEC);
    await stopOnce(first.node);
    const again = await startTestNode({ directory, clock, settings });
    expect(again.node.setBuildTime(START_SEC + 86_400)).toBe(false);
    expect(again.node.info().builtWithPastTimes).toEqual({ value: true, untilBlock: 3 });
    expect(again.node.info().clock.state).toBe("wall");
  });

  test("a build that was interrupted goes on, but not before its builder says a time", async () => {
    const directory = newDirectory();
    const first = await startTestNode({ directory, settings });
    first.node.setBuildTime(START_SEC - 80 * 86_400);
    await layFoundations(first.rpc);
    await stopOnce(first.node);
    const { rpc, node } = await startTestNode({ directory, settings });
    expect(await rpc.refusal(send, [await signCount(bootstrap, 2)])).toBe("build-time-unset");
    node.setBuildTime(START_SEC - 80 * 86_400);
    await rpc.call(send, [await signCount(bootstrap, 2)]);
    expect(await timeOf(rpc, "latest")).toBe(START_SEC - 80 * 86_400 + 2);
  });

  test("never runs ahead of the wall", async () => {
    const clock = new TestClock(START_SEC, "still");
    const { rpc, node } = await startTestNode({ clock, settings });
    node.setBuildTime(START_SEC + 10);
    const waiting = rpc.text(send, [await signNothing(0)]);
    await untilPending(rpc, 1);
    clock.advance(9_000);
    expect(await rpc.number("eth_blockNumber")).toBe(0);
    clock.advance(1_000);
    await waiting;
    expect(await timeOf(rpc, "latest")).toBe(START_SEC + 10);
  });

  test("any other ledger takes no past times", async () => {
    const { node } = await startTestNode();
    expect(node.setBuildTime(START_SEC - 100)).toBe(false);
    expect(await node.endBuild()).toBeNull();
    expect(node.info().builtWithPastTimes).toEqual({ value: false, untilBlock: null });
  });
});

describe("mine, sync, publish", () => {
  test("while a record is being written no read is answered, and status shows the old head", async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const open = journalWith((append) => async (record) => {
      await append(record);
      if (record.kind === "block" && record.number === 3) {
        reached.resolve();
        await gate.promise;
      }
    });
    const { rpc } = await startTestNode({ open });
    await layFoundations(rpc);
    const raw = await signCount(bootstrap, 2);
    const sent = rpc.text(send, [raw]);
    await reached.promise;
    const answered: string[] = [];
    const reads = READS.map(async ([method, params]) => {
      await rpc.call(method, params);
      answered.push(method);
    });
    expect((await rpc.fields("caretrail_nodeInfo"))["head"]).toMatchObject({ block: 2 });
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect((await rpc.fields("caretrail_nodeInfo"))["blocks"]).toBe(2);
    expect(answered).toEqual([]);
    gate.resolve();
    await Promise.all([sent, ...reads]);
    expect(await rpc.number("eth_blockNumber")).toBe(3);
  });

  test("under load no read ever sees a block whose record is not on the disk", async () => {
    const state = { durable: 0, seen: 0 };
    const open = journalWith((append) => async (record) => {
      await append(record);
      // Widens the moment between the write and its end, in which a read must not come through.
      for (let turns = 0; turns < 5; turns += 1) await turn();
      if (record.kind === "block") state.durable = record.number;
    });
    const { rpc } = await startTestNode({ open });
    const nonce = await layFoundations(rpc);
    let isDone = false;
    const read = async (): Promise<void> => {
      while (!isDone) {
        const seen = await seenBlocks(rpc);
        expect(Math.max(...seen)).toBeLessThanOrEqual(state.durable);
        state.seen += seen.length;
      }
    };
    const readers = [read(), read(), read()];
    for (let at = 0; at < 40; at += 2) {
      const pair = [at, at + 1].map(async (ahead) =>
        rpc.text(send, [await signCount(bootstrap, nonce + ahead)]),
      );
      await Promise.all(pair);
    }
    isDone = true;
    await Promise.all(readers);
    expect(state.durable).toBeGreaterThanOrEqual(22);
    expect(state.seen).toBeGreaterThan(100);
  });

  test("a record that can not be written ends the node: nothing is answered, nothing is shown", async () => {
    const open = journalWith((append) => async (record) => {
      if (record.kind === "block" && record.number === 3) throw new Error("no space left on device");
      await append(record);
    });
    const { rpc, fatals, node } = await startTestNode({ open });
    await layFoundations(rpc);
    const outcome = { send: "waiting", read: "waiting" };
    void rpc.text(send, [await signCount(bootstrap, 2)]).then(
      () => (outcome.send = "answered"),
      () => (outcome.send = "failed"),
    );
    await expect.poll(() => fatals.length).toBe(1);
    void rpc.number("eth_blockNumber").then(
      () => (outcome.read = "answered"),
      () => (outcome.read = "failed"),
    );
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect((await rpc.fields("caretrail_nodeInfo"))["head"]).toMatchObject({ block: 2 });
    expect(outcome).toEqual({ send: "waiting", read: "waiting" });
    expect(node.info().blocks).toBe(2);
  });
});

const READS: readonly [string, readonly unknown[]][] = [
  ["eth_blockNumber", []],
  ["eth_getBlockByNumber", ["latest", false]],
  ["eth_getBlockByNumber", ["0x3", false]],
  ["eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest" }]],
  ["eth_getBlockReceipts", ["latest"]],
  ["eth_getTransactionCount", [bootstrap.address, "latest"]],
  ["eth_call", [atSec, "latest"]],
];

/** Block numbers that different reads give away. */
async function seenBlocks(rpc: RpcClient): Promise<number[]> {
  const logs = await rpc.call("eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest" }]);
  const latest = await rpc.fields("eth_getBlockByNumber", ["latest", false]);
  const last = [logs].flat().at(-1);
  const numberOf = (value: unknown) =>
    typeof value === "object" && value !== null && "blockNumber" in value ? Number(value.blockNumber) : 0;
  return [await rpc.number("eth_blockNumber"), Number(latest["number"]), numberOf(last)];
}

async function timeOf(rpc: RpcClient, tag: string): Promise<number> {
  return Number((await rpc.fields("eth_getBlockByNumber", [tag, false]))["timestamp"]);
}

async function untilPending(rpc: RpcClient, count: number): Promise<void> {
  await expect.poll(async () => (await rpc.fields("caretrail_nodeInfo"))["pending"]).toBe(count);
}
