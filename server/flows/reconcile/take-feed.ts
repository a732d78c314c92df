import { createHash } from "node:crypto";
import type { Hex32, InstitutionId } from "../../domain/ids.ts";
import type { Clock, Vault } from "../../domain/ports.ts";
import type { FeedFault } from "../../domain/reconcile/feed-claim.ts";
import type { FeedFormat, FeedLine } from "../../domain/reconcile/feeds/feed-format.ts";
import type { FeedItem, LineReading } from "../../domain/reconcile/feeds/feed-item.ts";
import { type JoinedClaim, joinClaim } from "../../domain/reconcile/feeds/join-claim.ts";
import { readFeedLine } from "../../domain/reconcile/feeds/read-feed-line.ts";
import type {
  FeedRow,
  ReconciliationStore,
  SealedRows,
} from "../../domain/reconcile/reconciliation-store.ts";
import { decodeItems, encodeItems, type KeptItem, rowOf } from "./feed-codec.ts";

export type FeedPorts = {
  readonly store: Pick<ReconciliationStore, "putFeed" | "groupRows" | "discardFeed">;
  readonly vault: Pick<Vault, "seal" | "open">;
  readonly clock: Clock;
  /** 32 hex digits that nobody had before. */
  readonly newFeedId: () => string;
};

export type SentFeed = {
  readonly name: string;
  readonly format: FeedFormat;
  readonly institution: InstitutionId;
  /** Whose settlements a 3202 tells. */
  readonly institutionCode: string | null;
  readonly lines: AsyncIterable<FeedLine>;
  /** Of the bytes; known when the last line was read. */
  readonly sha256: () => string;
};

const LINES_PER_COMMIT = 1_024;
/** Claims under one seal: few enough to be opened for one of them, many enough that seals cost little. */
const ITEMS_PER_SEAL = 128;

/** Keeps a feed as it comes, page by page; nothing of it stays when it ends before its end. */
export async function takeFeed(ports: FeedPorts, sent: SentFeed): Promise<FeedRow> {
  let row: FeedRow = {
    id: ports.newFeedId(),
    name: sent.name,
    format: sent.format,
    sha256: "",
    institution: sent.institution,
    stage: "taking",
    rowCount: 0,
    itemCount: 0,
    faultCount: 0,
    passedOverCount: 0,
    startedAtMs: ports.clock.nowMs(),
  };
  await ports.store.putFeed({ row, rows: [], groups: [], faults: [] });
  try {
    let page = newPage();
    for await (const line of sent.lines) {
      // A message of many lines takes a row for each: rows tell claims apart, and what comes after moves
      // down.
      const at = line.row + page.shift;
      const reading = readFeedLine({ ...line, row: at }, sent);
      const own = withOwnRows(reading, at);
      await addLine(ports, { feed: row.id, page, reading: own });
      page.shift += Math.max(0, own.items.length - 1);
      page.rowCount = Math.max(page.rowCount, at, ...own.items.map(rowOfItem));
      if (page.lineCount >= LINES_PER_COMMIT) {
        row = await keepPage(ports, row, page);
        page = newPage(page.shift);
      }
    }
    return await keepPage(ports, { ...row, sha256: sent.sha256(), stage: "taken" }, page);
  } catch (error) {
    await ports.store.discardFeed(row.id);
    throw error;
  }
}

type Page = {
  /** How many rows the feed has more than lines. */
  shift: number;
  lineCount: number;
  rowCount: number;
  newCount: number;
  passedOverCount: number;
  readonly faults: FeedFault[];
  readonly single: KeptItem[];
  readonly grouped: Map<Hex32, JoinedClaim>;
};

function newPage(shift = 0): Page {
  const counts = { lineCount: 0, rowCount: 0, newCount: 0, passedOverCount: 0 };
  return { shift, ...counts, faults: [], single: [], grouped: new Map() };
}

function withOwnRows(reading: LineReading, row: number): LineReading {
  if (reading.items.length < 2) return reading;
  return { ...reading, items: reading.items.map((item, at) => withRow(item, row + at)) };
}

function withRow(item: FeedItem, row: number): FeedItem {
  switch (item.is) {
    case "claim":
      return { ...item, claim: { ...item.claim, row } };
    case "return":
      return { is: "return", item: { ...item.item, row } };
    case "totals":
      return { is: "totals", item: { ...item.item, row } };
    case "settlement":
      return { is: "settlement", item: { ...item.item, row } };
  }
}

function rowOfItem(item: FeedItem): number {
  return item.is === "claim" ? item.claim.row : item.item.row;
}

async function addLine(
  ports: FeedPorts,
  on: { readonly feed: string; readonly page: Page; readonly reading: LineReading },
): Promise<void> {
  const { feed, page, reading } = on;
  page.lineCount += 1;
  page.passedOverCount += reading.passedOver;
  page.faults.push(...reading.faults);
  for (const item of reading.items) {
    if (item.is !== "claim") {
      page.single.push(item);
      page.newCount += 1;
    } else if (item.group === null) {
      page.single.push({ is: "claim", claim: item.claim, parts: [] });
      page.newCount += 1;
    } else {
      const group = hashOf(item.group);
      const part = hashOf(item.part);
      const standing = page.grouped.get(group) ?? (await keptGroup(ports, feed, group));
      if (standing === null) page.newCount += 1;
      const joined =
        standing === null ? { claim: item.claim, parts: [part] } : joinClaim(standing, item.claim, part);
      page.grouped.set(group, joined);
    }
  }
}

async function keptGroup(ports: FeedPorts, feed: string, group: Hex32): Promise<JoinedClaim | null> {
  const rows = await ports.store.groupRows(feed, group);
  if (rows === null) return null;
  const [item] = decodeItems(ports.vault.open(rows.sealed));
  if (item?.is !== "claim") throw new Error("a group of lines that is no claim");
  return item;
}

async function keepPage(ports: FeedPorts, before: FeedRow, page: Page): Promise<FeedRow> {
  const { store, vault } = ports;
  const seal = (items: readonly KeptItem[]): SealedRows[] => {
    const [first] = items;
    return first === undefined ? [] : [{ firstRow: rowOf(first), sealed: vault.seal(encodeItems(items)) }];
  };
  const rows: SealedRows[] = [];
  for (let from = 0; from < page.single.length; from += ITEMS_PER_SEAL)
    rows.push(...seal(page.single.slice(from, from + ITEMS_PER_SEAL)));
  const groups: { group: Hex32; firstRow: number }[] = [];
  for (const [group, joined] of page.grouped) {
    rows.push(...seal([{ is: "claim", ...joined }]));
    groups.push({ group, firstRow: joined.claim.row });
  }
  const row: FeedRow = {
    ...before,
    rowCount: Math.max(before.rowCount, page.rowCount),
    itemCount: before.itemCount + page.newCount,
    faultCount: before.faultCount + page.faults.length,
    passedOverCount: before.passedOverCount + page.passedOverCount,
  };
  await store.putFeed({ row, rows, groups, faults: page.faults });
  return row;
}

function hashOf(text: string): Hex32 {
  return `0x${createHash("sha256").update(text).digest("hex")}`;
}
