import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { ZONES } from "../../../../server/domain/business-day.ts";
import type { EntryKind, ImportEntry } from "../../../../server/domain/import/entry.ts";
import { messageTime } from "../../../../server/domain/nhsa/message-times.ts";
import type { Principal } from "../../../../server/domain/principal.ts";
import type { ClaimFacts } from "../../../../server/domain/reconcile/claim-facts.ts";
import type { FeedClaim } from "../../../../server/domain/reconcile/feed-claim.ts";
import type { Finding } from "../../../../server/domain/reconcile/finding.ts";
import { openImports } from "../../../../server/flows/import/open-imports.ts";
import { createPatient } from "../../../../server/flows/import/patient.ts";
import { createPlannedLedger } from "../../../../server/flows/import/planned-ledger.ts";
import { reconcileFeed } from "../../../../server/flows/reconcile/reconcile-feed.ts";
import type {
  IndexDifference,
  ReadingMoment,
  ReconcileEnd,
  ReconcilePorts,
} from "../../../../server/flows/reconcile/reconcile-ports.ts";
import { silentLog } from "../../../chain/support/ledger-on.ts";
import type { AtEnd } from "../../../chain/support/test-ledger.ts";
import { type Fields, LINES, messageOf, traced } from "../../../domain/support/nhsa-messages.ts";
import { codesOf, HUZHOU, startWholeLedger, type WholeLedger } from "../../support/whole-ledger.ts";

const PREFIX = "8300395";
const CODES = codesOf(PREFIX, 60);
export const SHOP = "P33050300301";
export const OTHER_SHOP = "P33050300302";
const ZONE = ZONES["Asia/Shanghai"];
/** The ledger of these tests has a clock of its own, which may be ahead of this machine's. */
const DAY_MS = 86_400_000;
export const PERSON = "33050099000000000000000077";

export const code = (at: number): string => CODES[at] ?? "";

/** A shop with packs 0 to 39 of 60, another with 40 to 49, and a feed of what they sold. */
export async function openShop(atEnd: AtEnd): Promise<ClaimedShop> {
  const whole = await startWholeLedger(atEnd);
  const bureau = await whole.member("bureau", HUZHOU, "330500000001");
  const maker = await whole.member("maker", HUZHOU, "M33050300501");
  const shop = await whole.member("pharmacy", HUZHOU, SHOP);
  const other = await whole.member("pharmacy", HUZHOU, OTHER_SHOP);
  const product = await whole.product(maker, { prefix: PREFIX, nhsa: "XA10BAE046A001010100001" });
  await whole.batch(maker, { product, number: "B1", codes: CODES });
  await whole.hand(maker, shop, CODES.slice(0, 40));
  await whole.hand(maker, other, CODES.slice(40, 50));
  for (const { institution } of [shop, other]) {
    await whole.take.records.replaceSkus(institution, [{ sku: "SKU-000123", product }]);
  }
  const startedSec = whole.nowSec();
  const at = (sec: number): string => messageTime(startedSec + sec, ZONE);
  const imports = importsOf(whole);
  let importCount = 0;
  return {
    whole,
    bureau,
    maker,
    shop,
    other,
    today: at(0).slice(0, 10),
    startedSec,
    at,
    sale: (given) => saleText(given, at),
    back: (given) => backText(given, at),
    importAll: async (entries) => {
      importCount += 1;
      const sha256 = String(importCount).repeat(64).slice(0, 64);
      const { id } = await imports.begin([{ name: `${importCount}.ndjson`, kind: "sale", sha256 }]);
      await imports.take(id, 0, entriesOf(entries, `${importCount}.ndjson`));
      const { rows } = await imports.refusals(id, { limit: 100, after: null });
      return rows.map(({ entry, code: failure }) => [entry, failure]);
    },
    reconcile: (claims, given = {}) => reconcileOn(whole, claims, given),
  };
}

export type Told = {
  readonly end: ReconcileEnd;
  readonly facts: ReadonlyMap<string, ClaimFacts>;
  readonly findings: readonly Finding[];
};

export type SaleGiven = {
  readonly receipt: string;
  readonly codes: readonly string[];
  /** Seconds after the shop was stocked. */
  readonly atSec: number;
  readonly settlement?: string | null;
  readonly by?: string;
  readonly change?: Fields;
};

export type ClaimedShop = {
  readonly whole: WholeLedger;
  readonly bureau: Principal;
  readonly maker: Principal;
  readonly shop: Principal;
  readonly other: Principal;
  readonly today: string;
  readonly startedSec: number;
  at(sec: number): string;
  sale(given: SaleGiven): Entry;
  back(given: SaleGiven): Entry;
  /** What was refused, by the entry's place: its failure's code. */
  importAll(entries: readonly Entry[]): Promise<readonly [number, string][]>;
  reconcile(claims: readonly FeedClaim[], given?: Partial<ReconcileGiven>): Promise<Told>;
};

type Entry = { readonly kind: EntryKind; readonly text: string };

let messageCount = 0;
const head = (by: string, inf_time: string): Fields => {
  messageCount += 1;
  return {
    msgid: `${by}20261122093000${String(messageCount).padStart(4, "0")}`,
    fixmedins_code: by,
    inf_time,
  };
};

