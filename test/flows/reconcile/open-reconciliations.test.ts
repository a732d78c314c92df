import { describe, expect, it } from "vitest";
import { fail } from "../../../server/domain/failure.ts";
import {
  AUDITOR,
  all,
  BUREAU,
  claimText,
  feedOf,
  judgeTwoByTwo,
  OTHER_BUREAU,
  openDesk,
} from "./support/desk.ts";

const TEXTS = [1, 2, 3, 4, 5].map((n) => claimText(n));
const PAGE = { limit: 200, after: null };

async function reconciled(texts: readonly string[]) {
  const desk = await openDesk();
  const reconciliations = desk.open();
  const { id } = await reconciliations.begin(feedOf(texts));
  await reconciliations.idle();
  return { desk, reconciliations, id, row: await reconciliations.read(BUREAU, id) };
}

describe("a feed that was sent", () => {
  it("is judged to its end, and summed up", async () => {
    const { row, desk, id } = await reconciled(TEXTS);
    expect(row).toMatchObject({
      stage: "done",
      payerRegion: 330_500,
      requestedBy: 7,
      rowCount: 5,
      itemCount: 5,
      judgedRow: 5,
      judgedCount: 5,
      findingCount: 4,
      asOf: { block: 1 },
      summary: {
        askedFen: 7_500n,
        fundFen: 5_250n,
        questionedFen: 6_000n,
        violatingCount: 3,
        cleanCount: 2,
        institutionCount: 2,
        couldNotLook: { person: 1 },
      },
    });
    const [first] = await all(desk.store.everyFinding(id));
    expect(first).toMatchObject({
      claimId: "C3",
      claim: { institutionCode: "P33050000001", traceCode: "82638371254806120000" },
    });
  });

  it("keeps its claims sealed, and no person anywhere else", async () => {
    const { desk, row } = await reconciled(TEXTS);
    const rows = await all(desk.store.feedRows(row.feed));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ sealed }) => sealed.startsWith("sealed "))).toBe(true);
    expect(JSON.stringify(await all(desk.store.everyFinding(row.id)), bigints)).not.toContain("3305009954");
  });

  it("tells its bad lines by row and path, and judges the others", async () => {
    const { row, reconciliations } = await reconciled(["{", claimText(2, { date: "x" }), claimText(3)]);
    expect(row).toMatchObject({ stage: "done", rowCount: 3, itemCount: 1, faultCount: 2, findingCount: 2 });
    const faults = await reconciliations.faults(BUREAU, row.id, PAGE);
    expect(faults.rows.map((fault) => [fault.row, fault.path])).toEqual([
      [1, ""],
      [2, "date"],
    ]);
  });

  it("leaves nothing when it breaks off, and is taken when it comes again", async () => {
    const desk = await openDesk();
    const reconciliations = desk.open();
    async function* broken() {
      yield { row: 1, text: claimText(1) };
      fail("upload-cut-off", { bytesCount: 10 });
    }
    const sent = reconciliations.begin(feedOf(TEXTS, { lines: broken() }));
    await expect(sent).rejects.toMatchObject({ code: "upload-cut-off" });
    expect(await desk.store.tornFeeds()).toEqual([]);
    expect((await reconciliations.list(BUREAU, PAGE)).rows).toEqual([]);
    await reconciliations.begin(feedOf(TEXTS));
    await reconciliations.idle();
    expect((await reconciliations.list(BUREAU, PAGE)).rows).toHaveLength(1);
  });
});

describe("the same feed again", () => {
  it("is the same reconciliation while the ledger stands still", async () => {
    const { desk, reconciliations, row } = await reconciled(TEXTS);
    expect(await reconciliations.begin(feedOf(TEXTS))).toEqual(row);
    expect(desk.asked).toHaveLength(1);
    expect(await all(desk.store.feedRows("2".padStart(32, "0")))).toEqual([]);
  });

  it("is judged anew when the ledger has grown, and the old findings stay", async () => {
    const { desk, reconciliations, row } = await reconciled(TEXTS);
    await desk.ledger.grow();
    const next = await reconciliations.begin(feedOf(TEXTS));
    await reconciliations.idle();
    expect(next).toMatchObject({ run: 1, feed: row.feed });
    expect(next.id).not.toBe(row.id);
    expect(await reconciliations.read(BUREAU, next.id)).toMatchObject({
      findingCount: 4,
      asOf: { block: 2 },
    });
    expect(await reconciliations.read(BUREAU, row.id)).toEqual(row);
  });

  it("is another one of another asker, and as another format", async () => {
    const { reconciliations, id } = await reconciled(TEXTS);
    const other = await reconciliations.begin(feedOf(TEXTS, { principal: AUDITOR }));
    const table = await reconciliations.begin(feedOf(TEXTS, { format: "claims-csv" }));
    expect(new Set([id, other.id, table.id]).size).toBe(3);
    expect(other.payerRegion).toBeNull();
    await reconciliations.idle();
  });

  it("tries again what failed, from where it was", async () => {
    const desk = await openDesk();
    const failing = desk.open({ claims: async () => fail("chain-unreachable", {}) });
    const { id } = await failing.begin(feedOf(TEXTS));
    await failing.idle();
    expect(await failing.read(BUREAU, id)).toMatchObject({
      stage: "failed",
      failure: { code: "chain-unreachable", facts: {} },
    });
    const working = desk.open();
    expect((await working.begin(feedOf(TEXTS))).id).toBe(id);
    await working.idle();
    expect(await working.read(BUREAU, id)).toMatchObject({ stage: "done", failure: null, findingCount: 4 });
  });

  it("waits for a chain that does not answer, and goes on where it was", async () => {
    const desk = await openDesk();
    let attempts = 0;
    const reconciliations = desk.open({
      claims: async (_, of) => {
        attempts += 1;
        if (attempts < 3) fail("chain-unreachable", {});
        return judgeTwoByTwo(of, desk.ledger.blockAt(1));
      },
    });
    const { id } = await reconciliations.begin(feedOf(TEXTS));
    await reconciliations.idle();
    expect(attempts).toBe(3);
    expect(await reconciliations.read(BUREAU, id)).toMatchObject({ stage: "done", findingCount: 4 });
  });

  it("tells a bug as such and not what broke", async () => {
    const desk = await openDesk();
    const failing = desk.open({ claims: () => Promise.reject(new Error("secret")) });
    const { id } = await failing.begin(feedOf(TEXTS));
    await failing.idle();
    expect((await failing.read(BUREAU, id)).failure).toEqual({ code: "internal", facts: {} });
  });
});

