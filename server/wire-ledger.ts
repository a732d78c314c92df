import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createDeployer } from "./chain/deployer.ts";
import { createLedger } from "./chain/ledger.ts";
import { type LogSourceLimits, openLogSource } from "./chain/log-source.ts";
import { readBlock } from "./chain/node-calls.ts";
import { createRpc, type Rpc } from "./chain/rpc.ts";
import type { Config } from "./config.ts";
import type { LedgerCall } from "./domain/command.ts";
import type { Address } from "./domain/ids.ts";
import type { LogSource } from "./domain/index-store.ts";
import type { ChainIdentity } from "./domain/intent-store.ts";
import type { Ledger, Log } from "./domain/ports.ts";
import { checkStanding } from "./flows/check-standing.ts";
import { deployLedger } from "./flows/deploy.ts";
import { pinChain } from "./flows/pin-chain.ts";
import { prepareConsortiumKeys } from "./flows/prepare-consortium-keys.ts";
import { type NodeSupervisor, superviseNode } from "./node/supervisor.ts";
import type { Data } from "./wire-data.ts";

const MEBIBYTE = 1024 * 1024;
const RPC_RESPONSE_BYTES_MAX = 64 * MEBIBYTE;
const BYTES_PER_FETCH = 2 * MEBIBYTE;
/** A key that was idle may send as much at once as in so many seconds. */
const BURST_SEC = 4;
const ARTIFACTS = new URL("../artifacts/", import.meta.url);
const PAST_TIMES = "past-times";
const GENESIS_TIME = "genesis-time-sec";

/** Of the embedded node: when its ledger begins, and whether it may be built with past block times. */
export type Beginning = { readonly pastTimes: "none" | "demo"; readonly genesisTimeSec: number };

/**
 * Starts the embedded node, or null where a consortium's node is configured. Resolves when its port is open.
 */
export async function startNode(
  config: Config,
  data: Data,
  parts: { readonly log: Log; readonly logFile: number | null; readonly beginning: Beginning },
): Promise<NodeSupervisor | null> {
  const { log, logFile, beginning } = parts;
  if (config.rpcUrl !== "") return null;
  const { bootstrapKey: bootstrapAddress } = await prepareConsortiumKeys(data.keyring);
  const { pastTimes, genesisTimeSec } = await keepBeginning(data, beginning);
  const settings = {
    journalDir: data.journalDir,
    compileCacheDir: join(data.directory, "compile-cache"),
    port: config.nodePort,
    chainId: config.chainId,
    bootstrapAddress,
    pastTimes,
    genesisTimeSec,
    logLevel: config.logLevel,
    ratePerKeySec: config.nodeRatePerKeySec,
    burstPerKey: config.nodeRatePerKeySec * BURST_SEC,
  };
  return superviseNode(settings, log, logFile);
}

/** What the journal's header pins was decided at the first start and stands in the settings from then on. */
export async function keepBeginning(data: Data, beginning: Beginning): Promise<Beginning> {
  const kept = await data.intents.setting(GENESIS_TIME);
  if (kept === null) {
    await data.intents.putSetting(PAST_TIMES, beginning.pastTimes);
    await data.intents.putSetting(GENESIS_TIME, String(beginning.genesisTimeSec));
    return beginning;
  }
  const pastTimes = (await data.intents.setting(PAST_TIMES)) === "demo" ? "demo" : "none";
  return { pastTimes, genesisTimeSec: Number(kept) };
}

export function openRpc(config: Config, url: string): Rpc {
  return createRpc(url, { timeoutMs: config.rpcTimeoutMs, responseBytesMax: RPC_RESPONSE_BYTES_MAX });
}

/**
 * While a demo is built the node makes no block before it is told a time: from where the ledger stands, on.
 */
export async function resumeBuild(data: Data, node: NodeSupervisor, rpc: Rpc): Promise<void> {
  const { pastTimes } = await keepBeginning(data, { pastTimes: "none", genesisTimeSec: 0 });
  if (pastTimes !== "demo") return;
  const { timeSec } = await readBlock(rpc, "latest");
  await node.setBuildTime(timeSec + 1);
}

/** Deploys the contracts on a new chain, or checks that those of an old one stand; binds this data to it. */
export async function settleChain(
  config: Config,
  data: Data,
  parts: { readonly rpc: Rpc; readonly log: Log },
): Promise<ChainIdentity> {
  const { rpc, log } = parts;
  const { consortiumDelaySec, adminDelaySec, chainId } = config;
  const chain = createDeployer({ rpc, signer: data.keyring, chainId, artifactsDir: ARTIFACTS });
  const known = await data.intents.chainIdentity();
  const deploy = async (): Promise<ChainIdentity> => {
    const { bootstrapKey, consortiumKey, guardianKey } = await prepareConsortiumKeys(data.keyring);
    return deployLedger({
      chain,
      bootstrapKey,
      terms: { consortiumKey, guardianKey, consortiumDelaySec, adminDelaySec },
      log,
      limits: { timeoutMs: config.deployTimeoutMs, receiptPollMs: config.receiptPollMs },
      nowMs: Date.now,
      pause: (ms) => setTimeout(ms),
    });
  };
  const identity = known === null ? await deploy() : await checkStanding(chain, known);
  await pinChain(data.intents, identity);
  return identity;
}

export type ContractAddresses = Readonly<Record<LedgerCall["contract"], Address>>;

export function contractsOf(identity: ChainIdentity): ContractAddresses {
  const addressOf = (name: string): Address => {
    const address = identity.contracts[name];
    if (address === undefined) throw new Error(`the chain's identity names no ${name}`);
    return address;
  };
  return {
    institutions: addressOf("institutions"),
    regionRules: addressOf("regionRules"),
    drugCatalogue: addressOf("drugCatalogue"),
    drugCustody: addressOf("drugCustody"),
    drugLedger: addressOf("drugLedger"),
    spenders: addressOf("spenders"),
    nullifiers: addressOf("nullifiers"),
    encounterLedger: addressOf("encounterLedger"),
    claimRules: addressOf("claimRules"),
    claimLedger: addressOf("claimLedger"),
    reconciliationLedger: addressOf("reconciliationLedger"),
  };
}

export function openLedger(config: Config, data: Data, rpc: Rpc, contracts: ContractAddresses): Ledger {
  return createLedger({ rpc, signer: data.keyring, chainId: config.chainId, contracts });
}

export function openSource(
  config: Config,
  url: string,
  contracts: ContractAddresses,
): LogSource & { close(): void } {
  return openLogSource({
    url,
    contracts: Object.values(contracts),
    limits: sourceLimits(config),
  });
}

export function sourceLimits(config: Config): LogSourceLimits {
  return {
    fetchesAhead: config.indexFetchesAhead,
    blocksPerFetchMax: config.indexBlocksPerFetch,
    bytesPerFetch: BYTES_PER_FETCH,
    timeoutMs: config.rpcTimeoutMs,
    responseBytesMax: RPC_RESPONSE_BYTES_MAX,
  };
}
