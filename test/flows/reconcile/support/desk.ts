import { createHash, createHmac } from "node:crypto";
import { MemoryLevel } from "memory-level";
import { ZONES } from "../../../../server/domain/business-day.ts";
import type { BlockRef, Hex32 } from "../../../../server/domain/ids.ts";
import type { Principal } from "../../../../server/domain/principal.ts";
import type { FeedClaim } from "../../../../server/domain/reconcile/feed-claim.ts";
import type { FeedFormat, FeedLine } from "../../../../server/domain/reconcile/feeds/feed-format.ts";
import type { Finding } from "../../../../server/domain/reconcile/finding.ts";
import type { ReconciliationStore } from "../../../../server/domain/reconcile/reconciliation-store.ts";
import {
  type FeedAsked,
  openReconciliations,
  type Reconciliations,
} from "../../../../server/flows/reconcile/open-reconciliations.ts";
import type { ReconcileAsked, ReconcilePorts } from "../../../../server/flows/reconcile/reconcile-ports.ts";
import type { Reconcilers } from "../../../../server/flows/reconcile/run-reconciliation.ts";
import type { FindingCases } from "../../../../server/flows/reconcile/with-case-numbers.ts";
import { openCaseRecords } from "../../../../server/store/case-store.ts";
import { openReconciliationStore } from "../../../../server/store/reconciliation-store.ts";
import { type DeskLedger, openDeskLedger } from "./desk-ledger.ts";

export const BUREAU: Principal = { name: "bureau", institution: 7, role: "bureau", region: 330_500 };
export const OTHER_BUREAU: Principal = { name: "other", institution: 8, role: "bureau", region: 420_100 };
export const AUDITOR: Principal = { name: "auditor", institution: 9, role: "auditor", region: 0 };

export type Desk = {
  readonly store: ReconciliationStore;
  /** The same findings under a server that was started anew. */
  open(change?: Partial<Reconcilers>): Reconciliations;
  /** The ledger as the index has it, and what was handed to it. */
  readonly ledger: DeskLedger;
  readonly asked: ReconcileAsked[];
};

/** What a desk may be opened on in place of its own: cases, another desk's ledger, what bureaus set. */
export type DeskGiven = {
  readonly cases?: FindingCases;
  readonly ledger?: DeskLedger;
  readonly settings?: string;
};

/**
 * Reconciliations whose claims are judged by a rule of the test: a claim of more than 1,000 fen is a
 * violation. Claims are judged two by two.
 */
export async function openDesk(given: DeskGiven = {}): Promise<Desk> {
  const { settings = "" } = given;
  const database = await openMemory();
  const cases = given.cases ?? openCaseRecords(await openMemory());
  const store = openReconciliationStore(database);
  const ledger = given.ledger ?? (await openDeskLedger());
  const { reader, blockAt } = ledger;
  let nowMs = 1_000;
  let feeds = 0;
  const asked: ReconcileAsked[] = [];
  const never = () => Promise.reject(new Error("not this kind of feed"));
  return {
    store,
    asked,
    ledger,
    open: (change = {}) =>
      openReconciliations({
        store,
        cases,
        vault: {
          seal: (plain) => `sealed ${btoa(encodeURI(plain))}`,
          open: opened,
          feedWords: ({ sha256 }) => [{ epoch: 1, word: keyed("word", sha256), salt: keyed("salt", sha256) }],
          hashBody: (_, text) => `0x${createHash("sha256").update(text).digest("hex")}`,
        },
        reader,
        blockHash: async (block) => blockAt(block).blockHash,
        submitter: ledger,
        commands: ledger,
        clock: { nowMs: () => ++nowMs },
        pause: async () => undefined,
        limits: { attemptsMax: 3, retryMs: 1 },
        newFeedId: () => (++feeds).toString(16).padStart(32, "0"),
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        // The reconcilers of these tests ask nothing of the ledger.
        reconcile: { zone: ZONES["Asia/Shanghai"] } as unknown as ReconcilePorts,
        reconcilers: {
          claims: async (_, of) => {
            asked.push(of);
            return { ...(await judgeTwoByTwo(of, blockAt(of.moment.block ?? 0))), settings };
          },
          returns: never,
          totals: never,
          settlements: never,
          ...change,
        },
      }),
  };
}

async function openMemory(): Promise<MemoryLevel<Buffer, Buffer>> {
  const database = new MemoryLevel<Buffer, Buffer>({ keyEncoding: "buffer", valueEncoding: "buffer" });
  await database.open();
  return database;
}

function keyed(purpose: string, text: string): Hex32 {
  return `0x${createHmac("sha256", purpose).update(text).digest("hex")}`;
}

function opened(sealed: string): string {
  return decodeURI(atob(sealed.slice("sealed ".length)));
}

export async function judgeTwoByTwo(asked: ReconcileAsked, asOf: BlockRef) {
  let part: FeedClaim[] = [];
  let claimCount = 0;
  const flush = async (): Promise<void> => {
    const last = part.at(-1);
    if (last !== undefined) {
      await asked.sink({ row: last.row, claims: part, findings: part.flatMap(findingsOf) });
    }
    part = [];
  };
  for await (const claim of asked.claims()) {
    claimCount += 1;
    if (claim.row <= asked.judgedRow) continue;
    part.push(claim);
    if (part.length === 2) await flush();
    if (asked.isStopping()) break;
  }
  await flush();
  const whole = { kind: "index_differs", verdict: "violation", disallowedFen: 0n, because: {} } as const;
  if (!asked.isStopping())
    await asked.sink({ row: 0, claims: [], findings: [{ claimId: "", row: 0, ...whole }] });
  return { asOf, claimCount, couldNotLook: { person: 1 }, attempts: NO_ATTEMPTS, settings: "" };
}

export const NO_ATTEMPTS = { digest: `0x${"a7".repeat(32)}`, count: 0 } as const;

function findingsOf(claim: FeedClaim): Finding[] {
  if (claim.totalFen <= 1_000n) return [];
  const { claimId, row, totalFen } = claim;
  const verdict = "violation" as const;
  return [{ claimId, row, kind: "no_sale", verdict, disallowedFen: totalFen, because: { saleCount: 0 } }];
}

export const claimText = (n: number, change: object = {}): string =>
  JSON.stringify({
    claim_id: `C${n}`,
    setl_id: `S${n}`,
    receipt_no: `R${n}`,
    institution: `P3305000000${n % 2}`,
    patient: "33050099549637349186735494",
    insured_region: "330500",
    date: "2026-08-01",
    trace_codes: "82638371254806120000",
    total_fen: String(n * 500),
    fund_fen: String(n * 350),
    channel: "direct",
    ...change,
  });

/** What a caller sends; the hash is that of its lines. */
export function feedOf(texts: readonly string[], change: Partial<FeedAsked> = {}): FeedAsked {
  const lines: FeedLine[] = texts.map((text, at) => ({ row: at + 1, text }));
  return {
    principal: BUREAU,
    format: "claims-ndjson" satisfies FeedFormat,
    name: "claims.ndjson",
    institutionCode: null,
    block: null,
    region: null,
    lines: asyncOf(lines),
    sha256: () => createHash("sha256").update(texts.join("\n")).digest("hex"),
    ...change,
  };
}

export async function* asyncOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
