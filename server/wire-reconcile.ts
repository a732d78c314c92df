import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Config } from "./config.ts";
import type { LogSource } from "./domain/index-store.ts";
import type { ChainIdentity } from "./domain/intent-store.ts";
import type { Clock, CommandReader, Log, Submitter } from "./domain/ports.ts";
import { IS_ANY_PLAIN, judgeClaim } from "./domain/reconcile/judge-claim.ts";
import { openReconciliations, type Reconciliations } from "./flows/reconcile/open-reconciliations.ts";
import { reconcileFeed } from "./flows/reconcile/reconcile-feed.ts";
import { reconcileReturns } from "./flows/reconcile/reconcile-returns.ts";
import { reconcileSettlements } from "./flows/reconcile/reconcile-settlements.ts";
import { reconcileTotals } from "./flows/reconcile/reconcile-totals.ts";
import { openScratchFile } from "./store/scratch-file.ts";
import { wireChainReading } from "./wire-chain-reading.ts";
import type { Data } from "./wire-data.ts";
import { contractsOf } from "./wire-ledger.ts";

/** A node that starts anew answers again within half a minute. */
const RUN_ATTEMPTS_MAX = 15;
const RUN_RETRY_MS = 2_000;

export type OpenReconciliations = Reconciliations & {
  /** Goes on with what a stop left half judged. */
  goOn(): void;
};

/** Reconciliations over this server's chain, vault and refused attempts. */
export async function wireReconciliations(
  config: Config,
  parts: {
    readonly data: Data;
    readonly source: LogSource;
    readonly nodeUrl: string;
    readonly identity: ChainIdentity;
    readonly outbox: { readonly submitter: Submitter; readonly commands: CommandReader };
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<OpenReconciliations> {
  const { data, source, nodeUrl, identity, outbox, clock, log } = parts;
  const { intents, vault } = data;
  let isStopping = false;
  const reading = await wireChainReading(config, {
    data,
    source,
    url: nodeUrl,
    contracts: contractsOf(identity),
    isStopping: () => isStopping,
  });
  const reconciliations = openReconciliations({
    store: data.reconciliations,
    cases: data.cases,
    vault,
    reader: data.index.reader,
    blockHash: (block) => source.blockHash(block),
    submitter: outbox.submitter,
    commands: outbox.commands,
    clock,
    log,
    pause: (ms) => setTimeout(ms),
    limits: { attemptsMax: RUN_ATTEMPTS_MAX, retryMs: RUN_RETRY_MS },
    newFeedId: () => randomBytes(16).toString("hex"),
    reconcile: {
      chain: reading.chain,
      openings: intents,
      attempts: (institution, page) => intents.refusedAttempts(institution, page),
      vault,
      judge: judgeClaim,
      openScratch: IS_ANY_PLAIN ? () => openScratchFile(reading.scratchDir) : null,
      records: data.claimRecords,
      zone: { offsetMin: config.zoneOffsetMin },
      log,
    },
    reconcilers: {
      claims: reconcileFeed,
      returns: reconcileReturns,
      totals: reconcileTotals,
      settlements: reconcileSettlements,
    },
  });
  return {
    ...reconciliations,
    goOn() {
      reconciliations.resume().catch((error: unknown) => {
        if (!isStopping) log.error({ err: error }, "reconciliation not gone on with");
      });
    },
    async stop() {
      isStopping = true;
      await reconciliations.stop();
      reading.close();
    },
  };
}
