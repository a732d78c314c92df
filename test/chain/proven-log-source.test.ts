import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLogSource } from "../../server/chain/log-source.ts";
import { openProvenLogSource } from "../../server/chain/proven-log-source.ts";
import type { LedgerBlock, LogSource } from "../../server/domain/index-store.ts";
import { contractsOf } from "../../server/wire-ledger.ts";
import { refusalOf } from "../flows/support/whole-ledger.ts";
import { RPC_LIMITS } from "./support/ledger-on.ts";
import { type Lie, openLyingNode } from "./support/lying-node.ts";
import { addBureau, startLedger, type TestLedger } from "./support/test-ledger.ts";

type Receipt = { readonly logs: { readonly topics: string[]; data: string }[] };

describe("blocks that are held against their roots", () => {
  let ledger: TestLedger;
  let node: Awaited<ReturnType<typeof openLyingNode>>;
  let plain: LogSource & { close(): void };
  let proven: LogSource & { close(): void };
  let head: number;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    ledger = await startLedger((stop) => void stops.unshift(stop));
    await addBureau(ledger);
    head = (await ledger.ledger.head()).block;
    node = await openLyingNode(ledger.url);
    stops.unshift(() => node.close());
    const limits = { ...RPC_LIMITS, fetchesAhead: 2, blocksPerFetchMax: 50, bytesPerFetch: 1 << 20 };
    const contracts = Object.values(contractsOf(ledger.identity));
    plain = openLogSource({ url: node.url, contracts, limits });
    proven = openProvenLogSource({ source: plain, url: node.url, contracts, limits });
  });
  afterAll(async () => {
    plain.close();
    proven.close();
    for (const stop of stops) await stop();
  });

  const read = async (source: LogSource, to = head): Promise<readonly LedgerBlock[]> => {
    const all: LedgerBlock[] = [];
    for await (const blocks of source.blocks(0, to)) all.push(...blocks);
    return all;
  };

  it("are the blocks that the node tells of", async () => {
    const blocks = await read(proven);
    expect(blocks).toHaveLength(head + 1);
    expect(blocks.flatMap(({ events }) => events).length).toBeGreaterThan(3);
    expect(blocks).toEqual(await read(plain));
    expect(await proven.headBlock()).toBe(head);
    expect(await proven.blockHash(head)).toBe(blocks.at(-1)?.blockHash);
  });

  const ofReceipts =
    (change: (receipts: Receipt[]) => unknown): Lie =>
    (method, result) =>
      method === "eth_getBlockReceipts" && Array.isArray(result) && result.length > 0
        ? change(result)
        : result;
  const ofHeaders =
    (change: (header: Record<string, unknown>) => unknown): Lie =>
    (method, result) =>
      // A header is answered as an object.
      method === "eth_getBlockByNumber" ? change(result as Record<string, unknown>) : result;

  it.each<[string, Lie, string]>([
    [
      "a log that was left out",
      ofReceipts((all) => all.map((each) => ({ ...each, logs: each.logs.slice(1) }))),
      "receipts-root-differs",
    ],
    [
      "a log that says something else",
      ofReceipts((all) =>
        all.map((each) => ({ ...each, logs: each.logs.map((log) => ({ ...log, data: `${log.data}00` })) })),
      ),
      "receipts-root-differs",
    ],
    ["a receipt that was left out", ofReceipts((all) => all.slice(1)), "receipts-root-differs"],
    ["no receipts", ofReceipts(() => null), "receipts-absent"],
    [
      "receipts under a root made for them",
      ofHeaders((header) => ({ ...header, receiptsRoot: `0x${"11".repeat(32)}` })),
      "header-hash-differs",
    ],
    ["another time", ofHeaders((header) => ({ ...header, timestamp: "0x1" })), "header-hash-differs"],
  ])("are refused with %s, and nothing after it is given out", async (_, lie, missing) => {
    node.lie(lie);
    try {
      const refusal = await refusalOf(read(proven));
      expect(refusal).toMatchObject({ code: "could-not-look", facts: { missing: [missing] } });
    } finally {
      node.lie(null);
    }
  });
});