describe("a server that stops between two parts", () => {
  async function stopped(afterParts = 1) {
    const desk = await openDesk();
    const first = desk.open();
    let sinks = 0;
    const { put } = desk.store;
    desk.store.put = async (change) => {
      await put(change);
      if (change.findings.length > 0 || change.tallies.length > 0) sinks += 1;
      if (sinks === afterParts) void first.stop();
    };
    const { id } = await first.begin(feedOf(TEXTS));
    await first.idle();
    desk.store.put = put;
    return { desk, id };
  }

  it("goes on from the row that was judged, to equal findings", async () => {
    const { desk, id } = await stopped();
    const second = desk.open();
    expect(await second.read(BUREAU, id)).toMatchObject({ stage: "judging", judgedRow: 2, judgedCount: 2 });
    await second.resume();
    await second.idle();
    const whole = await reconciled(TEXTS);
    expect(desk.asked.map(({ judgedRow }) => judgedRow)).toEqual([0, 2]);
    expect(await all(desk.store.everyFinding(id))).toEqual(
      await all(whole.desk.store.everyFinding(whole.id)),
    );
    expect(await all(desk.store.tallies(id))).toEqual(await all(whole.desk.store.tallies(whole.id)));
    const { startedAtMs: _, endedAtMs: __, begunAtMs: ___, ...row } = await second.read(BUREAU, id);
    expect(whole.row).toMatchObject(row);
  });

  it("finds nothing of the feed as a whole a second time", async () => {
    const { desk, id } = await stopped(4);
    const second = desk.open();
    expect(await second.read(BUREAU, id)).toMatchObject({ stage: "judging", findingCount: 4 });
    await second.resume();
    await second.idle();
    expect(await second.read(BUREAU, id)).toMatchObject({ stage: "done", judgedCount: 5, findingCount: 4 });
  });

  it("goes on at the block at which it began, however far the ledger has come", async () => {
    const { desk, id } = await stopped();
    await desk.ledger.grow();
    const second = desk.open();
    await second.resume();
    await second.idle();
    expect(desk.asked.map(({ judgedRow, moment }) => [judgedRow, moment.block])).toEqual([
      [0, 1],
      [2, 1],
    ]);
    expect(await second.read(BUREAU, id)).toMatchObject({
      stage: "done",
      judgedCount: 5,
      findingCount: 4,
      asOf: { block: 1 },
    });
  });

  it("throws away a feed that had not wholly come", async () => {
    const desk = await openDesk();
    const forever = Promise.withResolvers<void>();
    async function* half() {
      yield { row: 1, text: claimText(1) };
      await forever.promise;
    }
    void desk.open().begin(feedOf(TEXTS, { lines: half() }));
    await expect.poll(() => desk.store.tornFeeds()).toHaveLength(1);
    await desk.open().resume();
    expect(await desk.store.tornFeeds()).toEqual([]);
  });
});

describe("what a principal may see", () => {
  it("is its own; an auditor sees all", async () => {
    const { reconciliations, id } = await reconciled(TEXTS);
    expect((await reconciliations.list(OTHER_BUREAU, PAGE)).rows).toEqual([]);
    expect((await reconciliations.list(AUDITOR, PAGE)).rows.map((row) => row.id)).toEqual([id]);
    expect(await reconciliations.read(AUDITOR, id)).toMatchObject({ id });
    const filter = { kind: null, verdict: null };
    for (const look of [
      () => reconciliations.read(OTHER_BUREAU, id),
      () => reconciliations.findings(OTHER_BUREAU, id, { filter, page: PAGE }),
      () => reconciliations.faults(OTHER_BUREAU, id, PAGE),
      () => reconciliations.whole(OTHER_BUREAU, id),
    ])
      await expect(look()).rejects.toMatchObject({ code: "not-found" });
  });
});

function bigints(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
