import { type NodeClock, wallSecOf } from "./clock.ts";
import type { CutReport, OpenedJournal } from "./journal.ts";
import type { Miner } from "./miner.ts";
import type { NodeSettings } from "./settings.ts";

/** What `caretrail_nodeInfo` answers, at any time: what this node is, and what it is not. */
export function describeNode(facts: NodeFacts): NodeInfo {
  const { opened, settings } = facts;
  const { header } = opened.journal;
  return {
    kind: "embedded",
    statement: "single operator: integrity by replay evidence, not consensus",
    state: facts.state,
    replaying: facts.state === "replaying" ? { block: facts.replayed.blocks, of: opened.scan.blocks } : null,
    chainId: header.chainId,
    genesisHash: facts.genesisHash,
    genesisTimeSec: header.genesisTimeSec,
    bootstrapAddress: header.bootstrapAddress,
    institutionsAddress: facts.institutionsAddress,
    versions: {
      journalFormat: header.format,
      edr: header.edrVersion,
      hardhat: header.hardhatVersion,
      hardfork: header.hardfork,
      node: process.versions.node,
    },
    blocks: facts.miner?.head.number ?? facts.replayed.blocks,
    transactions: facts.replayed.transactions + facts.minedTransactions,
    journalBytes: opened.journal.bytes(),
    memoryBytes: process.memoryUsage.rss(),
    replay: { ...facts.replayed, ...perTenThousand(facts, opened) },
    head: headOf(facts.miner),
    pending: facts.pendingCount,
    pendingMax: settings.pendingMax,
    clock: clockOf(facts),
    cut: opened.cut,
    builtWithPastTimes: builtWithPastTimes(facts),
  };
}

export type NodeState = "replaying" | "ready" | "stopping";

export type Replayed = { readonly blocks: number; readonly transactions: number; readonly ms: number };

export type NodeFacts = {
  readonly settings: NodeSettings;
  readonly opened: OpenedJournal;
  readonly clock: NodeClock;
  readonly state: NodeState;
  readonly replayed: Replayed;
  readonly genesisHash: string;
  readonly institutionsAddress: string;
  readonly minedTransactions: number;
  readonly pendingCount: number;
  /** Null while the journal is replayed. */
  readonly miner: Miner | null;
};

export type NodeInfo = {
  readonly kind: "embedded";
  readonly statement: string;
  readonly state: NodeState;
  readonly replaying: { readonly block: number; readonly of: number } | null;
  readonly chainId: number;
  readonly genesisHash: string;
  readonly genesisTimeSec: number;
  readonly bootstrapAddress: string;
  readonly institutionsAddress: string;
  readonly versions: Readonly<Record<string, string | number>>;
  readonly blocks: number;
  readonly transactions: number;
  readonly journalBytes: number;
  readonly memoryBytes: number;
  readonly replay: Replayed & ReplayCost;
  readonly head: { readonly block: number; readonly blockHash: string; readonly timeSec: number } | null;
  readonly pending: number;
  readonly pendingMax: number;
  readonly clock: ClockInfo;
  readonly cut: CutReport | null;
  /** `untilBlock` is null while the build is open. */
  readonly builtWithPastTimes: { readonly value: boolean; readonly untilBlock: number | null };
};

/** What a restart will cost, measured on this machine; null until something was replayed. */
type ReplayCost = {
  readonly secondsPerTenThousandTransactions: number | null;
  readonly bytesPerTenThousandTransactions: number | null;
};

type ClockInfo = {
  readonly state: string;
  readonly wallSec: number;
  readonly headTimeSec: number;
  readonly nextBlockTimeSec: number | null;
};

function perTenThousand(facts: NodeFacts, opened: OpenedJournal): ReplayCost {
  const { transactions, ms } = facts.replayed;
  const written = transactions + facts.minedTransactions;
  return {
    secondsPerTenThousandTransactions:
      transactions === 0 ? null : Math.round((ms / transactions) * 1_000) / 100,
    bytesPerTenThousandTransactions:
      written === 0 ? null : Math.round((opened.journal.bytes() / written) * 10_000),
  };
}

function headOf(miner: Miner | null): NodeInfo["head"] {
  if (miner === null) return null;
  return { block: miner.head.number, blockHash: miner.head.hash, timeSec: miner.head.timeSec };
}

function clockOf(facts: NodeFacts): ClockInfo {
  const wallSec = wallSecOf(facts.clock);
  const decision = facts.miner?.decide();
  return {
    state: decision?.state ?? "replaying",
    wallSec,
    headTimeSec: facts.miner?.head.timeSec ?? facts.opened.scan.lastTimeSec,
    nextBlockTimeSec: decision?.timeSec ?? null,
  };
}

function builtWithPastTimes(facts: NodeFacts): NodeInfo["builtWithPastTimes"] {
  const { journal, scan } = facts.opened;
  if (journal.header.pastTimes === "none") return { value: false, untilBlock: null };
  const build = facts.miner?.build;
  if (build === undefined) return { value: true, untilBlock: scan.buildEndedAt };
  return { value: true, untilBlock: build.kind === "ended" ? build.block : null };
}
