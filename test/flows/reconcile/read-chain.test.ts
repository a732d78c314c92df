import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openLogSource } from "../../../server/chain/log-source.ts";
import { openProvenLogSource } from "../../../server/chain/proven-log-source.ts";
import type { LogSource } from "../../../server/domain/index-store.ts";
import { indexChain } from "../../../server/flows/index-chain.ts";
import { createChainReader } from "../../../server/flows/reconcile/read-chain.ts";
import type { ReconcilePorts } from "../../../server/flows/reconcile/reconcile-ports.ts";
import { type Database, openDatabase } from "../../../server/store/database.ts";
import { KEYSPACES } from "../../../server/store/keyspaces.ts";
import { indexOf, type OpenIndex, openIndex } from "../../../server/store/open-index.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";
import { RPC_LIMITS } from "../../chain/support/ledger-on.ts";
import { type ClaimedShop, claimOf, code, openShop, type Told } from "./support/claimed-shop.ts";

const LIMITS = { eventsPerCommit: 50, commitsPerCheckpoint: 10 };
const CACHES = { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 };

type Scratch = OpenIndex & { discard(): Promise<void> };

describe("the ledger read from the chain itself", () => {
  let shop: ClaimedShop;
  let source: LogSource & { close(): void };
  let database: Database;
  let index: OpenIndex;
  let directory: string;
  let chain: ReconcilePorts["chain"];
  let isStopping = false;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    await shop.importAll([
      shop.sale({ receipt: "R-1", codes: [code(0)], atSec: 1, settlement: "S-1" }),
      shop.sale({ receipt: "R-2", codes: [code(1)], atSec: 2, settlement: "S-2" }),
    ]);
    // An import of its own, and so a block of its own, however fast blocks come.
    await shop.importAll([shop.back({ receipt: "R-2", codes: [code(1)], atSec: 3 })]);
    const { chain: ledger } = shop.whole;
    directory = await mkdtemp(join(ledger.directory, "scratch-"));
    const limits = { ...RPC_LIMITS, fetchesAhead: 2, blocksPerFetchMax: 50, bytesPerFetch: 1 << 20 };
    const contracts = Object.values(contractsOf(ledger.identity));
    source = openLogSource({ url: ledger.url, contracts, limits });
    const proven = openProvenLogSource({ source, url: ledger.url, contracts, limits });
    stops.unshift(async () => proven.close());
    chain = createChainReader<Scratch>({
      source: proven,
      openScratch: async () => {
        const scratch = await openIndex(await mkdtemp(join(directory, "index-")), CACHES);
        return Object.assign(scratch, {
          discard: async () => {
            await scratch.close();
            for (const each of await readdir(directory)) await rm(join(directory, each), { recursive: true });
          },
        });
      },
      pinIndex: () => index.pin(),
      limits: LIMITS,
      isStopping: () => isStopping,
    });
  });
  afterAll(async () => {
    source.close();
    for (const stop of stops) await stop();
  });

  beforeEach(async () => {
    const own = await mkdtemp(join(shop.whole.chain.directory, "own-"));
    database = await openDatabase(own, CACHES);
    index = indexOf(database);
    await indexChain({ source, store: index.store, limits: LIMITS }, await source.headBlock());
    return () => index.close();
  });

  const claims = () => [
    claimOf("C1", 1, { settlementId: "S-1", traceCodes: [`cn:${code(0)}`] }),
    claimOf("C2", 2, { settlementId: "S-2", traceCodes: [`cn:${code(1)}`] }),
  ];
  /** All but what the agreement was asked, which is a function. */
  const factsOf = ({ facts }: Told) =>
    [...facts.values()].map(({ institution, ...others }) => ({ ...others, institution: institution?.id }));
  const rowsOf = async (table: keyof typeof KEYSPACES): Promise<[Buffer, Buffer][]> => {
    const rows: [Buffer, Buffer][] = [];
    const prefix = KEYSPACES[table].id;
    for await (const row of database.iterator({
      gte: Buffer.from([prefix]),
      lt: Buffer.from([prefix + 1]),
    })) {
      rows.push(row);
    }
    return rows;
  };

  it("is what an honest index says, and leaves nothing behind", async () => {
    const told = await shop.reconcile(claims(), { chain });
    expect(told.findings).toEqual([]);
    expect(told.end.asOf).toEqual(index.reader.head());
    expect(factsOf(told)).toEqual(factsOf(await shop.reconcile(claims())));
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(["aftermaths", "packs", "parcels", "dispenses"] as const)(
    "says so where one row of %s was altered, and is not misled",
    async (table) => {
      const honest = await shop.reconcile(claims(), { chain });
      const [[key, value] = []] = await rowsOf(table);
      if (key === undefined || value === undefined) throw new Error(`no row of ${table}`);
      const altered = Buffer.from(value);
      altered[altered.length - 2] = (altered.at(-2) ?? 0) ^ 1;
      await database.batch().put(key, altered).write({ sync: false });
      const told = await shop.reconcile(claims(), { chain });
      expect(told.findings).toEqual([
        {
          claimId: "",
          row: 0,
          kind: "index_differs",
          verdict: "violation",
          disallowedFen: 0n,
          because: { keyspace: table, key: key.toString("hex"), is: "altered" },
        },
      ]);
      expect(factsOf(told)).toEqual(factsOf(honest));
    },
  );

  it("says so where a row is gone, and where one was put in", async () => {
    const [[key] = []] = await rowsOf("dispenseDocuments");
    const [[id, pointer] = []] = await rowsOf("dispenseIds");
    if (key === undefined || id === undefined || pointer === undefined) throw new Error("no dispense");
    const added = Buffer.from(id);
    added.fill(0xff, 1);
    await database.batch().del(key).put(added, pointer).write({ sync: false });
    const told = await shop.reconcile(claims(), { chain });
    expect(told.findings.map(({ because }) => [because["keyspace"], because["is"]])).toEqual([
      ["dispenseIds", "added"],
      ["dispenseDocuments", "missing"],
    ]);
  });

  describe("at a block that is named", () => {
    /** The block before the return: there both packs were sold, and neither had come back. */
    const beforeReturn = async (): Promise<number> => {
      const { view } = shop.whole.index.reader;
      return view(async (now) => {
        const [sale] = (await now.dispensesOf(shop.shop.institution, { limit: 1, after: null })).rows;
        return sale?.origin.block ?? 0;
      });
    };

    it("is the ledger of that block, though the index stands further on and is the chain's", async () => {
      const block = await beforeReturn();
      const told = await shop.reconcile(claims(), { chain, moment: { block } });
      expect(told.end.asOf.block).toBe(block);
      expect(told.findings).toEqual([]);
      const returnsAt = ({ facts }: Told) => facts.get("C2")?.sales.flatMap(({ returns }) => returns) ?? [];
      expect(returnsAt(told)).toEqual([]);
      expect(returnsAt(await shop.reconcile(claims(), { chain }))).toHaveLength(1);
    });

    it("tells when the next block came, and of the newest one that none did", async () => {
      const block = await beforeReturn();
      const nextSec = (at: number | null) => chain(async ({ nextBlockSec }) => nextBlockSec, at);
      expect(await nextSec(block)).toEqual(expect.any(Number));
      expect(await nextSec(null)).toBeNull();
    });

    it("says where the index differs from the chain further on", async () => {
      const block = await beforeReturn();
      const [[key, value] = []] = await rowsOf("aftermaths");
      if (key === undefined || value === undefined) throw new Error("no aftermath");
      const altered = Buffer.from(value);
      altered[altered.length - 2] = (altered.at(-2) ?? 0) ^ 1;
      await database.batch().put(key, altered).write({ sync: false });
      const told = await shop.reconcile(claims(), { chain, moment: { block } });
      expect(told.findings.map(({ because }) => because["keyspace"])).toEqual(["aftermaths"]);
    });

    it("ahead of the index is refused by its number", async () => {
      const block = (index.reader.head()?.block ?? 0) + 1;
      await expect(shop.reconcile(claims(), { chain, moment: { block } })).rejects.toMatchObject({
        code: "block-not-reached",
        facts: { asOfBlock: block, currentBlock: block - 1 },
      });
      expect(await readdir(directory)).toEqual([]);
    });
  });

  it("stops between commits when the server does, and leaves nothing behind", async () => {
    isStopping = true;
    try {
      await expect(shop.reconcile(claims(), { chain })).rejects.toMatchObject({ code: "not-ready" });
    } finally {
      isStopping = false;
    }
    expect(await readdir(directory)).toEqual([]);
  });
});
