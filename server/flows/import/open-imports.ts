import { createHash } from "node:crypto";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { fail } from "../../domain/failure.ts";
import {
  addCounts,
  type CountsByKind,
  type EntryKind,
  type ImportEntry,
  type ImportRefusal,
  NO_COUNTS,
} from "../../domain/import/entry.ts";
import type { ImportFile, ImportPlan, ImportRow } from "../../domain/import/import-store.ts";
import type { Page, PageRequest } from "../../domain/ledger-view.ts";
import { createTurns } from "../submit/turns.ts";
import { admitReaders } from "./admit-readers.ts";
import type { ImportPorts } from "./import-ports.ts";
import { lateAttempts } from "./late-attempts.ts";
import { planWindow } from "./plan-window.ts";
import { type RefusedEntry, runPlan } from "./run-plan.ts";
import type { EntryOutcome } from "./set-up.ts";
import { setUpInstitutions } from "./set-up-institutions.ts";
import { setUpProducts } from "./set-up-products.ts";

/** Imports of feeds: what is sent is seen to its end, in order, once, through kills of anybody. */
export type Imports = {
  /** The import of these files: a new one, or as far as the one before came. */
  begin(files: readonly ImportFile[]): Promise<ImportRow>;
  read(id: string): Promise<ImportRow>;
  refusals(id: string, page: PageRequest): Promise<Page<ImportRefusal>>;
  /** Entries from the one numbered `from`; those that were seen to their end before are passed over. */
  take(id: string, from: number, entries: readonly ImportEntry[]): Promise<ImportRow>;
  /** Ends it when `count` entries were seen to their end, and hands out keys to read with. */
  end(id: string, count: number): Promise<{ readonly row: ImportRow; readonly credentials: string | null }>;
  /** Goes on with what a kill left half sent. */
  resume(): Promise<void>;
};

export function openImports(ports: ImportPorts): Imports {
  // One at a time: what is planned ahead of the index is planned by one.
  const turns = createTurns();
  const read = async (id: string): Promise<ImportRow> =>
    (await ports.reads.importRow(id)) ?? fail("not-found", { import: id });
  const finish = async (row: ImportRow): Promise<ImportRow> => {
    const plan = await ports.reads.importPlan(row.id);
    return plan === null ? row : seeThrough(ports, row, plan);
  };
  return {
    read,
    begin: (files) => turns.take(async () => begin(ports, files)),
    refusals: async (id, page) => ports.reads.importRefusals((await read(id)).id, page),
    take: (id, from, entries) =>
      turns.take(async () => {
        let row = await finish(await read(id));
        if (from > row.next) malformed("from", `the next entry is ${row.next}`);
        for (const window of windowsOf(entries.slice(row.next - from)))
          row = await takeWindow(ports, row, window);
        return row;
      }),
    end: (id, count) =>
      turns.take(async () => {
        const row = await finish(await read(id));
        if (row.next !== count) malformed("count", `the next entry is ${row.next}`);
        const credentials = await admitReaders(ports, id);
        if (row.endedAtMs !== null) return { row, credentials };
        const ended = { ...row, endedAtMs: ports.take.clock.nowMs() };
        await ports.store.commit({ imports: { row: ended, plan: "none", refusals: [], names: [] } });
        return { row: ended, credentials };
      }),
    resume: () =>
      turns.take(async () => {
        for (const row of await ports.reads.importRows()) await finish(row);
      }),
  };
}

function malformed(path: string, problem: string): never {
  return fail("malformed-request", { issues: [{ path, problem }] });
}

async function begin(ports: ImportPorts, files: readonly ImportFile[]): Promise<ImportRow> {
  const named = canonicalJson(files.map(({ name, kind, sha256 }) => ({ name, kind, sha256 })));
  const id = createHash("sha256").update(named).digest("hex").slice(0, 32);
  const standing = await ports.reads.importRow(id);
  if (standing !== null) return standing;
  const row: ImportRow = {
    id,
    files,
    startedAtMs: ports.take.clock.nowMs(),
    endedAtMs: null,
    next: 0,
    refusedCount: 0,
    counts: NO_COUNTS,
  };
  await ports.store.commit({ imports: { row, plan: "none", refusals: [], names: [] } });
  return row;
}

