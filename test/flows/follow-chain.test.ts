import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLogSource } from "../../server/chain/log-source.ts";
import { type Follower, followChain } from "../../server/flows/follow-chain.ts";
import { indexOf, type OpenIndex } from "../../server/store/open-index.ts";
import { DATABASES } from "../store/support/databases.ts";
import { CONTRACTS } from "../support/contracts.ts";
import { tellStory } from "../support/ledger-story.ts";
import { type LogServer, openLogServer } from "../support/log-server.ts";
import { recordChain } from "../support/recorded-chain.ts";
import { SOURCE_LIMITS } from "./support/source-limits.ts";

const STORY = tellStory({ seed: 19, batchCount: 2, packsPerBatch: 40, dispenseCount: 12 });
const CHAIN = recordChain(STORY);
const HEAD = CHAIN.length - 1;
const LONG_MS = 60_000;

type Line = { readonly level: string; readonly message: string; readonly fields: object };

describe("following a chain", () => {
  let server: LogServer;
  let index: OpenIndex;
  let follower: Follower | null;
  let lines: Line[];
  let onError: (() => void) | null;
  let source: ReturnType<typeof openLogSource>;
  beforeEach(async () => {
    server = await openLogServer(CHAIN.slice(0, 6));
    const opened = await DATABASES[0]?.open();
    if (opened === undefined) throw new Error("no database");
    index = indexOf(opened.database);
    lines = [];
    follower = null;
    onError = null;
    source = openLogSource({ url: server.url, contracts: Object.values(CONTRACTS), limits: SOURCE_LIMITS });
  });
  afterEach(async () => {
    await follower?.stop();
    source.close();
    await server.close();
    await index.close();
  });

  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
    if (level === "error") onError?.();
  };
  const follow = (limits: { headPollMs: number; retryMs: number }): Follower => {
    follower = followChain({
      source,
      store: index.store,
      limits: { eventsPerCommit: 20, commitsPerCheckpoint: 4 },
      followLimits: limits,
      log: { info: write("info"), warn: write("warn"), error: write("error") },
      clock: { nowMs: () => Date.now() },
    });
    return follower;
  };
  const halted = (): Promise<void> =>
    new Promise((resolve) => {
      onError = resolve;
    });

  it("comes to the head, and to each new one", async () => {
    const { state } = follow({ headPollMs: 5, retryMs: 5 });
    expect(await index.reader.reached(5, LONG_MS)).toBe(true);
    server.serve(CHAIN);
    expect(await index.reader.reached(HEAD, LONG_MS)).toBe(true);
    expect(state()).toMatchObject({
      indexed: HEAD,
      head: HEAD,
      lagBlocks: 0,
      isReachable: true,
      halted: null,
    });
    expect(state().eventCount).toBe(STORY.flat().length);
    expect(state().eventsPerSec).toBeGreaterThan(0);
  });

  it("looks at once when it is poked", async () => {
    const { poke } = follow({ headPollMs: LONG_MS, retryMs: LONG_MS });
    await index.reader.reached(5, LONG_MS);
    server.serve(CHAIN);
    poke();
    expect(await index.reader.reached(HEAD, LONG_MS)).toBe(true);
  });

  it("waits for a node that is away, says so once, and goes on", async () => {
    server.tamper(() => "break");
    const { state } = follow({ headPollMs: 5, retryMs: 1 });
    await index.reader.reached(0, 30);
    expect(state()).toMatchObject({ isReachable: false, head: null, lagBlocks: null, halted: null });
    server.tamper(null);
    expect(await index.reader.reached(5, LONG_MS)).toBe(true);
    expect(lines.filter((line) => line.level === "warn")).toHaveLength(1);
  });

  it("halts with an alarm when the chain was replaced", async () => {
    const { state } = follow({ headPollMs: 5, retryMs: 5 });
    await index.reader.reached(5, LONG_MS);
    const alarm = halted();
    server.serve(recordChain(STORY, "another"));
    await alarm;
    expect(state().halted).toMatchObject({ code: "chain-replaced" });
    expect(state().indexed).toBe(5);
    expect(lines.at(-1)).toMatchObject({
      level: "error",
      message: "indexing halted",
      fields: { code: "chain-replaced" },
    });
  });

  it("stops while the node is away, and while it waits", async () => {
    const idle = follow({ headPollMs: LONG_MS, retryMs: LONG_MS });
    await index.reader.reached(5, LONG_MS);
    await idle.stop();
    server.tamper(() => "break");
    await follow({ headPollMs: LONG_MS, retryMs: LONG_MS }).stop();
    expect(index.store.cursor()?.block).toBe(5);
  });
});
