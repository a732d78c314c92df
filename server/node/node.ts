import type { Logger } from "pino";
import { Admission } from "./admission.ts";
import type { BuildState } from "./block-times.ts";
import { type NodeClock, wallSecOf } from "./clock.ts";
import { executionVersions } from "./edr-provider.ts";
import { createExecutor, type Executor, type MinedBlock } from "./executor.ts";
import type { NodeMessage, ReadyMessage } from "./ipc.ts";
import { type OpenedJournal, openJournal, type WantedHeader } from "./journal.ts";
import { lockJournal } from "./journal-lock.ts";
import { Miner } from "./miner.ts";
import { type NodeFatal, RpcFailure } from "./node-failure.ts";
import { describeNode, type NodeInfo, type NodeState } from "./node-info.ts";
import { PendingPool } from "./pending-pool.ts";
import { institutionsAddressOf, Permissions } from "./permissions.ts";
import { KeyRates } from "./rate.ts";
import { ReadWriteLock } from "./read-write-lock.ts";
import { replayJournal } from "./replay.ts";
import { RpcMethods, resultText } from "./rpc-methods.ts";
import { openRpcServer, type RpcServer } from "./rpc-server.ts";
import type { NodeSettings } from "./settings.ts";

/**
 * The embedded ledger node: takes the journal's lock, opens its port, replays the journal to the same blocks,
 * and serves. It answers as soon as the port is open; `ready` follows when the replay is done, or rejects
 * with the refusal.
 */
export async function startNode(parts: NodeParts): Promise<RunningNode> {
  const lock = lockJournal(parts.settings.journalDir);
  try {
    const opened = await (parts.open ?? openJournal)({
      directory: parts.settings.journalDir,
      wanted: wantedHeader(parts.settings),
      wallSec: wallSecOf(parts.clock),
    });
    if (opened.cut !== null) parts.log.warn({ msg: "torn tail cut off the journal", ...opened.cut });
    const { settings } = parts;
    const executor = await createExecutor({ ...opened.journal.header, callGas: settings.transactionGasMax });
    const node = new EmbeddedNode(parts, { opened, executor, release: lock.release });
    await node.listen();
    return node;
  } catch (error) {
    lock.release();
    throw error;
  }
}

export type NodeParts = {
  readonly settings: NodeSettings;
  readonly clock: NodeClock;
  readonly log: Logger;
  readonly notify: (message: NodeMessage) => void;
  /** The process must end now, without another answer. */
  readonly onFatal: (fatal: NodeFatal) => void;
  /** Tests put a journal here that fails, waits or forgets; the node itself has only the one. */
  readonly open?: typeof openJournal;
};

export type RunningNode = {
  readonly port: number;
  readonly ready: Promise<ReadyMessage>;
  readonly setBuildTime: (timeSec: number) => boolean;
  /** The last block of the build, or null when no build was open. */
  readonly endBuild: () => Promise<number | null>;
  readonly info: () => NodeInfo;
  readonly stop: () => Promise<void>;
};

export function wantedHeader(settings: NodeSettings): WantedHeader {
  const { hardfork, chainId, genesisTimeSec, blockGasLimit, bootstrapAddress, pastTimes } = settings;
  return {
    ...executionVersions(),
    hardfork,
    chainId,
    genesisTimeSec,
    blockGasLimit,
    bootstrapAddress,
    pastTimes,
  };
}

type Opened = { readonly opened: OpenedJournal; readonly executor: Executor; readonly release: () => void };

type Serving = { readonly miner: Miner; readonly methods: RpcMethods };

class EmbeddedNode implements RunningNode {
  readonly #parts: NodeParts;
  readonly #at: Opened;
  readonly #pool = new PendingPool();
  #replayed = { blocks: 0, transactions: 0, ms: 0 };
  #minedTransactions = 0;
  #state: NodeState = "replaying";
  #server: RpcServer | null = null;
  #serving: Serving | null = null;
  #ready: Promise<ReadyMessage> | null = null;

  constructor(parts: NodeParts, at: Opened) {
    this.#parts = parts;
    this.#at = at;
  }

  get port(): number {
    return this.#server?.port ?? 0;
  }

  get ready(): Promise<ReadyMessage> {
    this.#ready ??= this.#replay();
    return this.#ready;
  }

