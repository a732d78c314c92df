import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLogSource } from "../../server/chain/log-source.ts";
import { indexChain } from "../../server/flows/index-chain.ts";
import { rebuildIndex } from "../../server/flows/rebuild-index.ts";
import type { Database } from "../../server/store/database.ts";
import { indexOf } from "../../server/store/open-index.ts";
import { DATABASES, dump } from "../store/support/databases.ts";
import { CONTRACTS, OTHER_CONTRACT } from "../support/contracts.ts";
import { seededRandom, tellStory } from "../support/ledger-story.ts";
import { type LogServer, openLogServer, type Tamper } from "../support/log-server.ts";
import { type RecordedBlock, recordChain } from "../support/recorded-chain.ts";
import { SOURCE_LIMITS } from "./support/source-limits.ts";

const STORY = tellStory({ seed: 17, batchCount: 3, packsPerBatch: 40, dispenseCount: 12 });
const CHAIN = recordChain(STORY);
const HEAD = CHAIN.length - 1;
const EVENT_COUNT = STORY.flat().length;
const LIMITS = { eventsPerCommit: 20, commitsPerCheckpoint: 3 };

describe("indexing a chain", () => {
  let server: LogServer;
  let database: Database;
  let discard: () => Promise<void>;
  beforeEach(async () => {
    server = await openLogServer(CHAIN);
    ({ database, discard } = await openMemory());
  });
  afterEach(async () => {
    await server.close();
    await discard();
  });

  const sourceOf = (limits: Partial<typeof SOURCE_LIMITS> = {}) =>
    openLogSource({
      url: server.url,
      contracts: Object.values(CONTRACTS),
      limits: { ...SOURCE_LIMITS, ...limits },
    });
  const index = async (to: number, limits: Partial<typeof SOURCE_LIMITS> = {}): Promise<void> => {
    const source = sourceOf(limits);
    try {
      await indexChain({ source, store: indexOf(database).store, limits: LIMITS }, to);
    } finally {
      source.close();
    }
  };

  it("holds every event of the chain up to the head, and the head's hash", async () => {
    await index(HEAD);
    expect(indexOf(database).store.cursor()).toMatchObject({
      block: HEAD,
      blockHash: CHAIN[HEAD]?.hash,
      eventCount: EVENT_COUNT,
    });
  });

  it("holds the same bytes whatever the ranges, the commits and the pauses (I15)", async () => {
    await index(HEAD);
    const expected = await dump(database);
    for (const blocksPerFetchMax of [1, 3, 100]) {
      const other = await openMemory();
      const source = sourceOf({ blocksPerFetchMax, fetchesAhead: blocksPerFetchMax });
      for (const to of [0, 4, 5, HEAD - 1, HEAD]) {
        const limits = { eventsPerCommit: 1 + to, commitsPerCheckpoint: 1 };
        await indexChain({ source, store: indexOf(other.database).store, limits }, to);
      }
      source.close();
      expect(await dump(other.database)).toEqual(expected);
      await other.discard();
    }
  });

  it("makes the same bytes again from nothing (I15)", async () => {
    await index(HEAD);
    const expected = await dump(database);
    const empty = await openMemory();
    const source = sourceOf();
    const cursor = await rebuildIndex({
      source,
      limits: LIMITS,
      openEmpty: async () => ({ store: indexOf(empty.database).store, close: async () => undefined }),
    });
    source.close();
    expect(cursor?.blockHash).toBe(CHAIN[HEAD]?.hash);
    expect(await dump(empty.database)).toEqual(expected);
    await empty.discard();
  });

  it("has another accumulator for a chain with the same blocks and another event", async () => {
    await index(HEAD);
    const own = indexOf(database).store.cursor()?.chainAcc;
    const other = await openMemory();
    const [first] = DISPENSES_FIRST;
    server.tamper(
      changeLogs((log) =>
        log.logIndex === "0x0" && log.blockNumber === first ? { ...log, data: otherPrice(log.data) } : log,
      ),
    );
    const source = sourceOf();
    await indexChain({ source, store: indexOf(other.database).store, limits: LIMITS }, HEAD);
    source.close();
    expect(indexOf(other.database).store.cursor()?.blockHash).toBe(CHAIN[HEAD]?.hash);
    expect(indexOf(other.database).store.cursor()?.chainAcc).not.toBe(own);
    await other.discard();
  });

  it("leaves out other contracts' logs, and stops at one of ours that it cannot decode", async () => {
    const foreign = appendLog(CHAIN, { address: OTHER_CONTRACT, topics: [`0x${"77".repeat(32)}`] });
    server.serve(foreign);
    await index(HEAD + 1);
    expect(indexOf(database).store.cursor()).toMatchObject({ block: HEAD + 1, eventCount: EVENT_COUNT });

    server.serve(appendLog(foreign, { address: CONTRACTS.drugLedger, topics: [`0x${"77".repeat(32)}`] }));
    await expect(index(HEAD + 2)).rejects.toMatchObject({
      code: "could-not-look",
      facts: { missing: "decoder", block: HEAD + 2, logIndex: 0 },
    });
    expect(indexOf(database).store.cursor()?.block).toBe(HEAD + 1);
  });

  it("halts on another chain, and mixes nothing of it in", async () => {
    await index(HEAD);
    const before = await dump(database);
    server.serve([...recordChain(STORY, "another"), ...recordChain(STORY, "more")]);
    await expect(index(HEAD + 3)).rejects.toMatchObject({ code: "chain-replaced", facts: { block: HEAD } });
    expect(await dump(database)).toEqual(before);
  });

  it("waits for a node that has not come as far as the index", async () => {
    await index(HEAD);
    server.serve(CHAIN.slice(0, 4));
    await expect(index(HEAD)).rejects.toMatchObject({ code: "chain-unreachable" });
  });

  const lies: readonly (readonly [string, Tamper])[] = [
    ["a wrong parent", changeHeaders((header) => ({ ...header, parentHash: `0x${"99".repeat(32)}` }))],
    ["a header of another height", changeHeaders((header) => ({ ...header, number: "0x1" }))],
    ["another hash in a log", changeLogs((log) => ({ ...log, blockHash: `0x${"99".repeat(32)}` }))],
    [
      "logs in another order",
      (method, result) => (method === "eth_getLogs" ? [...asLogs(result)].reverse() : result),
    ],
    ["a log left out", (method, result) => (method === "eth_getLogs" ? asLogs(result).slice(1) : result)],
    [
      "a log told twice",
      (method, result) => (method === "eth_getLogs" ? asLogs(result).flatMap((log) => [log, log]) : result),
    ],
    ["a log of another block", changeLogs((log) => ({ ...log, blockNumber: "0x9999" }))],
    ["a removed log", changeLogs((log) => ({ ...log, removed: true }))],
    ["no list of logs", (method, result) => (method === "eth_getLogs" ? {} : result)],
    ["a block that is not there", (method, result) => (method === "eth_getBlockByNumber" ? null : result)],
    ["half an answer", () => "break"],
  ];

  it.each(lies)("keeps nothing of %s, and goes on when the node tells the truth again", async (_, tamper) => {
    server.tamper(tamper);
    await expect(index(HEAD)).rejects.toMatchObject({ code: "chain-unreachable" });
    expect(await dump(database)).toEqual([]);
    server.tamper(null);
    await index(HEAD);
    expect(indexOf(database).store.cursor()).toMatchObject({ block: HEAD, eventCount: EVENT_COUNT });
  });

  it("comes to the same bytes however often the node fails on the way", async () => {
    await index(HEAD);
    const expected = await dump(database);
    const other = await openMemory();
    const random = seededRandom(23);
    server.tamper((_, result) => (random() < 0.5 ? "break" : result));
    const source = sourceOf({ blocksPerFetchMax: 2 });
    const { store } = indexOf(other.database);
    let failureCount = 0;
    while (store.cursor()?.block !== HEAD) {
      await indexChain(
        { source, store, limits: { eventsPerCommit: 5, commitsPerCheckpoint: 2 } },
        HEAD,
      ).catch((error) => {
        expect(error).toMatchObject({ code: "chain-unreachable" });
        failureCount += 1;
      });
    }
    source.close();
    expect(failureCount).toBeGreaterThan(3);
    expect(await dump(other.database)).toEqual(expected);
    await other.discard();
  });

  it("ends at a whole commit when it is asked to stop", async () => {
    const source = sourceOf({ blocksPerFetchMax: 1 });
    const { store } = indexOf(database);
    await indexChain({ source, store, limits: LIMITS, isStopping: () => true }, HEAD);
    source.close();
    expect(store.cursor()?.block).toBe(0);
  });
});

