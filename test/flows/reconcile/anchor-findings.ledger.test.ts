import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { TypedDataEncoder } from "ethers";
import { MemoryLevel } from "memory-level";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLogSource } from "../../../server/chain/log-source.ts";
import { openProvenLogSource } from "../../../server/chain/proven-log-source.ts";
import type { LogSource } from "../../../server/domain/index-store.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import { judgeClaim } from "../../../server/domain/reconcile/judge-claim.ts";
import { THRESHOLDS_DEFAULT, type ThresholdsRow } from "../../../server/domain/reconcile/thresholds.ts";
import { indexChain } from "../../../server/flows/index-chain.ts";
import {
  openReconciliations,
  type Reconciliations,
} from "../../../server/flows/reconcile/open-reconciliations.ts";
import { createChainReader } from "../../../server/flows/reconcile/read-chain.ts";
import { reconcileFeed } from "../../../server/flows/reconcile/reconcile-feed.ts";
import { openCaseRecords } from "../../../server/store/case-store.ts";
import { type Database, openDatabase } from "../../../server/store/database.ts";
import { KEYSPACES } from "../../../server/store/keyspaces.ts";
import { indexOf, type OpenIndex, openIndex } from "../../../server/store/open-index.ts";
import { openReconciliationStore } from "../../../server/store/reconciliation-store.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";
import { RPC_LIMITS, silentLog } from "../../chain/support/ledger-on.ts";
import { HUZHOU } from "../support/whole-ledger.ts";
import { type ClaimedShop, code, openShop, PERSON, SHOP } from "./support/claimed-shop.ts";
import { claimText, feedOf } from "./support/desk.ts";

const LIMITS = { eventsPerCommit: 50, commitsPerCheckpoint: 10 };
const CACHES = { cacheBytes: 1 << 20, writeBufferBytes: 1 << 20 };
const WAIT_MS = 20_000;

type Scratch = OpenIndex & { discard(): Promise<void> };