  async listen(): Promise<void> {
    const { settings, log, notify } = this.#parts;
    const answer = (method: string, params: readonly unknown[]) => this.#answer(method, params);
    this.#server = await openRpcServer({ limits: settings, answer, log });
    notify({ type: "listening", port: this.#server.port });
    // Whoever asks for `ready` gets the refusal; without this line nobody asking yet would be a crash.
    this.ready.catch(() => undefined);
  }

  setBuildTime(timeSec: number): boolean {
    return this.#serving?.miner.setBuildTime(timeSec) ?? false;
  }

  async endBuild(): Promise<number | null> {
    const miner = this.#serving?.miner;
    if (miner === undefined || !(await miner.endBuild())) return null;
    this.#parts.log.info({ msg: "build with past times ended", block: miner.head.number });
    return miner.build.kind === "ended" ? miner.build.block : null;
  }

  info(): NodeInfo {
    const { opened, executor } = this.#at;
    const { settings, clock } = this.#parts;
    return describeNode({
      settings,
      opened,
      clock,
      state: this.#state,
      replayed: this.#replayed,
      genesisHash: executor.genesisHash,
      institutionsAddress: institutionsAddressOf(settings.bootstrapAddress),
      minedTransactions: this.#minedTransactions,
      pendingCount: this.#pool.size,
      miner: this.#serving?.miner ?? null,
    });
  }

  async stop(): Promise<void> {
    this.#state = "stopping";
    // Whoever waits for `ready` is told what became of the replay.
    await this.#ready?.catch(() => undefined);
    await this.#serving?.miner.stop();
    const cancel = this.#parts.clock.after(CLOSE_GRACE_MS, () => this.#server?.closeAbruptly());
    await this.#server?.close();
    cancel();
    await this.#at.opened.journal.close();
    this.#at.release();
  }

  async #replay(): Promise<ReadyMessage> {
    const { clock, notify } = this.#parts;
    const { opened, executor } = this.#at;
    const startedMs = clock.nowMs();
    const head = await replayJournal({
      executor,
      records: opened.records(),
      onBlock: (block) => this.#countReplayed(block, startedMs),
      isStopping: () => this.#state === "stopping",
    });
    if (this.#state === "stopping") throw new RpcFailure("stopping");
    this.#serving = this.#serve(head);
    this.#state = "ready";
    const message: ReadyMessage = {
      type: "ready",
      port: this.port,
      head: head.number,
      headHash: head.hash,
      replayedBlocks: this.#replayed.blocks,
      replayMs: this.#replayed.ms,
      cutBytes: opened.cut?.bytes ?? 0,
    };
    this.#parts.log.info({ msg: "node ready", ...message });
    notify(message);
    return message;
  }

  #countReplayed(block: MinedBlock, startedMs: number): void {
    this.#replayed = {
      blocks: block.number,
      transactions: this.#replayed.transactions + block.transactionHashes.length,
      ms: Math.max(0, this.#parts.clock.nowMs() - startedMs),
    };
    if (block.number % PROGRESS_BLOCKS !== 0) return;
    this.#parts.notify({ type: "replaying", block: block.number, of: this.#at.opened.scan.blocks });
  }

  #serve(head: MinedBlock): Serving {
    const { settings, clock, log, onFatal } = this.#parts;
    const { opened, executor } = this.#at;
    const pool = this.#pool;
    const lock = new ReadWriteLock();
    const onBlock = (block: MinedBlock) => {
      this.#minedTransactions += block.transactionHashes.length;
    };
    const miner = new Miner(
      { executor, journal: opened.journal, lock, pool, clock, log, onBlock, onFatal },
      { head, build: buildStateOf(opened) },
    );
    const permissions = new Permissions(executor, settings.bootstrapAddress);
    const rates = new KeyRates(settings);
    const admission = new Admission({ executor, lock, miner, pool, permissions, rates, clock, settings });
    const clientVersion = `caretrail-embedded/edr-${opened.journal.header.edrVersion}`;
    const { chainId } = settings;
    const methods = new RpcMethods({ executor, lock, miner, admission, chainId, clientVersion });
    return { miner, methods };
  }

  async #answer(method: string, params: readonly unknown[]): Promise<string> {
    if (method === "caretrail_nodeInfo") return resultText(this.info());
    if (this.#serving !== null) return await this.#serving.methods.answer(method, params);
    throw new RpcFailure("replaying", { block: this.#replayed.blocks, of: this.#at.opened.scan.blocks });
  }
}

/** How long clients that are slow to read their answers hold up a stop. */
const CLOSE_GRACE_MS = 2_000;
/** How many replayed blocks make one line of progress. */
const PROGRESS_BLOCKS = 200;

function buildStateOf(opened: OpenedJournal): BuildState {
  if (opened.journal.header.pastTimes === "none") return { kind: "none" };
  const { buildEndedAt } = opened.scan;
  return buildEndedAt === null ? { kind: "building", timeSec: null } : { kind: "ended", block: buildEndedAt };
}