/** Institutions, products and what is recorded of them are windows of their own. */
function windowsOf(entries: readonly ImportEntry[]): readonly (readonly ImportEntry[])[] {
  const windows: ImportEntry[][] = [];
  for (const entry of entries) {
    const last = windows.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && phaseOf(before.kind) === phaseOf(entry.kind))
      last.push(entry);
    else windows.push([entry]);
  }
  return windows;
}

function phaseOf(kind: EntryKind): "institution" | "product" | "record" {
  return kind === "institution" || kind === "product" ? kind : "record";
}

async function takeWindow(
  ports: ImportPorts,
  row: ImportRow,
  window: readonly ImportEntry[],
): Promise<ImportRow> {
  const startedMs = ports.take.clock.nowMs();
  const [first] = window;
  const phase = phaseOf(first?.kind ?? "sale");
  let next: ImportRow;
  if (phase === "record") {
    const plan = await ports.patience(() =>
      planWindow(ports, { importId: row.id, from: row.next, entries: window }),
    );
    await ports.store.commit({ imports: { row, plan, refusals: [], names: [] } });
    ports.log.info(
      {
        entries: window.length,
        commands: plan.commands.length,
        planMs: ports.take.clock.nowMs() - startedMs,
      },
      "window planned",
    );
    next = await seeThrough(ports, row, plan);
  } else {
    const setUp = phase === "institution" ? setUpInstitutions : setUpProducts;
    next = await keepSetUp(ports, { row, window, outcomes: await setUp(ports, row.id, window) });
  }
  const durationMs = ports.take.clock.nowMs() - startedMs;
  ports.log.info({ import: row.id, phase, next: next.next, durationMs }, "entries imported");
  return next;
}

/** Sends what a plan holds, waits for its end, and keeps what came of it in one commit. */
async function seeThrough(ports: ImportPorts, row: ImportRow, plan: ImportPlan): Promise<ImportRow> {
  const late = await runPlan(ports, row.id, plan);
  const refusedLate = placed(plan, late);
  const refusals = [...plan.refusals, ...refusedLate];
  const next: ImportRow = {
    ...row,
    next: plan.to,
    refusedCount: row.refusedCount + refusals.length,
    counts: addCounts(row.counts, withRefused(plan.counts, refusedLate)),
  };
  // A plan judges ahead of the ledger: an attempt counts as made when what stands before it is recorded.
  const atMs = ports.take.clock.nowMs();
  const attempts = [...plan.attempts, ...(await lateAttempts(ports, plan, refusedLate))];
  await ports.store.commit({
    refused: attempts.map((attempt) => ({ ...attempt, atMs })),
    imports: { row: next, plan: "done", refusals, names: plan.names },
  });
  return next;
}

/** Each entry once, with the first reason. */
function placed(plan: ImportPlan, late: readonly RefusedEntry[]): readonly ImportRefusal[] {
  const places = new Map(plan.places.map((place) => [place.entry, place]));
  const refusals = new Map<number, ImportRefusal>();
  for (const { entry, code, facts } of late) {
    const place = places.get(entry);
    if (place !== undefined && !refusals.has(entry)) refusals.set(entry, { ...place, code, facts });
  }
  return [...refusals.values()].sort((a, b) => a.entry - b.entry);
}

function withRefused(counts: CountsByKind, late: readonly ImportRefusal[]): CountsByKind {
  let sum = counts;
  for (const { kind } of late) {
    const { taken, standing, refused } = sum[kind];
    sum = { ...sum, [kind]: { taken: taken - 1, standing, refused: refused + 1 } };
  }
  return sum;
}

async function keepSetUp(
  ports: ImportPorts,
  done: {
    readonly row: ImportRow;
    readonly window: readonly ImportEntry[];
    readonly outcomes: readonly EntryOutcome[];
  },
): Promise<ImportRow> {
  const { row, window, outcomes } = done;
  let { counts } = row;
  const refusals: ImportRefusal[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    const entry = window[at];
    if (entry === undefined) throw new Error("an outcome without its entry");
    const { file, line, kind } = entry;
    counts = addCounts(counts, { ...NO_COUNTS, [kind]: { ...NO_COUNTS[kind], [outcome.is]: 1 } });
    if (outcome.is !== "refused") continue;
    const { code, facts } = outcome.failure;
    refusals.push({ entry: row.next + at, file, line, kind, code, facts });
  }
  const next: ImportRow = {
    ...row,
    counts,
    next: row.next + window.length,
    refusedCount: row.refusedCount + refusals.length,
  };
  await ports.store.commit({ imports: { row: next, plan: "none", refusals, names: [] } });
  return next;
}
