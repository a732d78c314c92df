import { writeSync } from "node:fs";
import type { CaseRecords } from "../../server/domain/cases/case-records.ts";
import type { LedgerView } from "../../server/domain/ledger-view.ts";
import type { Principal } from "../../server/domain/principal.ts";
import type { CasePorts } from "../../server/flows/cases/case-ports.ts";
import { anyFinding, anyReconciliation, RUN_ID } from "../store/support/any-reconciliation.ts";

/** What the parent tells a child that is going to be killed. */
export type CaseOrders = {
  readonly directory: string;
  /** Findings that cases are to be opened about; the parent repeats what it has no answer for. */
  readonly findings: readonly number[];
  /** Dies at this commit, counted from the first; null: works to the end. */
  readonly dieAt: { readonly call: number; readonly when: "before" | "during" | "after" } | null;
  /** `parts` writes the case before its findings and its request: the control that must fail. */
  readonly commits: "atomic" | "parts";
};

const CLERK: Principal = { name: "clerk", institution: 7, role: "bureau", region: 330_500 };
const IN_FLIGHT = 4;

async function run(orders: CaseOrders): Promise<void> {
  const { openDatabase } = await import("../../server/store/database.ts");
  const { openCaseRecords } = await import("../../server/store/case-store.ts");
  const { openCases } = await import("../../server/flows/cases/open-cases.ts");
  const limits = { cacheBytes: 1_048_576, writeBufferBytes: 1_048_576 };
  const database = await openDatabase(orders.directory, limits);
  const kept = openCaseRecords(database);
  const cases = openCases(portsOf({ ...kept, commit: commitWith(orders, kept) }));
  const left = [...orders.findings];
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let finding = left.shift(); finding !== undefined; finding = left.shift()) {
        const opening = { reconciliation: RUN_ID, findings: [finding], reason: "x", region: null };
        const opened = await cases.open({
          principal: CLERK,
          idempotencyKey: `finding ${finding}`,
          ...opening,
        });
        // Synchronous: what stands on the parent's side of the pipe was acknowledged, kill or not.
        writeSync(1, `${JSON.stringify({ finding, number: opened.number })}\n`);
      }
    }),
  );
  await database.close();
}

function commitWith({ dieAt, commits }: CaseOrders, kept: CaseRecords): CaseRecords["commit"] {
  let calls = 0;
  const fated: CaseRecords["commit"] = async (change) => {
    calls += 1;
    const when = calls === dieAt?.call ? dieAt.when : null;
    if (when === "before") die();
    const done = kept.commit(change);
    if (when === "during") die();
    await done;
    if (when === "after") die();
  };
  if (commits === "atomic") return fated;
  return async (change) => {
    await fated({ ...change, findings: [], request: { ...change.request, key: "not yet" } });
    await fated(change);
  };
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal comes between two instructions, and none of ours may run after it.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function portsOf(records: CaseRecords): CasePorts {
  const asOf = { block: 9, blockHash: `0x${"77".repeat(32)}` } as const;
  const row = anyReconciliation({ stage: "done", asOf });
  // An opening asks the ledger one thing; it knows no such institution here.
  const view = { institutionByCode: async () => null } as unknown as LedgerView;
  return {
    records,
    reconciliations: {
      read: async () => row,
      finding: async (_principal, _id, ordinal) => ({ ...anyFinding(), ordinal }),
    },
    reader: { view: (use) => use(view) },
    vault: {
      seal: (plain) => plain,
      open: (sealed) => sealed,
      hashBody: (_institution, text) => `0x${Buffer.from(text).toString("hex").slice(-64).padStart(64, "0")}`,
    },
    clock: { nowMs: () => Date.UTC(2026, 10, 22) },
    zone: { offsetMin: 480 },
  };
}

const [, program = "", argument] = process.argv;
// Only a process of its own runs it: the parent imports its types.
if (program.endsWith("case-child.ts") && argument !== undefined) await run(JSON.parse(argument));
