import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { journalPath } from "../../server/node/journal.ts";
import {
  bootstrap,
  counterAddress,
  counterInterface,
  keyNamed,
  sign,
  signCount,
} from "./support/fixture-ledger.ts";
import { forkNode } from "./support/forked-node.ts";
import type { RpcClient } from "./support/rpc-client.ts";
import { TestClock } from "./support/test-clock.ts";
import {
  layFoundations,
  newDirectory,
  START_SEC,
  startTestNode,
  stopOnce,
  type TestNode,
} from "./support/test-node.ts";

const send = "eth_sendRawTransaction";

describe("replay", () => {
  test("another process gives the same blocks, whatever was simulated in between", async () => {
    const first = await startTestNode();
    await busyDay(first);
    const before = await history(first.rpc);
    await stopOnce(first.node);
    const forked = forkNode(first.directory);
    const rpc = await forked.ready();
    expect(await history(rpc)).toEqual(before);
    expect(await forked.message("ready")).toMatchObject({
      head: before.length - 1,
      headHash: before.at(-1),
      replayedBlocks: before.length - 1,
      cutBytes: 0,
    });
    const info = await rpc.fields("caretrail_nodeInfo");
    expect(info["transactions"]).toBe(first.node.info().transactions);
    expect(info["journalBytes"]).toBe(readFileSync(journalPath(first.directory)).length);
  });

  test("a node that was restarted goes on where it stopped", async () => {
    const [directory, clock] = [newDirectory(), new TestClock(START_SEC)];
    for (const round of [0, 1, 2]) {
      const { rpc, node } = await startTestNode({ directory, clock });
      if (round === 0) await layFoundations(rpc);
      await rpc.call(send, [await signCount(bootstrap, 2 + round)]);
      expect(await rpc.number("eth_blockNumber")).toBe(3 + round);
      await stopOnce(node);
    }
  });

  test("until it is over every read answers replaying with its progress, and status answers", async () => {
    const first = await startTestNode();
    await busyDay(first);
    await stopOnce(first.node);
    const forked = forkNode(first.directory);
    const { port } = await forked.message("listening");
    const [answer, status] = await Promise.all([
      ask(port, "eth_blockNumber"),
      ask(port, "caretrail_nodeInfo"),
    ]);
    // On a fast machine the replay may be over before the first question.
    if (status.result.state === "replaying") {
      expect(status.result.replaying.of).toBe(first.node.info().blocks);
      expect(answer.error ?? { code: -32002 }).toMatchObject({ code: -32002 });
    }
    await forked.ready();
  });

  test("a stop in the middle of it is clean", async () => {
    const first = await startTestNode();
    await busyDay(first);
    await stopOnce(first.node);
    const forked = forkNode(first.directory);
    await forked.message("listening");
    expect(await forked.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    const bytes = readFileSync(journalPath(first.directory)).length;
    expect((await forkNode(first.directory).message("ready")).head).toBe(first.node.info().blocks);
    expect(readFileSync(journalPath(first.directory))).toHaveLength(bytes);
  });

  test("a torn tail is reported in status and by the ready message", async () => {
    const first = await startTestNode();
    await layFoundations(first.rpc);
    await stopOnce(first.node);
    const path = journalPath(first.directory);
    writeFileSync(path, readFileSync(path).subarray(0, -3));
    const { node, rpc, messages } = await startTestNode({ directory: first.directory, clock: first.clock });
    const { cut } = node.info();
    expect(cut?.bytes).toBeGreaterThan(3);
    expect(messages.at(-1)).toMatchObject({ type: "ready", head: 1, cutBytes: cut?.bytes });
    expect(await rpc.number("eth_blockNumber")).toBe(1);
  });

  test("damage in the middle refuses to start, over IPC too, and says what to do", async () => {
    const first = await startTestNode();
    await layFoundations(first.rpc);
    await stopOnce(first.node);
    const path = journalPath(first.directory);
    const bytes = readFileSync(path);
    bytes[1_100] = (bytes[1_100] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    const forked = forkNode(first.directory);
    expect(await forked.message("refused")).toMatchObject({
      code: "journal-damaged",
      facts: { byte: 1_024, block: 1 },
      detail: expect.stringContaining("Restore"),
    });
    expect(await forked.exited).toEqual({ code: 2, signal: null });
  });
});

test("two nodes on one journal: the second refuses", async () => {
  const first = forkNode(newDirectoryOf());
  await first.ready();
  const second = forkNode(newDirectoryOf());
  expect(await second.message("refused")).toMatchObject({
    code: "journal-locked",
    facts: { holder: first.child.pid },
  });
  expect((await second.exited).code).toBe(2);
});

let shared: string | undefined;
function newDirectoryOf(): string {
  shared ??= newDirectory();
  return shared;
}

/**
 * Blocks small and full, refusals in blocks, and very many simulations on pending between and during them.
 */
async function busyDay({ rpc, clock }: TestNode): Promise<void> {
  const keys = ["a", "b", "c"].map(keyNamed);
  const nonce = await layFoundations(
    rpc,
    keys.map((key) => key.address),
  );
  const atSec = { to: counterAddress, data: counterInterface.encodeFunctionData("atSec") };
  const refuse = counterInterface.encodeFunctionData("refuse", [1]);
  const burn = counterInterface.encodeFunctionData("burn", [50]);
  for (let round = 0; round < 15; round += 1) {
    const sent = keys.map(async (key) => rpc.text(send, [await signCount(key, round)]));
    const simulated = Array.from({ length: 10 }, (_, index) =>
      rpc.call(index % 2 === 0 ? "eth_call" : "eth_estimateGas", [atSec, "pending"]),
    );
    const pendingBlock = rpc.call("eth_getBlockByNumber", ["pending", true]);
    const drafts = [
      { nonce: nonce + 2 * round, to: counterAddress, data: refuse },
      { nonce: nonce + 2 * round + 1, to: counterAddress, data: burn, gasLimit: 5_000_000 },
    ];
    const mixed = drafts.map(async (draft) => rpc.text(send, [await sign(bootstrap, draft)]));
    await Promise.all([...sent, ...simulated, pendingBlock, ...mixed]);
    if (round % 5 === 0) clock.advance(12_345);
  }
}

async function history(rpc: RpcClient): Promise<string[]> {
  const head = await rpc.number("eth_blockNumber");
  const hashes: string[] = [];
  for (let block = 0; block <= head; block += 1) {
    hashes.push(
      String((await rpc.fields("eth_getBlockByNumber", [`0x${block.toString(16)}`, false]))["hash"]),
    );
  }
  return hashes;
}

async function ask(port: number, method: string) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] });
  return JSON.parse(await (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body })).text());
}