/** The contract, the node, the outbox, the index and the engine together, as bureau and auditor use them. */
describe("findings on the ledger itself", () => {
  let shop: ClaimedShop;
  let source: LogSource & { close(): void };
  let bureau: Principal;
  let auditor: Principal;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    shop = await openShop((stop) => stops.unshift(stop));
    const { whole } = shop;
    const found = await whole.take.reader.view((view) => view.bureauOf(HUZHOU));
    bureau = { name: "bureau", institution: found?.id ?? 0, role: "bureau", region: HUZHOU };
    auditor = await whole.member("auditor", 0, "A00000000801");
    await shop.importAll([
      shop.sale({ receipt: "R-1", codes: [code(0)], atSec: 1, settlement: "S-1" }),
      shop.sale({ receipt: "R-2", codes: [code(1)], atSec: 2, settlement: "S-2" }),
    ]);
    const limits = { ...RPC_LIMITS, fetchesAhead: 2, blocksPerFetchMax: 50, bytesPerFetch: 1 << 20 };
    const contracts = Object.values(contractsOf(whole.chain.identity));
    const plain = openLogSource({ url: whole.chain.url, contracts, limits });
    source = Object.assign(openProvenLogSource({ source: plain, url: whole.chain.url, contracts, limits }));
    stops.unshift(async () => {
      source.close();
      plain.close();
    });
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  /** A party's own desk, with a database of its own. */
  async function desk(
    given: { readonly thresholds?: readonly ThresholdsRow[]; readonly index?: OpenIndex } = {},
  ): Promise<Reconciliations> {
    const { whole } = shop;
    const { vault, take, store } = whole;
    const { thresholds = [], index = whole.index } = given;
    const database = new MemoryLevel<Buffer, Buffer>({ keyEncoding: "buffer", valueEncoding: "buffer" });
    await database.open();
    const openScratch = async (): Promise<Scratch> => {
      const scratch = await openIndex(await mkdtemp(join(whole.chain.directory, "scratch-")), CACHES);
      return Object.assign(scratch, { discard: () => scratch.close() });
    };
    return openReconciliations({
      store: openReconciliationStore(database),
      vault,
      reader: whole.index.reader,
      blockHash: (block) => source.blockHash(block),
      submitter: take.submitter,
      commands: whole.commands,
      clock: { nowMs: () => Date.now() },
      log: silentLog,
      cases: openCaseRecords(database),
      pause: async () => undefined,
      limits: { attemptsMax: 1, retryMs: 1 },
      newFeedId: () => randomBytes(16).toString("hex"),
      reconcile: {
        chain: createChainReader<Scratch>({
          source,
          openScratch,
          pinIndex: () => index.pin(),
          limits: LIMITS,
          isStopping: () => false,
        }),
        openings: store,
        attempts: store.refusedAttempts,
        vault,
        judge: judgeClaim,
        records: { thresholds: async () => thresholds, siteFacts: async () => [] },
        openScratch: null,
        zone: take.zone,
        log: silentLog,
      },
      reconcilers: {
        claims: reconcileFeed,
        returns: () => Promise.reject(new Error("no returns")),
        totals: () => Promise.reject(new Error("no totals")),
        settlements: () => Promise.reject(new Error("no settlements")),
      },
    });
  }

  const feed = (salt: string): string[] => [
    claim(1, { setl_id: "S-1", trace_codes: code(0), note: salt }),
    claim(2, { setl_id: "S-2", trace_codes: code(1) }),
    claim(3, { setl_id: "S-9", trace_codes: code(9) }),
  ];
  const claim = (n: number, change: object): string =>
    claimText(n, {
      ...{ institution: SHOP, patient: PERSON, date: shop.today, total_fen: "1850", fund_fen: "925" },
      receipt_no: "",
      ...change,
    });

  async function reconciled(
    by: Principal,
    given: { readonly salt: string; readonly block?: number; readonly desk?: Reconciliations },
  ) {
    const { salt, block = null, desk: on = await desk() } = given;
    const region = by.role === "auditor" ? HUZHOU : null;
    const { id } = await on.begin(feedOf(feed(salt), { principal: by, block, region }));
    await on.idle();
    const row = await on.read(by, id);
    expect(row).toMatchObject({ stage: "done", failure: null });
    const seen = async () => (await on.whole(by, id)).anchors;
    await expect.poll(async () => (await seen()).anchor?.state, { timeout: WAIT_MS }).not.toBe("pending");
    return { id, row, desk: on, anchors: await seen(), again: seen };
  }

  it("are the same for two who read the same block, and the ledger shows it to both", async () => {
    const first = await reconciled(bureau, { salt: "one" });
    expect(first.row.findingCount).toBeGreaterThan(0);
    expect(first.anchors.anchor).toMatchObject({ state: "anchored", reason: null });
    // A sale after that block is not looked at by the second.
    await shop.importAll([shop.sale({ receipt: "R-9", codes: [code(9)], atSec: 3, settlement: "S-9" })]);
    const block = first.row.asOf?.block ?? 0;
    const second = await reconciled(auditor, { salt: "one", block });
    expect(second.anchors.digest?.findings).toBe(first.anchors.digest?.findings);
    const agreed = { isSameBlock: true, isSameScope: true, isSameRules: true, isSameFindings: true };
    expect(second.anchors.others).toMatchObject([
      { institution: bureau.institution, ...agreed, isSameAttempts: true },
    ]);
    expect((await first.again()).others).toMatchObject([{ institution: auditor.institution, ...agreed }]);
    const now = await reconciled(auditor, { salt: "one" });
    expect(now.row.asOf?.block).toBeGreaterThan(block);
    expect(now.anchors.digest?.findings).not.toBe(first.anchors.digest?.findings);
  }, 60_000);

  it("show who judged by another threshold", async () => {
    const first = await reconciled(bureau, { salt: "two" });
    const values = { ...THRESHOLDS_DEFAULT, purchaseFenMax: 1_000n };
    const row = { fromDay: "2000-01-01", values, setBy: 1, setAtMs: 0 };
    const block = first.row.asOf?.block ?? 0;
    const second = await reconciled(auditor, { salt: "two", block, desk: await desk({ thresholds: [row] }) });
    expect(second.anchors.others).toMatchObject([{ isSameRules: false, isSameFindings: false }]);
  }, 60_000);

  it("show whose index says other than the chain", async () => {
    const first = await reconciled(bureau, { salt: "three" });
    const own = await mkdtemp(join(shop.whole.chain.directory, "own-"));
    const database = await openDatabase(own, CACHES);
    const index = indexOf(database);
    await indexChain({ source, store: index.store, limits: LIMITS }, await source.headBlock());
    const [key, value] = await firstOf(database, KEYSPACES.operators.id);
    value[value.length - 3] = (value.at(-3) ?? 0) ^ 1;
    await database.batch().put(key, value).write({ sync: false });
    const block = first.row.asOf?.block ?? 0;
    const second = await reconciled(auditor, { salt: "three", block, desk: await desk({ index }) });
    await index.close();
    expect(second.anchors.others).toMatchObject([{ isSameRules: true, isSameFindings: false }]);
    expect(second.row.findingCount).toBe(first.row.findingCount + 1);
  }, 60_000);

  it("are said once: the same institution that finds the same again has nothing to add", async () => {
    const first = await reconciled(bureau, { salt: "four" });
    const block = first.row.asOf?.block ?? 0;
    const second = await reconciled(bureau, { salt: "four", block });
    expect(second.anchors.anchor).toMatchObject({
      state: "anchored",
      block: first.anchors.anchor?.block,
    });
  }, 60_000);

  it("stand under an id that anybody makes again from the event", async () => {
    const { row, anchors } = await reconciled(bureau, { salt: "five" });
    const { chain, vault, take } = shop.whole;
    const [word] = vault.feedWords(row);
    const found = await take.reader.view((view) => view.anchorsOf(word?.word ?? "0x", row.asOf?.block ?? 0));
    expect(found).toMatchObject([{ findings: { digest: anchors.digest?.findings } }]);
    const domain = {
      name: "Caretrail ReconciliationLedger",
      version: "1",
      chainId: chain.identity.chainId,
      verifyingContract: contractsOf(chain.identity).reconciliationLedger,
    };
    expect(found[0]?.reading).toBe(TypedDataEncoder.hash(domain, READING_TYPE, found[0]?.content ?? {}));
  }, 60_000);
});

const READING_TYPE = {
  Reading: [
    { name: "feedWord", type: "bytes32" },
    { name: "asOfBlock", type: "uint40" },
    { name: "asOfBlockHash", type: "bytes32" },
    { name: "scopeRegion", type: "uint24" },
    { name: "rulesHash", type: "bytes32" },
    { name: "attemptsDigest", type: "bytes32" },
  ],
};

async function firstOf(database: Database, table: number): Promise<[Buffer, Buffer]> {
  const range = { gte: Buffer.from([table]), lt: Buffer.from([table + 1]) };
  for await (const [key, value] of database.iterator(range)) return [key, Buffer.from(value)];
  throw new Error(`no row of table ${table}`);
}
