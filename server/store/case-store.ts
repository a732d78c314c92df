import type { AuditCase, CaseFinding, CaseStep } from "../domain/cases/audit-case.ts";
import type { CaseId } from "../domain/cases/case-number.ts";
import { type CaseChange, type CaseRecords, viewersOf } from "../domain/cases/case-records.ts";
import { afterPrefix } from "./bytes.ts";
import * as keys from "./case-keys.ts";
import { auditCaseCodec, caseFindingCodec, caseRequestCodec, caseStepCodec } from "./codecs/case-rows.ts";
import { damaged } from "./codecs/codec.ts";
import type { Database } from "./database.ts";
import { readPage } from "./read-page.ts";

const NOTHING = Buffer.alloc(0);

/** Audit cases in the database of intents: nothing would give them back. */
export function openCaseRecords(database: Database): CaseRecords {
  const caseAt = (id: CaseId): AuditCase | null => {
    const bytes = database.getSync(keys.ofCaseKey("cases", id));
    return bytes === undefined ? null : auditCaseCodec.decode(bytes);
  };
  const listed = (key: Buffer): AuditCase =>
    caseAt(keys.caseAtEnd(key)) ?? damaged("casesOf", "a case that is not there");
  return {
    commit: (change) => commit(database, change),
    nextOrdinal: async (region, year) => {
      const prefix = keys.yearPrefix(region, year);
      const range = { gte: prefix, lt: afterPrefix(prefix), reverse: true, limit: 1 };
      for await (const key of database.keys(range)) return keys.caseAtEnd(key).ordinal + 1;
      return 1;
    },
    auditCase: async (id) => caseAt(id),
    steps: (id) => rowsOf<CaseStep>(database, keys.ofCaseKey("caseSteps", id), caseStepCodec.decode),
    findings: (id) =>
      rowsOf<CaseFinding>(database, keys.ofCaseKey("caseFindings", id), caseFindingCodec.decode),
    cases: (viewer, request) =>
      readPage({
        database,
        prefix: keys.viewerPrefix(viewer),
        request,
        order: "newest-first",
        rowOf: listed,
      }),
    async *waiting() {
      for await (const key of database.keys(under(keys.tablePrefix("waitingCases")))) yield listed(key);
    },
    caseOfFinding: async (reconciliation, ordinal) => {
      const bytes = database.getSync(keys.findingKey(reconciliation, ordinal));
      return bytes === undefined ? null : keys.caseAtEnd(bytes);
    },
    async *casesOfFindings(reconciliation) {
      for await (const [key, value] of database.iterator(under(keys.findingsPrefix(reconciliation))))
        yield { ordinal: keys.ordinalAtEnd(key), auditCase: keys.caseAtEnd(value) };
    },
    request: async (institution, key) => {
      const bytes = database.getSync(keys.requestKey(institution, key));
      return bytes === undefined ? null : { institution, key, ...caseRequestCodec.decode(bytes) };
    },
  };
}

async function commit(database: Database, change: CaseChange): Promise<void> {
  const { auditCase, step, findings, request } = change;
  const { head, standing } = auditCase;
  const { region, year, ordinal } = head;
  const id: CaseId = { region, year, ordinal };
  const writes = database.batch();
  writes.put(keys.ofCaseKey("cases", id), auditCaseCodec.encode(auditCase));
  writes.put(keys.placedKey("caseSteps", id, standing.stepCount), caseStepCodec.encode(step));
  for (const [at, finding] of findings.entries()) {
    writes.put(keys.placedKey("caseFindings", id, at), caseFindingCodec.encode(finding));
    writes.put(keys.findingKey(head.reconciliation, finding.ordinal), keys.caseBytes(id));
  }
  for (const viewer of viewersOf(auditCase)) writes.put(keys.viewedKey(viewer, head.openedAtMs, id), NOTHING);
  const waiting = keys.ofCaseKey("waitingCases", id);
  if (standing.dueOn === null) writes.del(waiting);
  else writes.put(waiting, NOTHING);
  const { institution, key, fingerprint } = request;
  writes.put(keys.requestKey(institution, key), caseRequestCodec.encode({ fingerprint, auditCase: id }));
  await writes.write({ sync: true });
}

async function rowsOf<Row>(
  database: Database,
  prefix: Buffer,
  decode: (bytes: Buffer) => Row,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const [, value] of database.iterator(under(prefix))) rows.push(decode(value));
  return rows;
}

function under(prefix: Buffer): { readonly gte: Buffer; readonly lt: Buffer } {
  return { gte: prefix, lt: afterPrefix(prefix) };
}
