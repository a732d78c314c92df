import { createHash, randomUUID } from "node:crypto";
import { declaredBatchId } from "../../../server/chain/declared-batch-id.ts";
import { manifestHashAfter } from "../../../server/chain/manifest-hash.ts";
import { createRecordIds } from "../../../server/chain/record-ids.ts";
import type { Act, InstitutionKind } from "../../../server/domain/acts.ts";
import type { CommandBody } from "../../../server/domain/command-body.ts";
import type { Address, Hex32, InstitutionId } from "../../../server/domain/ids.ts";
import type { IntentStore } from "../../../server/domain/intent-store.ts";
import type { Ledger, NewCommand, Planner } from "../../../server/domain/ports.ts";
import { createPlanner } from "../../../server/flows/plan/create-planner.ts";
import { type Outbox, openOutbox } from "../../../server/flows/submit/open-outbox.ts";
import type { OutboxParts } from "../../../server/flows/submit/outbox-parts.ts";
import type { SubmitLimits } from "../../../server/flows/submit/submit-limits.ts";
import { openDatabase } from "../../../server/store/database.ts";
import { openIntentStore } from "../../../server/store/intent-store.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";
import { CHAIN_ID, silentLog } from "../../chain/support/ledger-on.ts";
import { type AtEnd, startLedger, type TestLedger } from "../../chain/support/test-ledger.ts";
import { newDirectory } from "../../node/support/test-node.ts";
import { startIndex, type TestIndex } from "./test-index.ts";

export const LIMITS: SubmitLimits = {
  commandsUnfinishedMax: 1_000,
  laneInFlightMax: 64,
  commandAttemptsMax: 4,
  receiptPollMs: 5,
  resendMs: 20,
  indexWaitMs: 5_000,
  retryAfterSec: 1,
};

/** An outbox on a real store, ledger and node; parts may be given another face. */
export async function startOutbox(test: IndexedLedger, given: Given = {}): Promise<TestOutbox> {
  const store = given.store ?? (await openStore(given.atEnd ?? (() => undefined))).store;
  const ledger = given.ledger ?? test.ledger;
  const outbox = openOutbox({
    ledger,
    keyring: test.keyring,
    store,
    reader: test.index.reader,
    planner: given.planner ?? planWithoutUploads(test),
    clock: { nowMs: () => Date.now() },
    newId: randomUUID,
    log: silentLog,
    limits: { ...LIMITS, ...given.limits },
  } satisfies OutboxParts);
  await outbox.start();
  given.atEnd?.(() => outbox.stop());
  return { ...outbox, store };
}

/** A ledger with an index that follows it. */
export async function startIndexedLedger(atEnd: AtEnd): Promise<IndexedLedger> {
  const test = await startLedger(atEnd);
  const index = await startIndex(test.url, test.identity, silentLog, `${newDirectory()}/index`);
  atEnd(index.stop);
  if (!(await index.reader.reached(0, 10_000))) throw index.follower.state().halted ?? new Error("no index");
  return { ...test, index };
}

export type IndexedLedger = TestLedger & { readonly index: TestIndex };

type Given = {
  readonly store?: IntentStore;
  readonly ledger?: Ledger;
  readonly planner?: Planner;
  readonly limits?: Partial<SubmitLimits>;
  readonly atEnd?: AtEnd;
};

export type TestOutbox = Outbox & { readonly store: IntentStore };

export async function openStore(atEnd: AtEnd, directory = newDirectory()): Promise<OpenedStore> {
  const database = await openDatabase(`${directory}/intents`, {
    cacheBytes: 1_048_576,
    writeBufferBytes: 1_048_576,
  });
  atEnd(() => database.close());
  return { store: await openIntentStore(database), directory, close: () => database.close() };
}

export type OpenedStore = {
  readonly store: IntentStore;
  readonly directory: string;
  readonly close: () => Promise<void>;
};

function planWithoutUploads({ identity }: TestLedger): Planner {
  return createPlanner({
    uploads: { keys: () => Promise.reject(new Error("no uploads here")) },
    manifestHashAfter,
    declaredBatchId,
    ids: createRecordIds({ chainId: CHAIN_ID, contracts: contractsOf(identity) }),
  });
}

export function hashOf(value: unknown): Hex32 {
  return `0x${createHash("sha256").update(JSON.stringify(value)).digest("hex")}`;
}

export function newCommand(
  institution: InstitutionId,
  idempotencyKey: string,
  body: CommandBody,
  signer: NewCommand["signer"] = "operator",
): NewCommand {
  const named = { institution, idempotencyKey, body, signer };
  return { ...named, principal: "till-1", operation: body.kind, bodyHash: hashOf(body), echo: {} };
}

export function registration(
  code: string,
  adminKey: Address,
  kind: InstitutionKind = "pharmacy",
): CommandBody {
  return {
    kind: "register-institution",
    institutionKind: kind,
    district: 330_503,
    code,
    name: `Pharmacy ${code}`,
    adminKey,
  };
}

export const DISPENSER: readonly Act[] = ["ship", "receive", "dispense"];

/** An address that nobody holds the key of. */
export function strangerKey(seed: string): Address {
  return `0x${createHash("sha256").update(seed).digest("hex").slice(0, 40)}`;
}
