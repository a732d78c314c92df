import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type AtEnd, addBureau, startLedger } from "../chain/support/test-ledger.ts";
import { newDirectory } from "../node/support/test-node.ts";
import type { ChildOrders } from "./outbox-child.ts";
import { violationsOf } from "./outbox-verdict.ts";
import { randomFrom } from "./random.ts";

export type OutboxReport = {
  kills: number;
  acknowledged: number;
  /** Where the children died, by port call. */
  readonly diedAt: Record<string, number>;
  readonly violations: string[];
};

/**
 * Kills the outbox between two of its steps, again and again on the same store, while documents come in; then
 * lets it finish, and compares what was acknowledged with what stands on the ledger.
 */
export async function killOutbox(options: {
  readonly kills: number;
  readonly seed: number;
  readonly commits: ChildOrders["commits"];
  readonly atEnd: AtEnd;
}): Promise<OutboxReport> {
  const report: OutboxReport = { kills: 0, acknowledged: 0, diedAt: {}, violations: [] };
  const random = randomFrom(options.seed);
  const ledger = await startLedger(options.atEnd);
  const bureau = await addBureau(ledger);
  const firstNonce = await ledger.ledger.minedNonce(bureau.adminKey);
  const orders = {
    url: ledger.url,
    identity: ledger.identity,
    directory: ledger.directory,
    cacheDir: newDirectory(),
    institution: bureau.institution,
    commits: options.commits,
  };
  const acknowledged = new Set<string>();
  let unanswered: string[] = [];
  for (let round = 0; round < options.kills; round += 1) {
    const fresh = Array.from({ length: DOCUMENTS_PER_ROUND }, (_, at) => `round ${round} document ${at}`);
    const documents = [...unanswered, ...fresh];
    const dieAt = { call: 1 + Math.floor(random() * CALLS_BEFORE_DEATH_MAX), when: whenOf(random()) };
    const said = await runChild({ ...orders, documents, dieAt });
    for (const document of said.acknowledged) acknowledged.add(document);
    unanswered = documents.filter((document) => !acknowledged.has(document));
    if (said.died !== null) {
      report.kills += 1;
      report.diedAt[said.died] = (report.diedAt[said.died] ?? 0) + 1;
    }
  }
  const last = await runChild({ ...orders, documents: unanswered, dieAt: null });
  for (const document of last.acknowledged) acknowledged.add(document);
  report.acknowledged = acknowledged.size;
  report.violations.push(...(await violationsOf({ ledger, bureau, firstNonce, acknowledged })));
  return report;
}

const DOCUMENTS_PER_ROUND = 8;
/** A document takes some seven calls: death comes anywhere from the first to the last of them. */
const CALLS_BEFORE_DEATH_MAX = 50;
const CHILD = fileURLToPath(new URL("outbox-child.ts", import.meta.url));

type Said = { readonly acknowledged: readonly string[]; readonly died: string | null };

async function runChild(orders: ChildOrders): Promise<Said> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const acknowledged: string[] = [];
  let died: string | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const said: { acknowledged?: string; died?: string } = JSON.parse(line);
    if (said.acknowledged !== undefined) acknowledged.push(said.acknowledged);
    if (said.died !== undefined) died = said.died;
  }
  const [code] = await exited;
  if (died === null && code !== 0) throw new Error(`the child ended by itself with ${code}`);
  return { acknowledged, died };
}

function whenOf(draw: number): "before" | "after" {
  return draw < 0.5 ? "before" : "after";
}
