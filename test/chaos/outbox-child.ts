import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { declaredBatchId } from "../../server/chain/declared-batch-id.ts";
import { manifestHashAfter } from "../../server/chain/manifest-hash.ts";
import type { Address } from "../../server/domain/ids.ts";
import type { ChainIdentity, IntentCommit, IntentStore } from "../../server/domain/intent-store.ts";
import type { NewCommand } from "../../server/domain/ports.ts";

/** What the parent tells a child that is going to be killed. */
export type ChildOrders = {
  readonly url: string;
  readonly identity: ChainIdentity;
  readonly directory: string;
  readonly cacheDir: string;
  readonly institution: number;
  /** Asked in this order, three at a time; the parent repeats what it has no answer for. */
  readonly documents: readonly string[];
  /** Dies at this port call, counted from the first; null: works until the outbox is empty. */
  readonly dieAt: { readonly call: number; readonly when: "before" | "after" } | null;
  /** `parts` writes a commit in three: the control that must fail. */
  readonly commits: "atomic" | "parts";
};

/** The key that a document adds as an operator: asked twice, it would be added twice. */
export function keyOfDocument(document: string): Address {
  return `0x${createHash("sha256").update(document).digest("hex").slice(0, 40)}`;
}

const FAR_SEC = 4_102_444_800;
const IN_FLIGHT = 3;
const NO_UPLOADS = { keys: () => Promise.reject(new Error("no uploads here")) };
const NO_IDS = { dispense: (): never => refuse("nothing is claimed here") };

function refuse(reason: string): never {
  throw new Error(reason);
}

async function run(orders: ChildOrders): Promise<void> {
  enableCompileCache(orders.cacheDir);
  const [{ openKeyring }, { createRpc }, support, { startIndex }, { openOutbox }, { createPlanner }] =
    await Promise.all([
      import("../../server/chain/keyring.ts"),
      import("../../server/chain/rpc.ts"),
      import("../chain/support/ledger-on.ts"),
      import("../flows/support/test-index.ts"),
      import("../../server/flows/submit/open-outbox.ts"),
      import("../../server/flows/plan/create-planner.ts"),
    ]);
  const { openDatabase } = await import("../../server/store/database.ts");
  const { openIntentStore } = await import("../../server/store/intent-store.ts");
  const fate = fateOf(orders.dieAt);
  const keyring = await openKeyring({ dir: `${orders.directory}/keys`, humanPassphrase: null });
  const rpc = createRpc(orders.url, support.RPC_LIMITS);
  const database = await openDatabase(`${orders.directory}/intents`, {
    cacheBytes: 1_048_576,
    writeBufferBytes: 1_048_576,
  });
  const store = await openIntentStore(database);
  const index = await startIndex(orders.url, orders.identity, support.silentLog, `${orders.directory}/index`);
  await index.reader.reached(0, 30_000);
  const ledger = support.ledgerOn({ rpc, keyring }, orders.identity);
  const outbox = openOutbox({
    ledger: {
      ...ledger,
      simulate: (from, call) => fate("simulate", () => ledger.simulate(from, call)),
      sign: (key, nonce, call) => fate("sign", () => ledger.sign(key, nonce, call)),
      send: (raw) => fate("send", () => ledger.send(raw)),
      receipt: (hash) => fate("receipt", () => ledger.receipt(hash)),
    },
    keyring,
    store: { ...store, commit: commitWith(orders.commits, store, fate) },
    reader: index.reader,
    planner: createPlanner({ uploads: NO_UPLOADS, manifestHashAfter, declaredBatchId, ids: NO_IDS }),
    clock: { nowMs: () => Date.now() },
    newId: () => crypto.randomUUID(),
    log: support.silentLog,
    limits: {
      commandsUnfinishedMax: 1_000,
      laneInFlightMax: 8,
      commandAttemptsMax: 4,
      receiptPollMs: 5,
      resendMs: 20,
      indexWaitMs: 10_000,
      retryAfterSec: 1,
    },
  });
  await outbox.start();
  // Now, because a process that is killed writes nothing at its end.
  flushCompileCache();
  const left = [...orders.documents];
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      for (let document = left.shift(); document !== undefined; document = left.shift()) {
        const { id } = await outbox.submitter.accept(commandFor(orders.institution, document));
        // Synchronous: what stands on the parent's side of the pipe was acknowledged, kill or not.
        writeSync(1, `${JSON.stringify({ acknowledged: document, id })}\n`);
      }
    }),
  );
  for (const { id } of await store.unfinishedCommands()) await outbox.submitter.settled(id, 30_000);
  await outbox.stop();
  await index.stop();
  await database.close();
}

type Fate = <T>(step: string, work: () => Promise<T>) => Promise<T>;

function fateOf(dieAt: ChildOrders["dieAt"]): Fate {
  let calls = 0;
  return async (step, work) => {
    calls += 1;
    const isLast = calls === dieAt?.call;
    if (isLast && dieAt?.when === "before") die(`before ${step}`);
    const result = await work();
    if (isLast && dieAt?.when === "after") die(`after ${step}`);
    return result;
  };
}

function die(at: string): void {
  writeSync(1, `${JSON.stringify({ died: at })}\n`);
  process.kill(process.pid, "SIGKILL");
  // The signal comes between two instructions, and none of ours may run after it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function commitWith(commits: ChildOrders["commits"], store: IntentStore, fate: Fate): IntentStore["commit"] {
  if (commits === "atomic") return (change) => fate("commit", () => store.commit(change));
  return async (change) => {
    const { signed, nextNonces, ...rest } = change;
    const parts: IntentCommit[] = [
      ...(signed === undefined ? [] : [{ signed }]),
      ...(nextNonces === undefined ? [] : [{ nextNonces }]),
      rest,
    ];
    for (const part of parts) await fate("commit in parts", () => store.commit(part));
  };
}

function commandFor(institution: number, document: string): NewCommand {
  const key = keyOfDocument(document);
  return {
    institution,
    principal: "till-1",
    signer: "admin",
    operation: "add-operator",
    idempotencyKey: document,
    bodyHash: `0x${createHash("sha256").update(document).digest("hex")}`,
    body: { kind: "add-operator", institution, key, acts: ["admit-products"], validUntilSec: FAR_SEC },
    echo: {},
  };
}

const [, program = "", argument] = process.argv;
// Only a process of its own runs it: the parent imports its types and the keys.
if (program.endsWith("outbox-child.ts") && argument !== undefined) await run(JSON.parse(argument));
