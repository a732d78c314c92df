import { randomUUID } from "node:crypto";
import { declaredBatchId } from "../../../server/chain/declared-batch-id.ts";
import { feeTree } from "../../../server/chain/fee-tree.ts";
import { manifestHashAfter } from "../../../server/chain/manifest-hash.ts";
import { createRecordIds } from "../../../server/chain/record-ids.ts";
import { ruleSetHash } from "../../../server/chain/rule-set-hash.ts";
import type { Act, InstitutionKind } from "../../../server/domain/acts.ts";
import { ACTS_OF_KIND } from "../../../server/domain/acts.ts";
import { ZONES } from "../../../server/domain/business-day.ts";
import type { RefusedAttempt } from "../../../server/domain/command.ts";
import type { InstitutionId } from "../../../server/domain/ids.ts";
import type { IntentStore } from "../../../server/domain/intent-store.ts";
import type { Clock, LedgerReader, Log } from "../../../server/domain/ports.ts";
import type { Role } from "../../../server/domain/principal.ts";
import { createAnswers } from "../../../server/flows/answer/create-answers.ts";
import { createInTurn } from "../../../server/flows/claims/in-turn.ts";
import { createNhsaPorts } from "../../../server/flows/nhsa/nhsa-ports.ts";
import {
  openSettlements,
  type Settlements,
} from "../../../server/flows/nhsa/settlement/answer-settlement.ts";
import { createPlanner } from "../../../server/flows/plan/create-planner.ts";
import { openOutbox } from "../../../server/flows/submit/open-outbox.ts";
import { createApiKeyDoor } from "../../../server/http/api-key-door.ts";
import { createApp } from "../../../server/http/app.ts";
import { apiKeyHash } from "../../../server/http/authenticate.ts";
import type { Doors } from "../../../server/http/doors.ts";
import { HTTP_LIMITS_DEFAULT, type HttpLimits } from "../../../server/http/limits.ts";
import { createMetrics } from "../../../server/http/metrics.ts";
import { serve } from "../../../server/http/serve.ts";
import { readStatus } from "../../../server/http/status.ts";
import type { TokenVerifier } from "../../../server/http/tokens.ts";
import { openCheckpointStore } from "../../../server/store/checkpoint-store.ts";
import { openClaimRecords } from "../../../server/store/claim-records.ts";
import { openDatabase } from "../../../server/store/database.ts";
import { openIntentStore } from "../../../server/store/intent-store.ts";
import { openKeptRecords } from "../../../server/store/kept-records.ts";
import { openSettlementRecords } from "../../../server/store/settlement-records.ts";
import { makeUploads } from "../../../server/store/uploads.ts";
import { makeApiKey } from "../../../server/vault/api-key.ts";
import { openVault } from "../../../server/vault/open-vault.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";
import { CHAIN_ID } from "../../chain/support/ledger-on.ts";
import {
  type AtEnd,
  addInstitution,
  type Member,
  startLedger,
  type TestLedger,
} from "../../chain/support/test-ledger.ts";
import { claimPortsOf } from "../../flows/support/claim-ports.ts";
import { LIMITS } from "../../flows/support/test-outbox.ts";
import { newDirectory } from "../../node/support/test-node.ts";
import { requireAsPromised } from "./as-promised.ts";
import { openCaseDoors } from "./case-doors.ts";
import { bundlePortsOf, checkpointsOf } from "./evidence-doors.ts";
import { DATABASE_LIMITS, type Indexing, startIndex } from "./whole-index.ts";

/** The server as main.ts wires it, on a node in this process: nothing of it is a stand-in. */
export async function startWholeServer(atEnd: AtEnd, given: Given = {}): Promise<WholeServer> {
  const test = await startLedger(atEnd);
  const directory = newDirectory();
  const database = await openDatabase(`${directory}/intents`, DATABASE_LIMITS);
  atEnd(() => database.close());
  const intents = await openIntentStore(database);
  const passphrase = { text: "a passphrase of the tests", origin: "machine" } as const;
  const vault = await openVault({ dir: `${directory}/secrets`, passphrase, whenAbsent: "make" }, intents);
  const { reader, follower, eventsAt } = await startIndex(test, directory, atEnd);
  const ids = createRecordIds({ chainId: CHAIN_ID, contracts: contractsOf(test.identity) });
  const uploads = makeUploads(database);
  const clock: Clock = given.clock ?? test.clock;
  const logged: LoggedLine[] = [];
  const log = logInto(logged);
  const outbox = openOutbox({
    ledger: test.ledger,
    keyring: test.keyring,
    store: intents,
    reader,
    planner: createPlanner({ uploads, manifestHashAfter, declaredBatchId, ids }),
    clock,
    newId: randomUUID,
    log,
    limits: LIMITS,
  });
  await outbox.start();
  atEnd(() => outbox.stop());
  const zone = ZONES["Asia/Shanghai"];
  const { submitter, commands } = outbox;
  const records = openKeptRecords(database);
  const { keyring, ledger } = test;
  const claimRecords = openClaimRecords(database);
  const shared = { reader, vault, commands, records, claimRecords, feeTree, zone };
  const limits = { ...HTTP_LIMITS_DEFAULT, institutionBurstMax: 100_000, ...given.limits };
  const take = { ...shared, ruleSetHash, submitter, uploads, keyring, clock, ledger, indexWaitMs: 5_000 };
  const claims = claimPortsOf(take, intents);
  const settlements = settlementsOn(database, { claims, log }, atEnd);
  const checkpoints = openCheckpointStore(database);
  let url = "";
  const app = createApp({
    doors: {
      take,
      nhsa: createNhsaPorts(take),
      settlements,
      claims,
      answer: createAnswers({ ...shared, openings: intents, lateAfterSec: 3_600 }, clock, claims),
      imports: null,
      ...(await openCaseDoors(database, { reader, vault, clock, zone })),
      submitter,
      reader,
      vault,
      status: statusOf({ test, reader, follower, intents }),
      metrics: createMetrics(),
      clock,
      limits,
      apiKeys: createApiKeyDoor({ store: intents, makeApiKey, clock }),
      checkpoints: checkpointsOf({ test, reader, clock }, checkpoints),
      bundlePorts: { ...bundlePortsOf({ test, reader }, checkpoints), eventsAt },
      keepKey: (institutionCode, role) => test.keyring.makeKey({ institutionCode, role }),
    },
    gate: { apiKeys: intents, tokens: given.tokens ?? null, metricsOnLoopback: false },
    log,
    publicUrl: () => url,
  });
  const serving = await serve(app, { host: "127.0.0.1", port: 0, limits });
  url = serving.url;
  atEnd(() => serving.close());
  return { url, port: serving.port, test, intents, reader, logged };
}

