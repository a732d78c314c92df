import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { bootstrap, sign, signNothing } from "./support/fixture-ledger.ts";
import { forkNode, MAIN } from "./support/forked-node.ts";
import { RpcClient } from "./support/rpc-client.ts";
import { newDirectory, settingsText } from "./support/test-node.ts";

const send = "eth_sendRawTransaction";

test("SIGTERM stops it cleanly with transactions under way, and nothing acknowledged is lost", async () => {
  const directory = newDirectory();
  const node = forkNode(directory);
  const rpc = await node.ready();
  const acknowledged = await rpc.text(send, [await signNothing(0)]);
  const underWay = rpc.refusal(send, [await signNothing(1)]);
  const behindGap = rpc.refusal(send, [await signNothing(9)]);
  await expect.poll(async () => (await rpc.fields("caretrail_nodeInfo"))["pending"]).toBeGreaterThan(0);
  expect(await node.kill("SIGTERM")).toEqual({ code: 0, signal: null });
  expect(["none", "stopping"]).toContain(await underWay);
  expect(await behindGap).toBe("stopping");
  const again = await forkNode(directory).ready();
  expect(await again.fields("eth_getTransactionReceipt", [acknowledged])).toMatchObject({
    blockNumber: "0x1",
  });
});

test("it ends when its parent is gone, also when that was killed", async () => {
  const directory = newDirectory();
  const parent = fork(fileURLToPath(new URL("support/parent-of-node.ts", import.meta.url)), [
    MAIN,
    settingsText(directory),
  ]);
  const [pid] = await once(parent, "message");
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(Number(pid)), { timeout: 10_000 }).toBe(false);
  expect((await forkNode(directory).message("ready")).head).toBe(0);
});

test("the lock of a node that was killed is taken over", async () => {
  const directory = newDirectory();
  const node = forkNode(directory);
  await node.ready();
  await node.kill("SIGKILL");
  expect((await forkNode(directory).message("ready")).head).toBe(0);
});

test("a full disk ends it with a fault, and what was acknowledged before is there", async () => {
  const directory = newDirectory();
  // dash and bash count in 512 or 1,024 bytes: either way the header fits and a large transaction does not.
  const command = `ulimit -f 6; exec "$0" "$1" "$2"`;
  const child = spawn("sh", ["-c", command, process.execPath, MAIN, settingsText(directory)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const port = await new Promise<number>((ready) => {
    child.on(
      "message",
      (message: { type: string; port: number }) => message.type === "ready" && ready(message.port),
    );
  });
  const rpc = new RpcClient(port);
  const small = await rpc.text(send, [await signNothing(0)]);
  const exited = once(child, "exit");
  const large = await sign(bootstrap, {
    nonce: 1,
    to: bootstrap.address,
    data: `0x${"ff".repeat(40_000)}`,
    gasLimit: 3_000_000,
  });
  await expect(rpc.text(send, [large])).rejects.toThrow();
  expect((await exited)[0]).toBe(1);
  const node = forkNode(directory);
  const again = await node.ready();
  expect(await again.number("eth_blockNumber")).toBe(1);
  expect((await node.message("ready")).cutBytes).toBeGreaterThan(0);
  expect(await again.fields("eth_getTransactionReceipt", [small])).toMatchObject({ blockNumber: "0x1" });
});

test("the parent builds with past times and ends the build over IPC", async () => {
  const genesisTimeSec = 1_767_225_600;
  const node = forkNode(newDirectory(), { pastTimes: "demo", genesisTimeSec });
  const rpc = await node.ready();
  node.tell({ type: "build-time", timeSec: genesisTimeSec + 500 });
  expect(await node.message("build-time-set")).toEqual({
    type: "build-time-set",
    timeSec: genesisTimeSec + 500,
  });
  for (let nonce = 0; nonce < 20; nonce += 1) await rpc.call(send, [await signNothing(nonce)]);
  const head = await rpc.fields("eth_getBlockByNumber", ["latest", false]);
  expect(Number(head["timestamp"])).toBe(genesisTimeSec + 519);
  node.tell({ type: "build-time", timeSec: genesisTimeSec });
  await node.message("build-refused");
  node.tell({ type: "build-end" });
  expect(await node.message("build-ended")).toEqual({ type: "build-ended", block: 20 });
});

test.each([
  ["settings that are wrong", { batchMax: 0 }, "settings-invalid"],
  ["a genesis in the future", { genesisTimeSec: 4_000_000_000 }, "genesis-ahead-of-clock"],
])("%s: refused by name with exit code 2", async (_, settings, code) => {
  const node = forkNode(newDirectory(), settings);
  expect(await node.message("refused")).toMatchObject({ code });
  expect((await node.exited).code).toBe(2);
});

test("a port in use is refused by name", async () => {
  const first = forkNode(newDirectory());
  const { port } = await first.message("ready");
  const second = forkNode(newDirectory(), { port });
  expect(await second.message("refused")).toMatchObject({ code: "port-unavailable", facts: { port } });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}
