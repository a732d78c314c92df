import { describe, expect, it } from "vitest";
import type { AlertKind } from "../../../server/domain/alerts/alert.ts";
import type { ClaimRow } from "../../../server/domain/claims/claim-rows.ts";
import type { LedgerView } from "../../../server/domain/ledger-view.ts";
import type { Principal } from "../../../server/domain/principal.ts";
import type { ReconciliationRow } from "../../../server/domain/reconcile/reconciliation-store.ts";
import { NO_SUMMARY } from "../../../server/domain/reconcile/summary.ts";
import { type Alerts, openAlerts } from "../../../server/flows/alerts/open-alerts.ts";
import { openAlertRecords } from "../../../server/store/alert-store.ts";
import { openCaseRecords } from "../../../server/store/case-store.ts";
import { openReconciliationStore } from "../../../server/store/reconciliation-store.ts";
import { anyCaseChange } from "../../store/support/any-case-change.ts";
import { anyCommand } from "../../store/support/any-intent.ts";
import { anyReconciliation } from "../../store/support/any-reconciliation.ts";
import { DATABASES } from "../../store/support/databases.ts";

const NOW_MS = Date.UTC(2026, 10, 27, 4);
const DAY_SEC = 86_400;
const NOW_SEC = NOW_MS / 1000;
const ASOF = { block: 9, blockHash: `0x${"77".repeat(32)}` } as const;
const PAGE = { limit: 50, after: null };
const ALL = { filter: { isAcknowledged: null }, page: PAGE };

const bureau: Principal = { name: "clerk", institution: 7, role: "bureau", region: 330_500 };
const auditor: Principal = { name: "auditor", institution: 9, role: "auditor", region: 0 };
const shop: Principal = { name: "till", institution: 5, role: "pharmacy", region: 330_500 };

type World = {
  readonly runs?: readonly ReconciliationRow[];
  readonly cases?: readonly Parameters<typeof anyCaseChange>[0][];
  readonly standing?: object;
  readonly disputed?: readonly (number | null)[];
  readonly acceptedAtMs?: number;
};

async function alertsOn(world: World): Promise<Alerts> {
  const [beside, findings] = await Promise.all([DATABASES[0]?.open(), DATABASES[0]?.open()]);
  if (beside === undefined || findings === undefined) throw new Error("no database");
  const cases = openCaseRecords(beside.database);
  for (const [at, each] of (world.cases ?? []).entries()) {
    const change = anyCaseChange(each);
    const standing = { ...change.auditCase.standing, ...world.standing };
    const request = { ...change.request, key: `${at}` };
    await cases.commit({ ...change, auditCase: { ...change.auditCase, standing }, request });
  }
  const store = openReconciliationStore(findings.database);
  for (const row of world.runs ?? []) await store.put({ row, findings: [], tallies: [] });
  const rows = (world.disputed ?? []).map((deadlineSec, at) => ({ id: `0x${at}`, deadlineSec }));
  // The alerts ask the ledger for its disputes alone.
  const view = {
    asOf: ASOF,
    claimQueue: async () => ({ rows: rows as unknown as ClaimRow[], next: null }),
  } as unknown as LedgerView;
  const command = { ...anyCommand("one"), institution: 5, acceptedAtMs: world.acceptedAtMs ?? NOW_MS };
  return openAlerts({
    records: openAlertRecords(beside.database),
    cases,
    reconciliations: {
      list: (principal, page) =>
        store.reconciliations(principal.role === "auditor" ? null : principal.institution, page),
    },
    reader: { head: () => ASOF, view: (use) => use(view) },
    commands: { unfinishedCommands: async () => [command] },
    clock: { nowMs: () => NOW_MS },
    zone: { offsetMin: 480 },
  });
}

const kindsOf = async (alerts: Alerts, principal: Principal): Promise<AlertKind[]> =>
  (await alerts.list(principal, ALL)).rows.map(({ kind }) => kind);

const done = (change: Partial<ReconciliationRow["summary"]>, more: Partial<ReconciliationRow> = {}) =>
  anyReconciliation({
    stage: "done",
    asOf: ASOF,
    faultCount: 0,
    endedAtMs: 5_000,
    summary: { ...NO_SUMMARY, ...change },
    ...more,
  });
const INDEX = { kind: "index_differs", verdict: "violation", count: 2, disallowedFen: 0n } as const;

describe("a reconciliation", () => {
  it.each([
    ["with violations", done({ violatingCount: 1 }), ["reconciliation-violations"]],
    ["without any", done({ suspectCount: 3 }), []],
    ["of an index that differs", done({ kinds: [INDEX] }), ["index-differs"]],
    ["that could not open a person", done({ couldNotLook: { person: 2 } }), ["reconciliation-incomplete"]],
    ["with lines it could not read", done({}, { faultCount: 1 }), ["reconciliation-incomplete"]],
    [
      "that failed",
      done({}, { stage: "failed", failure: { code: "chain-replaced", facts: {} } }),
      ["reconciliation-incomplete"],
    ],
    ["under way", done({ violatingCount: 1 }, { stage: "judging" }), []],
  ] as const)("%s", async (_, row, kinds) => {
    expect(await kindsOf(await alertsOn({ runs: [row] }), bureau)).toEqual(kinds);
  });

  it("is for who asked for it and for auditors", async () => {
    const alerts = await alertsOn({ runs: [done({ violatingCount: 1 }, { requestedBy: 8 })] });
    expect(await kindsOf(alerts, bureau)).toEqual([]);
    expect(await kindsOf(alerts, shop)).toEqual([]);
    expect((await alerts.list(auditor, ALL)).rows).toMatchObject([
      {
        sinceMs: 5_000,
        asOf: ASOF,
        facts: { violatingCount: 1, questionedFen: "0" },
        link: `/v1/reconciliations/${"a1".repeat(16)}`,
      },
    ]);
  });
});