function settlementsOn(
  database: Awaited<ReturnType<typeof openDatabase>>,
  { claims, log }: { readonly claims: ReturnType<typeof claimPortsOf>; readonly log: Log },
  atEnd: AtEnd,
): Settlements {
  const settlements = openSettlements({
    claims,
    records: openSettlementRecords(database),
    turns: createInTurn(),
    log,
    limits: { waitMs: 20_000, pollMs: 50 },
  });
  atEnd(() => settlements.stop());
  return settlements;
}

function statusOf({
  test,
  reader,
  follower,
  intents,
}: Pick<WholeServer, "test" | "intents"> & Pick<Indexing, "reader" | "follower">): Doors["status"] {
  return () =>
    readStatus({
      ledger: test.ledger,
      reader,
      isIndexHalted: () => follower.state().halted !== null,
      unfinishedCount: () => intents.unfinishedCount(),
      nodeKind: "embedded",
      chainId: 88_001,
      version: "0.0.0",
    });
}

type Given = {
  readonly limits?: Partial<HttpLimits>;
  readonly tokens?: TokenVerifier;
  readonly clock?: Clock;
};

export type LoggedLine = {
  readonly level: "info" | "warn" | "error";
  readonly fields: object;
  readonly msg: string;
};

export type WholeServer = {
  readonly url: string;
  readonly port: number;
  readonly test: TestLedger;
  readonly intents: IntentStore;
  readonly reader: LedgerReader;
  readonly logged: readonly LoggedLine[];
};

function logInto(logged: LoggedLine[]): Log {
  return {
    info: (fields, msg) => void logged.push({ level: "info", fields, msg }),
    warn: (fields, msg) => void logged.push({ level: "warn", fields, msg }),
    error: (fields, msg) => void logged.push({ level: "error", fields, msg }),
  };
}

/** An API key for a member; what is stored of it is its hash. */
export async function giveKey(
  server: Pick<WholeServer, "intents">,
  about: {
    readonly institution: InstitutionId;
    readonly roles: readonly string[];
    readonly region?: number;
    readonly name?: string;
  },
): Promise<string> {
  const key = makeApiKey();
  await server.intents.putApiKey({
    hash: apiKeyHash(key),
    name: about.name ?? `key of ${about.institution}`,
    institution: about.institution,
    roles: about.roles,
    region: about.region ?? 330_500,
    createdAtMs: 1,
    revokedAtMs: null,
  });
  return key;
}

export type Party = Member & { readonly key: string; readonly role: Role };

/** An institution with keys of its own, an agreement where it is paid, and an API key. */
export async function addParty(
  server: WholeServer,
  asked: { readonly kind: Exclude<InstitutionKind, "none">; readonly code: string; readonly bureau?: Member },
): Promise<Party> {
  const acts: readonly Act[] = ACTS_OF_KIND[asked.kind];
  const member = await addInstitution(server.test, { ...asked, acts });
  const key = await giveKey(server, { institution: member.institution, roles: [asked.kind] });
  return { ...member, key, role: asked.kind };
}

export type Answered = { readonly status: number; readonly headers: Headers; readonly body: Body };
export type Body = { readonly [name: string]: unknown };

/**
 * One request; a JSON body unless it says otherwise. What comes back must be what the route table promises.
 */
export async function ask(
  server: Pick<WholeServer, "url">,
  method: string,
  path: string,
  sent: Sent = {},
): Promise<Answered> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      ...(sent.key === undefined ? {} : { Authorization: `Bearer ${sent.key}` }),
      ...(sent.json === undefined ? {} : { "Content-Type": "application/json" }),
      ...sent.headers,
    },
    ...(sent.json === undefined ? {} : { body: JSON.stringify(sent.json) }),
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  // A test compares what it finds, so the body is taken as an object of unknown members.
  const body = (isJson ? JSON.parse(text) : { text }) as Body;
  if (isJson) requireAsPromised({ method, path, status: response.status, body });
  return { status: response.status, headers: response.headers, body };
}

export type Sent = {
  readonly key?: string;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
};

export const WAIT = { Prefer: "wait=20" } as const;

export async function refusedAttemptsOf(
  { intents }: Pick<WholeServer, "intents">,
  institution: InstitutionId,
): Promise<readonly RefusedAttempt[]> {
  return (await intents.refusedAttempts(institution, { limit: 50, after: null })).rows;
}
