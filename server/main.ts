import { randomUUID } from "node:crypto";
import { mkdirSync, openSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Logger, pino } from "pino";
import { declaredBatchId } from "./chain/declared-batch-id.ts";
import { feeTree } from "./chain/fee-tree.ts";
import { manifestHashAfter } from "./chain/manifest-hash.ts";
import { createRecordIds } from "./chain/record-ids.ts";
import type { Rpc } from "./chain/rpc.ts";
import { ruleSetHash } from "./chain/rule-set-hash.ts";
import type { Config } from "./config.ts";
import type { ChainIdentity } from "./domain/intent-store.ts";
import type { Clock, LedgerReader, Log } from "./domain/ports.ts";
import { type Answers, createAnswers } from "./flows/answer/create-answers.ts";
import { bindKeys } from "./flows/bind-keys.ts";
import type { ClaimPorts } from "./flows/claims/claim-ports.ts";
import type { Adjudicator } from "./flows/claims/run-adjudicator.ts";
import { type Follower, followChain } from "./flows/follow-chain.ts";
import type { Settlements } from "./flows/nhsa/settlement/answer-settlement.ts";
import { createPlanner } from "./flows/plan/create-planner.ts";
import type { Reconciliations } from "./flows/reconcile/open-reconciliations.ts";
import { type Outbox, openOutbox } from "./flows/submit/open-outbox.ts";
import type { TakePorts } from "./flows/take/take-ports.ts";
import { readStatus, type StatusAnswer } from "./http/status.ts";
import type { NodeSupervisor } from "./node/supervisor.ts";
import { VERSION } from "./version.ts";
import { type Evidence, wireEvidence } from "./wire-bundle.ts";
import { wireClaims } from "./wire-claims.ts";
import { type Data, openData } from "./wire-data.ts";
import { openHttp } from "./wire-http.ts";
import { type OpenImports, openImportPlanning, wireImports } from "./wire-import.ts";
import {
  type Beginning,
  contractsOf,
  openLedger,
  openRpc,
  openSource,
  resumeBuild,
  settleChain,
  startNode,
} from "./wire-ledger.ts";
import { type OpenReconciliations, wireReconciliations } from "./wire-reconcile.ts";

