import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, onTestFinished } from "vitest";
import type { NodeMessage } from "../../../server/node/ipc.ts";
import { type NodeParts, type RunningNode, startNode } from "../../../server/node/node.ts";
import type { NodeFatal } from "../../../server/node/node-failure.ts";
import { type NodeSettings, parseSettings } from "../../../server/node/settings.ts";
import { bootstrap, signAllow, signCounterCreation, signKeysCreation } from "./fixture-ledger.ts";
import { RpcClient } from "./rpc-client.ts";
import { TestClock } from "./test-clock.ts";

/** 2026-01-01T00:00:00Z: before any wall clock that replays these journals in another process. */
export const START_SEC = 1_767_225_600;

export type TestNode = {
  readonly node: RunningNode;
  readonly rpc: RpcClient;
  readonly clock: TestClock;
  readonly directory: string;
  readonly settings: NodeSettings;
  readonly messages: readonly NodeMessage[];
  readonly fatals: readonly NodeFatal[];
};

/** A node in this process, on a clock of its own. It is stopped when the test ends. */
export async function startTestNode(given: Given = {}): Promise<TestNode> {
  const directory = given.directory ?? newDirectory();
  const clock = given.clock ?? new TestClock(START_SEC);
  const settings = settingsFor(directory, given.settings);
  const messages: NodeMessage[] = [];
  const fatals: NodeFatal[] = [];
  const node = await startNode({
    settings,
    clock,
    log: pino({ level: "silent" }),
    notify: (message) => messages.push(message),
    onFatal: (fatal) => fatals.push(fatal),
    ...(given.open === undefined ? {} : { open: given.open }),
  });
  onTestFinished(() => (fatals.length === 0 ? stopOnce(node) : undefined));
  await node.ready;
  return { node, rpc: new RpcClient(node.port), clock, directory, settings, messages, fatals };
}

type Given = {
  readonly directory?: string;
  readonly clock?: TestClock;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly open?: NonNullable<NodeParts["open"]>;
};

const directories: string[] = [];

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const stopped = new WeakSet<RunningNode>();

export async function stopOnce(node: RunningNode): Promise<void> {
  if (stopped.has(node)) return;
  stopped.add(node);
  await node.stop();
}

/** Removed when the tests of this file are over. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "caretrail-node-"));
  directories.push(directory);
  return directory;
}

export function settingsFor(directory: string, more: Readonly<Record<string, unknown>> = {}): NodeSettings {
  return parseSettings(settingsText(directory, more));
}

export function settingsText(directory: string, more: Readonly<Record<string, unknown>> = {}): string {
  const base = { journalDir: directory, bootstrapAddress: bootstrap.address, logLevel: "silent" };
  return JSON.stringify({ ...base, ...more });
}

/** Creates both contracts and makes the keys known; answers the bootstrap key's next nonce. */
export async function layFoundations(rpc: RpcClient, keys: readonly string[] = []): Promise<number> {
  await rpc.call("eth_sendRawTransaction", [await signCounterCreation()]);
  await rpc.call("eth_sendRawTransaction", [await signKeysCreation()]);
  let nonce = 2;
  for (const key of keys) {
    await rpc.call("eth_sendRawTransaction", [await signAllow(nonce, key)]);
    nonce += 1;
  }
  return nonce;
}