function saleText(
  { receipt, codes, atSec, settlement = null, by = SHOP, change = {} }: SaleGiven,
  at: ClaimedShop["at"],
): Entry {
  const fields: Fields = {
    ...LINES["3505"],
    ...traced(codes),
    psn_no: PERSON,
    certno: "",
    rtal_docno: receipt,
    setl_id: settlement ?? "",
    mdtrt_setl_type: settlement === null ? "2" : "1",
    sel_retn_cnt: String(codes.length),
    sel_retn_time: at(atSec),
    ...change,
  };
  return { kind: "sale", text: messageOf("3505", fields, head(by, at(atSec))) };
}

function backText(
  { receipt, codes, atSec, by = SHOP, change = {} }: SaleGiven,
  at: ClaimedShop["at"],
): Entry {
  const fields: Fields = {
    ...LINES["3506"],
    ...traced(codes),
    psn_no: PERSON,
    certno: "",
    medins_prod_sel_no: receipt,
    sel_retn_cnt: String(codes.length),
    sel_retn_time: at(atSec),
    ...change,
  };
  return { kind: "return", text: messageOf("3506", fields, head(by, at(atSec))) };
}

function entriesOf(entries: readonly Entry[], file: string): ImportEntry[] {
  return entries.map((entry, nth) => ({ ...entry, file, line: nth + 1 }));
}

function importsOf(whole: WholeLedger) {
  const { take, store, planning, importReads } = whole;
  return openImports({
    ...planning,
    take,
    store,
    reads: importReads,
    judged: createPlannedLedger(planning.ids),
    keepKey: () => Promise.reject(new Error("no key is made here")),
    bindKeys: async () => undefined,
    newId: randomUUID,
    log: silentLog,
    writeCredentials: async () => null,
    patience: createPatient({
      pause: (ms) => setTimeout(ms),
      isStopping: () => false,
      retryMs: 20,
      log: silentLog,
    }),
    limits: { settleMs: 5_000 },
  });
}

/** A claim that says what a sale said; the test changes what it is about. */
export function claimOf(claimId: string, row: number, given: Partial<FeedClaim>): FeedClaim {
  return {
    row,
    claimId,
    channel: "direct",
    settlementId: null,
    receiptNumber: null,
    institutionCode: SHOP,
    person: { scheme: "psn-no", value: PERSON },
    insuredRegion: HUZHOU,
    claimedOn: "2026-11-22",
    traceCodes: [],
    totalFen: 1_850n,
    fundFen: null,
    ...given,
  };
}

async function* noDifferences(): AsyncGenerator<IndexDifference> {
  // The index is its own witness here.
}

export type ReconcileGiven = {
  readonly judgedRow: number;
  readonly payerRegion: number | null;
  readonly judge: (facts: ClaimFacts) => readonly Finding[];
  readonly chain: ReconcilePorts["chain"];
  readonly openings: ReconcilePorts["openings"];
  readonly vault: ReconcilePorts["vault"];
  /** Absent: every claim is gathered. */
  readonly openScratch: ReconcilePorts["openScratch"];
  readonly moment: Partial<ReadingMoment>;
};

/** The ledger as it stands, with everything that was refused. */
export const NOW: ReadingMoment = { block: null, begunAtMs: Date.now() + DAY_MS, isNamed: false };

/** Holds claims against a ledger as it stands. */
export async function reconcileOn(
  whole: Pick<WholeLedger, "vault" | "store" | "index" | "take">,
  claims: readonly FeedClaim[],
  given: Partial<ReconcileGiven> = {},
): Promise<Told> {
  const facts = new Map<string, ClaimFacts>();
  const findings: Finding[] = [];
  const judge = (of: ClaimFacts): readonly Finding[] => {
    facts.set(of.claim.claimId, of);
    return (given.judge ?? (() => []))(of);
  };
  const end = await reconcileFeed(
    { ...portsOn(whole), ...pickPorts(given), judge },
    {
      claims: async function* feed() {
        yield* claims;
      },
      judgedRow: given.judgedRow ?? 0,
      payerRegion: given.payerRegion ?? null,
      moment: { ...NOW, ...given.moment },
      sink: async (judged) => void findings.push(...judged.findings),
      isStopping: () => false,
    },
  );
  return { end, facts, findings };
}

function pickPorts({
  chain,
  openings,
  vault,
  openScratch,
}: Partial<ReconcileGiven>): Partial<ReconcilePorts> {
  return {
    ...(openScratch === undefined ? {} : { openScratch }),
    ...(chain === undefined ? {} : { chain }),
    ...(openings === undefined ? {} : { openings }),
    ...(vault === undefined ? {} : { vault }),
  };
}

/** What reconciling reads of a whole ledger; the index is its own witness here. */
export function portsOn({
  vault,
  store,
  index,
  take,
}: Pick<WholeLedger, "vault" | "store" | "index" | "take">): ReconcilePorts {
  return {
    chain: (use) =>
      index.reader.view((view) => use({ view, nextBlockSec: null, differences: noDifferences })),
    openings: store,
    attempts: store.refusedAttempts,
    vault,
    records: take.claimRecords,
    openScratch: null,
    zone: take.zone,
    log: silentLog,
    judge: () => [],
  };
}