/** A server that runs, with what the demo and the tests need of it. */
export type RunningServer = {
  readonly claims: ClaimPorts;
  readonly url: string;
  readonly nodeUrl: string;
  readonly data: Data;
  readonly take: TakePorts;
  readonly outbox: Outbox;
  readonly reconciliations: Reconciliations;
  readonly node: NodeSupervisor | null;
  /** Resolves when writes are taken: the chain is there and is the right one. */
  readonly opened: Promise<void>;
  /** Rejects when the server can not go on; never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
};

export type Progress = (message: string) => void;

const clock: Clock = { nowMs: () => Date.now() };
const COMMITS_PER_CHECKPOINT = 16;
const RETRY_AFTER_SEC = 2;

/**
 * Starts everything, in the order in which it can serve: what is on the disk first, the chain when it is
 * there.
 */
export async function startServer(
  config: Config,
  beginning: Beginning,
  progress: Progress,
): Promise<RunningServer> {
  const { log, logFile } = openLog(config);
  progress("opening keys and databases");
  const data = await openData(config);
  progress(config.rpcUrl === "" ? "starting the embedded ledger node" : `using the node at ${config.rpcUrl}`);
  const node = await startNode(config, data, { log: roomLog(log, "node"), logFile, beginning });
  const nodeUrl = node?.url ?? config.rpcUrl;
  const rpc = openRpc(config, nodeUrl);
  const settle = async (): Promise<ChainIdentity> => {
    await node?.ready;
    if (node !== null) await resumeBuild(data, node, rpc);
    progress("deploying the contracts, or checking those that stand");
    return settleChain(config, data, { rpc, log: roomLog(log, "deploy") });
  };
  const known = await data.intents.chainIdentity();
  const identity = known ?? (await settle());
  const rooms = openRooms(config, { data, node, nodeUrl, rpc, log, identity });
  const { source, outbox } = rooms;
  const reconciliations = await wireReconciliations(config, {
    ...{ data, source, nodeUrl, identity, outbox, clock },
    log: roomLog(log, "reconcile"),
  });
  const serving = await openHttp(config, {
    data,
    clock,
    log: roomLog(log, "http"),
    ...rooms,
    reconciliations,
  });
  const opened = open({
    node,
    data,
    outbox: rooms.outbox,
    imports: rooms.imports,
    reconciliations,
    settle: known === null ? async () => identity : settle,
  });
  const adjudicating = opened.then(() => rooms.adjudicator.run()).catch(ignoreUnopened);
  opened.then(() => rooms.settlements.resume()).catch(ignoreUnopened);
  return {
    url: serving.url,
    nodeUrl,
    data,
    take: rooms.take,
    claims: rooms.claims,
    outbox: rooms.outbox,
    reconciliations,
    node,
    opened,
    failed: node?.givenUp ?? new Promise<never>(() => undefined),
    async stop() {
      rooms.imports.stop();
      rooms.adjudicator.stop();
      const reconciled = reconciliations.stop();
      await serving.close();
      await adjudicating;
      await reconciled;
      await rooms.settlements.stop();
      await rooms.outbox.stop();
      await rooms.follower.stop();
      rooms.source.close();
      await node?.stop();
      await data.close();
    },
  };
}

type Rooms = {
  readonly take: TakePorts;
  readonly imports: OpenImports;
  readonly answers: Answers;
  readonly claims: ClaimPorts;
  readonly adjudicator: Adjudicator;
  readonly settlements: Settlements;
  readonly reader: LedgerReader;
  readonly evidence: Evidence;
  readonly status: () => Promise<StatusAnswer>;
  readonly outbox: Outbox;
  readonly follower: Follower;
  readonly source: ReturnType<typeof openSource>;
};

type RoomParts = {
  readonly data: Data;
  readonly node: NodeSupervisor | null;
  readonly nodeUrl: string;
  readonly rpc: Rpc;
  readonly log: Logger;
  readonly identity: ChainIdentity;
};

function openRooms(config: Config, { data, node, nodeUrl, rpc, log, identity }: RoomParts): Rooms {
  const contracts = contractsOf(identity);
  const ledger = openLedger(config, data, rpc, contracts);
  const source = openSource(config, nodeUrl, contracts);
  const { reader, store } = data.index;
  const { uploads } = data;
  const ids = createRecordIds({ chainId: config.chainId, contracts });
  const planner = createPlanner({ uploads, manifestHashAfter, declaredBatchId, ids });
  const planning = openImportPlanning(planner, ids);
  const follower = followChain({
    source,
    store,
    limits: { eventsPerCommit: config.indexEventsPerCommit, commitsPerCheckpoint: COMMITS_PER_CHECKPOINT },
    log: roomLog(log, "index"),
    clock,
    followLimits: { headPollMs: config.headPollMs, retryMs: config.indexRetryMs },
  });
  const outbox = openOutbox({
    ledger: planning.foresight.over(ledger),
    keyring: data.keyring,
    store: data.intents,
    reader,
    planner: planning.foresight.planner,
    clock,
    newId: randomUUID,
    log: roomLog(log, "submit"),
    limits: { ...config, retryAfterSec: RETRY_AFTER_SEC },
  });
  const { submitter, commands } = outbox;
  const { vault, records, claimRecords, keyring } = data;
  const zone = { offsetMin: config.zoneOffsetMin };
  const shared = { reader, vault, records, claimRecords, feeTree, commands, zone };
  const answerPorts = { ...shared, openings: data.intents, lateAfterSec: config.lateAfterSec };
  const nodeKind = node === null ? "consortium" : "embedded";
  const unfinishedCount = (): number => data.intents.unfinishedCount();
  const { indexWaitMs } = config;
  const take = { ...shared, ruleSetHash, submitter, uploads, keyring, clock, ledger, indexWaitMs };
  const claims = wireClaims(config, {
    data,
    take,
    log: roomLog(log, "adjudicate"),
    settlementLog: roomLog(log, "settle"),
  });
  return {
    take,
    claims: claims.ports,
    adjudicator: claims.adjudicator,
    settlements: claims.settlements,
    imports: wireImports(config, { data, take, planning, log: roomLog(log, "import") }),
    answers: createAnswers(answerPorts, clock, claims.ports),
    reader,
    evidence: wireEvidence(config, { data, rpc, identity, clock, source }),
    status: () =>
      readStatus({
        ledger,
        reader,
        isIndexHalted: () => follower.state().halted !== null,
        unfinishedCount,
        nodeKind,
        chainId: config.chainId,
        version: VERSION,
      }),
    outbox,
    follower,
    source,
  };
}

/** Opens the door for writes when the chain is there and is the one that this data belongs to. */
async function open(parts: {
  readonly node: NodeSupervisor | null;
  readonly data: Data;
  readonly outbox: Outbox;
  readonly imports: OpenImports;
  readonly reconciliations: OpenReconciliations;
  readonly settle: () => Promise<ChainIdentity>;
}): Promise<void> {
  await parts.settle();
  await bindKeys(parts.data.keyring, parts.data.index.reader);
  await parts.outbox.start();
  parts.imports.goOn();
  parts.reconciliations.goOn();
}

/** Whoever waits for `opened` is told why it failed. */
const ignoreUnopened = (): void => undefined;

/** The log goes to a file, so that the terminal keeps what a person wants to read. */
function openLog(config: Config): { readonly log: Logger; readonly logFile: number | null } {
  const options = { level: config.logLevel, base: null };
  if (config.logFile === "-")
    return { log: pino(options, pino.destination({ dest: 2, sync: true })), logFile: 2 };
  const directory = resolve(config.dataDir);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = config.logFile === "" ? join(directory, "server.log") : config.logFile;
  const logFile = openSync(file, "a", 0o600);
  return { log: pino(options, pino.destination({ dest: logFile, sync: true })), logFile };
}

/** A constant message and fields, as the rooms say it. */
function roomLog(log: Logger, room: string): Log {
  const child = log.child({ room });
  return {
    info: (fields, message) => child.info(fields, message),
    warn: (fields, message) => child.warn(fields, message),
    error: (fields, message) => child.error(fields, message),
  };
}
