import type { Page, PageRequest } from "../domain/ledger-view.ts";
import type {
  FeedChange,
  FeedRow,
  FindingFilter,
  KeptFinding,
  NumberedFinding,
  ReconciliationRow,
  ReconciliationStore,
} from "../domain/reconcile/reconciliation-store.ts";
import { afterPrefix } from "./bytes.ts";
import {
  feedCodec,
  feedFaultCodec,
  institutionTallyCodec,
  keptFindingCodec,
  reconciliationCodec,
} from "./codecs/finding-rows.ts";
import type { Database, Writes } from "./database.ts";
import * as keys from "./finding-keys.ts";
import { readPage } from "./read-page.ts";

const NOTHING = Buffer.alloc(0);
/** Deletions in one batch: a feed's rows are not all held in memory to be thrown away. */
const DELETIONS_PER_BATCH = 10_000;

/** The database of findings. */
export function openReconciliationStore(database: Database): ReconciliationStore {
  return { ...feedTables(database), ...runTables(database), ...findingTables(database) };
}

type FeedTables = Pick<
  ReconciliationStore,
  "putFeed" | "feed" | "groupRows" | "feedRows" | "faults" | "tornFeeds" | "discardFeed"
>;

function feedTables(database: Database): FeedTables {
  return {
    putFeed: (change) => putFeed(database, change),
    feed: async (id) => oneRow(database, "feeds", id, feedCodec.decode),
    groupRows: async (feed, group) => {
      const place = database.getSync(keys.groupKey(feed, group));
      if (place === undefined) return null;
      const firstRow = keys.numberAtEnd(place);
      const sealed = database.getSync(keys.numberedKey("feedRows", feed, firstRow));
      return sealed === undefined ? null : { firstRow, sealed: sealed.toString("utf8") };
    },
    async *feedRows(feed) {
      for await (const [key, value] of database.iterator(under(keys.idKey("feedRows", feed))))
        yield { firstRow: keys.numberAtEnd(key), sealed: value.toString("utf8") };
    },
    faults: (feed, request) =>
      readPage({
        database,
        prefix: keys.idKey("feedFaults", feed),
        request,
        order: "oldest-first",
        rowOf: (_, value) => feedFaultCodec.decode(value),
      }),
    tornFeeds: async () => {
      const torn: FeedRow[] = [];
      for await (const row of decoded(database, keys.tablePrefix("feeds"), feedCodec.decode))
        if (row.stage === "taking") torn.push(row);
      return torn;
    },
    discardFeed: async (feed) => {
      for (const table of ["feedRows", "feedGroups", "feedFaults", "feeds"] as const)
        await deleteAll(database, keys.idKey(table, feed));
    },
  };
}

type RunTables = Pick<
  ReconciliationStore,
  "reconciliation" | "reconciliations" | "unfinished" | "put" | "beginAgain"
>;

function runTables(database: Database): RunTables {
  const rowAt = (key: Buffer): ReconciliationRow | null =>
    oneRow(database, "reconciliations", keys.idAtEnd(key), reconciliationCodec.decode);
  return {
    reconciliation: async (id) => oneRow(database, "reconciliations", id, reconciliationCodec.decode),
    reconciliations: async (requestedBy, request) => {
      const prefix =
        requestedBy === null
          ? keys.tablePrefix("reconciliationOrder")
          : keys.ofInstitutionPrefix(requestedBy);
      const list = { database, prefix, request, order: "newest-first" } as const;
      const page = await readPage({ ...list, rowOf: rowAt });
      return { ...page, rows: page.rows.filter((row) => row !== null) };
    },
    unfinished: async () => {
      const rows: ReconciliationRow[] = [];
      for await (const key of database.keys(under(keys.tablePrefix("unfinishedReconciliations")))) {
        const row = rowAt(key);
        if (row !== null) rows.push(row);
      }
      return rows.sort((a, b) => a.startedAtMs - b.startedAtMs);
    },
    put: async ({ row, findings, tallies }) => {
      const writes = putRow(database.batch(), row);
      const from = row.findingCount - findings.length;
      for (const [at, finding] of findings.entries()) putFinding(writes, row.id, from + at, finding);
      for (const tally of tallies)
        writes.put(keys.tallyKey(row.id, tally.institutionCode), institutionTallyCodec.encode(tally));
      await writes.write({ sync: true });
    },
    beginAgain: async (row) => {
      for (const table of ["findings", "findingsOfKind", "findingsOfVerdict", "institutionTallies"] as const)
        await deleteAll(database, keys.idKey(table, row.id));
      await putRow(database.batch(), row).write({ sync: true });
    },
  };
}