describe("a case", () => {
  const cases = [{ ordinal: 1, findings: [1], isNotified: true }];
  const third: Principal = { ...bureau, institution: 8, region: 110_100 };
  const observer: Principal = { ...bureau, institution: 8, region: 420_100 };

  it.each([
    ["a hearing on its last day", { state: "hearing", dueOn: "2026-11-27" }, null, "statement-due"],
    ["a hearing over", { state: "hearing", dueOn: "2026-11-26" }, "hearing-overdue", "statement-due"],
    ["an answered one", { state: "stated", dueOn: "2026-11-26" }, null, null],
    ["an order on its last day", { state: "ordered", dueOn: "2026-11-27" }, null, "repayment-due"],
    ["an order over", { state: "ordered", dueOn: "2026-11-26" }, "claw-back-overdue", "repayment-due"],
    ["a closed one", { state: "closed", dueOn: null }, null, null],
  ] as const)("%s", async (_, standing, forBureau, forShop) => {
    const alerts = await alertsOn({ cases, standing });
    const told = (kind: AlertKind | null): AlertKind[] => (kind === null ? [] : [kind]);
    expect(await kindsOf(alerts, bureau)).toEqual(told(forBureau));
    expect(await kindsOf(alerts, auditor)).toEqual(told(forBureau));
    expect(await kindsOf(alerts, shop)).toEqual(told(forShop));
    for (const none of [third, observer, { ...shop, institution: 6 }])
      expect(await kindsOf(alerts, none)).toEqual([]);
  });

  it("tells its institution nothing before the notice", async () => {
    const before = [{ ordinal: 1, findings: [1], isNotified: false }];
    const alerts = await alertsOn({ cases: before, standing: { state: "hearing", dueOn: "2026-11-26" } });
    expect(await kindsOf(alerts, shop)).toEqual([]);
  });
});

it("a dispute is told two days before its limit, to the fund's bureau", async () => {
  const near = NOW_SEC + 2 * DAY_SEC;
  const alerts = await alertsOn({ disputed: [near, near + 1, null] });
  expect((await alerts.list(bureau, ALL)).rows).toMatchObject([
    { kind: "dispute-near-limit", facts: { claim: "0x0" }, sinceMs: NOW_MS, link: "/v1/claims/0x0" },
  ]);
  expect(await kindsOf(alerts, auditor)).toEqual([]);
  expect(await kindsOf(alerts, shop)).toEqual([]);
});

it.each([
  ["ten minutes", NOW_MS - 600_000, ["command-stuck"]],
  ["less", NOW_MS - 599_999, []],
] as const)("a command that waits %s is told to its own institution", async (_, acceptedAtMs, kinds) => {
  const alerts = await alertsOn({ acceptedAtMs });
  expect(await kindsOf(alerts, shop)).toEqual(kinds);
  expect(await kindsOf(alerts, bureau)).toEqual([]);
});

describe("alerts", () => {
  const runs = [1, 2, 3, 4, 5].map((n) =>
    done({ violatingCount: 1, kinds: n === 2 ? [INDEX] : [] }, { id: `0${n}`.repeat(16), endedAtMs: n }),
  );

  it("come the worst first, of these the latest, page by page without a gap", async () => {
    const alerts = await alertsOn({ runs });
    const seen: [string, number][] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<Alerts["list"]>> = await alerts.list(bureau, {
        ...ALL,
        page: { limit: 2, after },
      });
      seen.push(...page.rows.map(({ kind, sinceMs }): [string, number] => [kind, sinceMs]));
      after = page.next;
    } while (after !== null);
    const violations = [5, 4, 3, 2, 1].map((n) => ["reconciliation-violations", n]);
    expect(seen).toEqual([["index-differs", 2], ...violations]);
  });

  it("are acknowledged once, by institution, and stay until what they are about has passed", async () => {
    const alerts = await alertsOn({ runs: runs.slice(0, 1) });
    const [first] = (await alerts.list(bureau, ALL)).rows;
    const id = first?.id ?? "";
    const acknowledged = { principal: "clerk", atMs: NOW_MS };
    expect(await alerts.acknowledge(bureau, id)).toEqual({ ...first, acknowledged });
    expect((await alerts.acknowledge({ ...bureau, name: "another" }, id)).acknowledged).toEqual(acknowledged);
    expect((await alerts.list(bureau, { ...ALL, filter: { isAcknowledged: false } })).rows).toEqual([]);
    expect((await alerts.list(bureau, { ...ALL, filter: { isAcknowledged: true } })).rows).toHaveLength(1);
    // Another institution has its own eyes.
    expect((await alerts.list(auditor, ALL)).rows).toMatchObject([{ id, acknowledged: null }]);
    for (const stranger of [shop, { ...bureau, institution: 8 }]) {
      await expect(alerts.acknowledge(stranger, id)).rejects.toMatchObject({ code: "not-found" });
    }
  });
});