async function openMemory(): Promise<{ database: Database; discard(): Promise<void> }> {
  const opened = await DATABASES[0]?.open();
  if (opened === undefined) throw new Error("no database");
  return opened;
}

/** Blocks that begin with a dispense, whose last word is a price. */
const DISPENSES_FIRST = STORY.flatMap((events, block) =>
  events[0]?.name === "DispenseRecorded" ? [`0x${block.toString(16)}`] : [],
);

function otherPrice(data: string): string {
  return data.slice(0, -1) + (data.endsWith("1") ? "2" : "1");
}

type LogRow = { readonly logIndex: string; readonly blockNumber: string; readonly data: string };

function asLogs(result: unknown): LogRow[] {
  // The log server gives a list of logs for eth_getLogs.
  return result as LogRow[];
}

function changeLogs(change: (log: LogRow) => unknown): Tamper {
  return (method, result) => (method === "eth_getLogs" ? asLogs(result).map(change) : result);
}

function changeHeaders(change: (header: object) => unknown): Tamper {
  // Only blocks after the first have a parent to be wrong about.
  return (method, result) =>
    method === "eth_getBlockByNumber" && typeof result === "object" && result !== null && !isGenesis(result)
      ? change(result)
      : result;
}

function isGenesis(header: object): boolean {
  return "number" in header && header.number === "0x0";
}

function appendLog(
  chain: readonly RecordedBlock[],
  log: { readonly address: `0x${string}`; readonly topics: readonly string[] },
): RecordedBlock[] {
  const parent = chain.at(-1);
  if (parent === undefined) throw new Error("an empty chain");
  const number = parent.number + 1;
  const hash = `0x${number.toString(16).padStart(64, "0")}` as const;
  const place = { blockNumber: `0x${number.toString(16)}`, blockHash: hash, logIndex: "0x0", removed: false };
  const transaction = { transactionHash: `0x${"ab".repeat(32)}` as const, transactionIndex: "0x0" };
  const logs = [{ ...log, data: "0x", ...place, ...transaction }];
  return [...chain, { number, hash, parentHash: parent.hash, timeSec: parent.timeSec + 1, logs }];
}