function findingTables(
  database: Database,
): Pick<ReconciliationStore, "findings" | "everyFinding" | "finding" | "tallies"> {
  return {
    findings: (id, filter, request) => findingsOf(database, { id, filter, request }),
    async *everyFinding(id) {
      for await (const [key, value] of database.iterator(under(keys.idKey("findings", id))))
        yield numbered(key, value);
    },
    finding: async (id, ordinal) => {
      const key = keys.numberedKey("findings", id, ordinal);
      const bytes = database.getSync(key);
      return bytes === undefined ? null : numbered(key, bytes);
    },
    tallies: (id) => decoded(database, keys.idKey("institutionTallies", id), institutionTallyCodec.decode),
  };
}

function oneRow<Row>(
  database: Database,
  table: "feeds" | "reconciliations",
  id: string,
  decode: (bytes: Buffer) => Row,
): Row | null {
  const bytes = keys.isId(id) ? database.getSync(keys.idKey(table, id)) : undefined;
  return bytes === undefined ? null : decode(bytes);
}

async function putFeed(database: Database, { row, rows, groups, faults }: FeedChange): Promise<void> {
  const writes = database.batch().put(keys.idKey("feeds", row.id), feedCodec.encode(row));
  for (const { firstRow, sealed } of rows)
    writes.put(keys.numberedKey("feedRows", row.id, firstRow), Buffer.from(sealed, "utf8"));
  for (const { group, firstRow } of groups)
    writes.put(keys.groupKey(row.id, group), keys.numberBytes(firstRow));
  const from = row.faultCount - faults.length;
  for (const [at, fault] of faults.entries())
    writes.put(keys.numberedKey("feedFaults", row.id, from + at), feedFaultCodec.encode(fault));
  await writes.write({ sync: true });
}

function putRow(writes: Writes, row: ReconciliationRow): Writes {
  writes.put(keys.idKey("reconciliations", row.id), reconciliationCodec.encode(row));
  writes.put(keys.orderKey(row.id, row.startedAtMs), NOTHING);
  writes.put(keys.ofInstitutionKey(row.requestedBy, row.id, row.startedAtMs), NOTHING);
  const unfinished = keys.idKey("unfinishedReconciliations", row.id);
  const isUnfinished = row.stage === "judging" || row.anchoring?.kind === "due";
  return isUnfinished ? writes.put(unfinished, NOTHING) : writes.del(unfinished);
}

function putFinding(writes: Writes, id: string, ordinal: number, finding: KeptFinding): void {
  const { kind, verdict } = finding;
  const place = keys.numberBytes(ordinal);
  writes.put(keys.numberedKey("findings", id, ordinal), keptFindingCodec.encode(finding));
  writes.put(Buffer.concat([keys.kindPrefix(id, kind), keys.verdictByte(verdict), place]), NOTHING);
  writes.put(Buffer.concat([keys.verdictPrefix(id, verdict), place]), NOTHING);
}

function findingsOf(
  database: Database,
  asked: { readonly id: string; readonly filter: FindingFilter; readonly request: PageRequest },
): Promise<Page<NumberedFinding>> {
  const { id, request, filter } = asked;
  const { kind, verdict } = filter;
  const list = { database, request, order: "oldest-first" } as const;
  if (kind === null && verdict === null) {
    return readPage({ ...list, prefix: keys.idKey("findings", id), rowOf: numbered });
  }
  const rowOf = (key: Buffer): NumberedFinding => {
    const bytes = database.getSync(keys.numberedKey("findings", id, keys.numberAtEnd(key)));
    if (bytes === undefined) throw new Error("an index of findings without its finding");
    return numbered(key, bytes);
  };
  return readPage({ ...list, prefix: prefixOf(id, filter), rowOf });
}

/** Every key of findings, of a list too, ends with the finding's place. */
function numbered(key: Buffer, value: Buffer): NumberedFinding {
  return { ...keptFindingCodec.decode(value), ordinal: keys.numberAtEnd(key) };
}

function prefixOf(id: string, { kind, verdict }: FindingFilter): Buffer {
  if (kind === null) return keys.verdictPrefix(id, verdict ?? "violation");
  const ofKind = keys.kindPrefix(id, kind);
  return verdict === null ? ofKind : Buffer.concat([ofKind, keys.verdictByte(verdict)]);
}

async function* decoded<Row>(
  database: Database,
  prefix: Buffer,
  decode: (bytes: Buffer) => Row,
): AsyncGenerator<Row> {
  for await (const [, value] of database.iterator(under(prefix))) yield decode(value);
}

async function deleteAll(database: Database, prefix: Buffer): Promise<void> {
  for (;;) {
    const writes = database.batch();
    for await (const key of database.keys({ ...under(prefix), limit: DELETIONS_PER_BATCH })) writes.del(key);
    if (writes.length === 0) return;
    await writes.write({ sync: true });
  }
}

function under(prefix: Buffer): { readonly gte: Buffer; readonly lt: Buffer } {
  return { gte: prefix, lt: afterPrefix(prefix) };
}
