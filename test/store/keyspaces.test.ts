import { describe, expect, it } from "vitest";
import { openCaseRecords } from "../../server/store/case-store.ts";
import { THRESHOLDS_DEFAULT } from "../../server/domain/reconcile/thresholds.ts";
import { openCheckpointStore } from "../../server/store/checkpoint-store.ts";
import { openClaimRecords } from "../../server/store/claim-records.ts";
import { openIntentStore } from "../../server/store/intent-store.ts";
import { openKeptRecords } from "../../server/store/kept-records.ts";
import type { Keyspace } from "../../server/store/keyspace.ts";
import { KEYSPACES, type KeyspaceName, keyBytes } from "../../server/store/keyspaces.ts";
import { indexOf } from "../../server/store/open-index.ts";
import { openReconciliationStore } from "../../server/store/reconciliation-store.ts";
import { openSettlementRecords } from "../../server/store/settlement-records.ts";
import { makeUploads } from "../../server/store/uploads.ts";
import { tellWholeStory } from "../support/whole-story.ts";
import { anyCaseChange } from "./support/any-case-change.ts";
import { anyCheckpoint } from "./support/any-checkpoint.ts";
import { anyImportChange, anyPlan } from "./support/any-import.ts";
import { anyCommand, anyLane, anyRefusal } from "./support/any-intent.ts";
import { anyFeed, anyFinding, anyReconciliation, anyTally } from "./support/any-reconciliation.ts";
import { DATABASES, dump } from "./support/databases.ts";
import { indexStory } from "./support/index-story.ts";

const SPACES: [string, Keyspace][] = Object.entries(KEYSPACES);
const STORY = tellWholeStory(5, 200).blocks;

/** How many keys of each width a database holds, by their first byte. */
function widths(rows: readonly string[]): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (const row of rows) {
    const [key = ""] = row.split(" ");
    const id = Number.parseInt(key.slice(0, 2), 16);
    found.set(id, (found.get(id) ?? new Set()).add(key.length / 2));
  }
  return found;
}

function expectWidths(found: Map<number, Set<number>>, database: Keyspace["database"]): void {
  for (const [name, space] of SPACES.filter(([, each]) => each.database === database)) {
    // The names are the keys of KEYSPACES.
    expect([name, ...(found.get(space.id) ?? [])]).toEqual([name, keyBytes(name as KeyspaceName)]);
    found.delete(space.id);
  }
  expect([...found]).toEqual([]);
}

describe("keyspaces", () => {
  it("give each table of a database a first byte of its own", () => {
    for (const database of ["index", "intents", "findings"]) {
      const ids = SPACES.filter(([, space]) => space.database === database).map(([, space]) => space.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("have in the index a row of every table, and no key of another width", async () => {
    const opened = await DATABASES[0]?.open();
    if (opened === undefined) throw new Error("no database");
    await indexStory(indexOf(opened.database).store, STORY);
    expectWidths(widths(await dump(opened.database)), "index");
    await opened.discard();
  });

  it("have in the intents a row of every table, and no key of another width", async () => {
    const opened = await DATABASES[0]?.open();
    if (opened === undefined) throw new Error("no database");
    const store = await openIntentStore(opened.database);
    const key = `0x${"11".repeat(20)}` as const;
    await store.commit({
      commands: [anyCommand("one", { state: "submitted" })],
      signed: [anyLane(key, 0, "one")],
      nextNonces: [{ key, nextNonce: 1 }],
      refused: [anyRefusal("two", [{ batch: "0x0000000000000001", index: 3 }])],
      openings: [{ documentKey: `0x${"22".repeat(32)}`, sealed: "sealed" }],
      imports: anyImportChange(anyPlan),
    });
    await store.putPersonKey(`0x${"33".repeat(32)}`, "sealed");
    await store.putSetting("demo", "done");
    await store.putApiKey({
      hash: `0x${"44".repeat(32)}`,
      name: "till",
      institution: 5,
      roles: ["pharmacy"],
      region: 330_500,
      createdAtMs: 1,
      revokedAtMs: null,
    });
    const records = openKeptRecords(opened.database);
    const hash = `0x${"66".repeat(32)}` as const;
    const cases = [{ code: "cn:83003850000000131888", level: 2, from: 0, to: 1 }] as const;
    await records.putLabels({ hash, batch: "0x0000000000000001", cases });
    await records.replaceSkus(5, [{ sku: "A-1", product: 1 }]);
    await records.putReceiptAnswer(hash, { answer: "confirmed", atMs: 1 });
    await openCheckpointStore(opened.database).putCheckpoint(anyCheckpoint);
    const claims = openClaimRecords(opened.database);
    await claims.putRuleSet({ hash, kind: "policy", region: 330_500, text: "{}" });
    await claims.putInsured(330_500, hash, { insurances: [] });
    await claims.putApproval(330_500, hash, {
      kind: "chronic",
      id: "M-1",
      indications: [],
      validFrom: "2026-01-01",
      validUntil: "2026-12-31",
    });
    await claims.putSite(5, { level: "1" });
    await claims.putPersonClaim(330_500, hash, { filer: 5, documentKey: hash });
    const set = { fromDay: "2026-08-01", setBy: 1, setAtMs: 1 };
    await claims.putThresholds(330_500, { ...set, values: THRESHOLDS_DEFAULT });
    await claims.putSiteFacts(5, { ...set, facts: { counterCount: 1, pharmacistCount: 1, hours: [] } });
    const request = { institution: 5, kind: "2102", msgid: "M-1" } as const;
    const sealed = { sealedText: "sealed", sealedOutput: null, sender: null };
    const undecided = { fingerprint: hash, person: hash, attempt: 1, claim: null, settlementId: null };
    const open = { ...request, ...sealed, ...undecided, refusal: null, byMsgid: null, acceptedAtMs: 1 };
    await openSettlementRecords(opened.database).commit({
      requests: [{ ...open, state: "claimed" }],
      settlements: [{ settlementId: "S-1", request }],
      visits: [{ institution: 5, visitId: "V-1", person: hash, sealedFees: "sealed" }],
    });
    const auditCases = openCaseRecords(opened.database);
    const opening = anyCaseChange({ ordinal: 1, findings: [3] });
    const standing = { ...opening.auditCase.standing, dueOn: "2026-11-27" };
    await auditCases.commit({ ...opening, auditCase: { ...opening.auditCase, standing } });
    const uploads = makeUploads(opened.database);
    await uploads.append(await uploads.begin(), [`0x${"55".repeat(16)}`]);
    expectWidths(widths(await dump(opened.database)), "intents");
    await opened.discard();
  });

  it("have in the findings a row of every table, and no key of another width", async () => {
    const opened = await DATABASES[0]?.open();
    if (opened === undefined) throw new Error("no database");
    const store = openReconciliationStore(opened.database);
    await store.putFeed({
      row: anyFeed(),
      rows: [{ firstRow: 1, sealed: "sealed" }],
      groups: [{ group: `0x${"33".repeat(32)}`, firstRow: 1 }],
      faults: [{ row: 2, path: "date", problem: "missing" }],
    });
    const row = anyReconciliation({ findingCount: 1 });
    await store.put({ row, findings: [anyFinding()], tallies: [anyTally] });
    expectWidths(widths(await dump(opened.database)), "findings");
    await opened.discard();
  });
});
