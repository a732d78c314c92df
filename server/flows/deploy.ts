import type { SignedTransaction } from "../domain/command.ts";
import { type DeploymentTerms, deployedContracts, describeDeployment } from "../domain/deployment.ts";
import type { Address } from "../domain/ids.ts";
import type { ChainIdentity } from "../domain/intent-store.ts";
import type { DeploymentChain, Log } from "../domain/ports.ts";

/**
 * Brings the ledger into being, from an empty chain or from wherever an earlier attempt was cut off: every
 * step is signed anew to the very same bytes, so those that stand are recognised and the rest are sent. Says
 * whose chain it is only when every step stands.
 */
export async function deployLedger(asked: DeploymentAsked): Promise<ChainIdentity> {
  const { chain, log, bootstrapKey, limits } = asked;
  const steps = await signSteps(asked);
  const standing = await chain.minedNonce(bootstrapKey);
  log.info({ steps: steps.length, standing }, "deployment");
  const deadlineMs = asked.nowMs() + limits.timeoutMs;
  await Promise.all(
    steps.map(async (step) => {
      if (step.nonce >= standing) await chain.send(step.raw);
      await confirm(asked, step, deadlineMs);
    }),
  );
  await checkCode(asked);
  return identify(asked);
}

export type DeploymentAsked = {
  readonly chain: DeploymentChain;
  readonly bootstrapKey: Address;
  readonly terms: DeploymentTerms;
  readonly log: Log;
  readonly limits: DeploymentLimits;
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
};

export type DeploymentLimits = {
  /** How long all steps together may take to be mined. */
  readonly timeoutMs: number;
  readonly receiptPollMs: number;
};

/**
 * The chain holds something else than this deployment: another version, other terms, or a step that failed.
 */
export class DeploymentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DeploymentError";
  }
}

async function signSteps({
  chain,
  bootstrapKey,
  terms,
}: DeploymentAsked): Promise<readonly SignedTransaction[]> {
  const { creations, setUpCalls } = describeDeployment(terms);
  const created = creations.map((creation) => chain.signCreation(bootstrapKey, creation));
  const called = setUpCalls.map((call, at) => chain.signSetUp(bootstrapKey, creations.length + at, call));
  return Promise.all([...created, ...called]);
}

async function confirm(asked: DeploymentAsked, step: SignedTransaction, deadlineMs: number): Promise<void> {
  const { chain, bootstrapKey, limits, pause, nowMs } = asked;
  const { nonce, hash } = step;
  for (;;) {
    const outcome = await chain.outcome(hash);
    if (outcome !== null) {
      if (!outcome.succeeded) throw new DeploymentError(`step ${nonce} of the deployment was refused`);
      const contract = deployedContracts[nonce];
      if (contract !== undefined && outcome.created !== chain.addressOf(bootstrapKey, contract)) {
        throw new DeploymentError(`${contract} was not created at its predicted address`);
      }
      return;
    }
    if ((await chain.minedNonce(bootstrapKey)) > nonce && (await chain.outcome(hash)) === null) {
      throw new DeploymentError(
        `step ${nonce} of the deployment was another one: other contracts or other terms`,
      );
    }
    if (nowMs() >= deadlineMs) throw new DeploymentError(`step ${nonce} of the deployment is in no block`);
    await pause(limits.receiptPollMs);
  }
}

async function checkCode({ chain, bootstrapKey }: DeploymentAsked): Promise<void> {
  for (const contract of deployedContracts) {
    const address = chain.addressOf(bootstrapKey, contract);
    if (!(await chain.hasCode(address))) throw new DeploymentError(`${contract} has no code at ${address}`);
  }
}

async function identify({ chain, bootstrapKey }: DeploymentAsked): Promise<ChainIdentity> {
  const contracts = {
    accessManager: chain.addressOf(bootstrapKey, "AccessManager"),
    institutions: chain.addressOf(bootstrapKey, "Institutions"),
    regionRules: chain.addressOf(bootstrapKey, "RegionRules"),
    drugCatalogue: chain.addressOf(bootstrapKey, "DrugCatalogue"),
    drugCustody: chain.addressOf(bootstrapKey, "DrugCustody"),
    drugLedger: chain.addressOf(bootstrapKey, "DrugLedger"),
    spenders: chain.addressOf(bootstrapKey, "Spenders"),
    nullifiers: chain.addressOf(bootstrapKey, "Nullifiers"),
    encounterLedger: chain.addressOf(bootstrapKey, "EncounterLedger"),
    claimRules: chain.addressOf(bootstrapKey, "ClaimRules"),
    claimEvidence: chain.addressOf(bootstrapKey, "ClaimEvidence"),
    claimLedger: chain.addressOf(bootstrapKey, "ClaimLedger"),
    reconciliationLedger: chain.addressOf(bootstrapKey, "ReconciliationLedger"),
  };
  return { chainId: await chain.chainId(), genesisHash: await chain.genesisHash(), contracts };
}
