import { expect, it } from "vitest";
import { FINDING_KINDS } from "../../server/domain/reconcile/finding.ts";
import { openReconciliationStore } from "../../server/store/reconciliation-store.ts";
import {
  anyFeed,
  anyFinding,
  anyReconciliation,
  anyTally,
  FEED_ID,
  RUN_ID,
} from "./support/any-reconciliation.ts";
import { DATABASES, dump } from "./support/databases.ts";

const PAGE = { limit: 2, after: null };
const ANY = { kind: null, verdict: null };
const GROUP = `0x${"33".repeat(32)}` as const;

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

it.each(DATABASES)("a feed is kept in its order, and its groups are found ($name)", async ({ open }) => {
  const { database, discard } = await open();
  const store = openReconciliationStore(database);
  const fault = { row: 2, path: "date", problem: "not a day" };
  const rows = [
    { firstRow: 300, sealed: "last" },
    { firstRow: 1, sealed: "first" },
  ];
  const groups = [{ group: GROUP, firstRow: 300 }];
  await store.putFeed({ row: anyFeed({ stage: "taking" }), rows, groups, faults: [fault] });
  expect(await store.feed(FEED_ID)).toEqual(anyFeed({ stage: "taking" }));
  expect(await all(store.feedRows(FEED_ID))).toEqual([rows[1], rows[0]]);
  expect(await store.groupRows(FEED_ID, GROUP)).toEqual(rows[0]);
  expect(await store.groupRows(FEED_ID, `0x${"44".repeat(32)}`)).toBeNull();
  expect(await store.faults(FEED_ID, PAGE)).toEqual({ rows: [fault], next: null });
  expect(await store.tornFeeds()).toEqual([anyFeed({ stage: "taking" })]);
  await store.discardFeed(FEED_ID);
  expect(await dump(database)).toEqual([]);
  await discard();
});

it.each(DATABASES)(
  "findings follow one another, and are found by kind and verdict ($name)",
  async ({ open }) => {
    const { database, discard } = await open();
    const store = openReconciliationStore(database);
    const found = [
      anyFinding({ row: 1 }),
      anyFinding({ row: 2, kind: "expired", verdict: "suspect" }),
      anyFinding({ row: 3, verdict: "suspect", claim: null }),
      anyFinding({ row: 4 }),
    ];
    await store.put({
      row: anyReconciliation({ findingCount: 1 }),
      findings: found.slice(0, 1),
      tallies: [],
    });
    const row = anyReconciliation({ findingCount: 4 });
    await store.put({ row, findings: found.slice(1), tallies: [anyTally] });
    const rowsOf = async (filter: Parameters<typeof store.findings>[1]) =>
      (await store.findings(RUN_ID, filter, { limit: 9, after: null })).rows.map((each) => each.row);
    expect(await all(store.everyFinding(RUN_ID))).toEqual(
      found.map((each, ordinal) => ({ ...each, ordinal })),
    );
    expect(await store.finding(RUN_ID, 2)).toEqual({ ...found[2], ordinal: 2 });
    expect(await store.finding(RUN_ID, 4)).toBeNull();
    expect(await rowsOf(ANY)).toEqual([1, 2, 3, 4]);
    expect(await rowsOf({ kind: "no_sale", verdict: null })).toEqual([1, 4, 3]);
    expect(await rowsOf({ kind: "no_sale", verdict: "suspect" })).toEqual([3]);
    expect(await rowsOf({ kind: null, verdict: "suspect" })).toEqual([2, 3]);
    expect(await rowsOf({ kind: "recalled", verdict: null })).toEqual([]);
    const first = await store.findings(RUN_ID, { kind: "no_sale", verdict: null }, PAGE);
    const second = await store.findings(
      RUN_ID,
      { kind: "no_sale", verdict: null },
      { ...PAGE, after: first.next },
    );
    expect([...first.rows, ...second.rows].map((each) => each.row)).toEqual([1, 4, 3]);
    expect(await all(store.tallies(RUN_ID))).toEqual([anyTally]);
    await discard();
  },
);

it.each(DATABASES)("a reconciliation begun again has no findings of before ($name)", async ({ open }) => {
  const { database, discard } = await open();
  const store = openReconciliationStore(database);
  const row = anyReconciliation();
  await store.put({ row, findings: [], tallies: [] });
  const before = await dump(database);
  await store.put({ row: { ...row, findingCount: 1 }, findings: [anyFinding()], tallies: [anyTally] });
  await store.beginAgain(row);
  expect(await dump(database)).toEqual(before);
  await discard();
});

it.each(DATABASES)("reconciliations are listed newest first, one's own or all ($name)", async ({ open }) => {
  const { database, discard } = await open();
  const store = openReconciliationStore(database);
  const rows = [1, 2, 3].map((n) =>
    anyReconciliation({ id: `0${n}`.repeat(16), startedAtMs: n, requestedBy: n === 2 ? 9 : 7 }),
  );
  for (const row of rows) await store.put({ row, findings: [], tallies: [] });
  const ended = anyReconciliation({ ...rows[0], stage: "done", endedAtMs: 4 });
  await store.put({ row: ended, findings: [], tallies: [] });
  const page = { limit: 9, after: null };
  expect((await store.reconciliations(null, page)).rows.map(({ startedAtMs }) => startedAtMs)).toEqual([
    3, 2, 1,
  ]);
  expect((await store.reconciliations(7, page)).rows.map(({ startedAtMs }) => startedAtMs)).toEqual([3, 1]);
  expect((await store.unfinished()).map(({ startedAtMs }) => startedAtMs)).toEqual([2, 3]);
  expect(await store.reconciliation("../x")).toBeNull();
  expect(await store.reconciliation("ee".repeat(16))).toBeNull();
  await discard();
});

it.each(DATABASES)("no kind of finding is longer than its place in a key ($name)", async ({ open }) => {
  const { database, discard } = await open();
  const store = openReconciliationStore(database);
  for (const kind of FINDING_KINDS) {
    const filter = { kind, verdict: null };
    expect(await store.findings(RUN_ID, filter, PAGE)).toEqual({ rows: [], next: null });
  }
  await discard();
});
