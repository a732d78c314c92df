import { hash } from "node:crypto";
import { createBlockProofs } from "../../../../server/chain/block-proofs.ts";
import { createCheckpointSigner } from "../../../../server/chain/checkpoint-signature.ts";
import { readBlock } from "../../../../server/chain/node-calls.ts";
import type { Json } from "../../../../server/domain/canonical-json.ts";
import type { Checkpoint } from "../../../../server/domain/checkpoint.ts";
import type { Hex32 } from "../../../../server/domain/ids.ts";
import {
  assembleBundle,
  type BundleParts,
  bundleText,
} from "../../../../server/flows/bundle/assemble-bundle.ts";
import { wireOf } from "../../../../server/http/wire.ts";
import { type AtEnd, startChain, type TestChain } from "../../../chain/support/test-ledger.ts";
import {
  ADJUDICATION,
  CLAIM,
  type ContractName,
  type Facts,
  logOf,
  OPENINGS,
  RULE_SETS,
  type Step,
  TRUE_FACTS,
} from "./claim-logs.ts";
import { deployWriters, type Writers } from "./log-writers.ts";

/** A chain of its own on which a claim was told, with keys of two bureaus. */
export async function tellClaim(atEnd: AtEnd, facts: Facts = TRUE_FACTS): Promise<ClaimWorld> {
  const chain = await startChain(atEnd);
  const names: ContractName[] = ["drugLedger", "encounterLedger", "claimLedger", "nullifiers"];
  const writers = await deployWriters(chain, names);
  const places: Placed[] = [];
  for (const steps of facts.story) {
    await writers.write(steps.map((step) => logOf(step, facts)));
    const { block } = await readBlock(chain.rpc, "latest");
    for (const [logIndex, step] of steps.entries()) {
      places.push({ block, logIndex, name: step.replace("Other", ""), step });
    }
  }
  await writers.writeAll([[logOf("OtherDispenseRecorded", facts)], [logOf("OtherDispenseRecorded", facts)]]);
  return { chain, writers, places, genesisHash: (await readBlock(chain.rpc, "0x0")).blockHash };
}

type Placed = BundleParts["events"][number] & { readonly step: Step };

export type ClaimWorld = {
  readonly chain: TestChain;
  readonly writers: Writers<ContractName>;
  readonly places: readonly Placed[];
  readonly genesisHash: Hex32;
};

/** The institution that runs the node, and another that does not. */
export const OPERATOR = 1;
export const WITNESS = 2;

/** The bundle of the claim as the server would hand it out; `changes` to what it is made of. */
export async function bundleOf(world: ClaimWorld, changes: Partial<BundleParts> = {}): Promise<string> {
  const { chain, writers, places, genesisHash } = world;
  const head = await readBlock(chain.rpc, "latest");
  const events = places.filter(({ step }) => !step.startsWith("OtherD"));
  const bundle = await assembleBundle(
    {
      proofs: createBlockProofs(chain.rpc),
      checkpoints: { checkpointFrom: async () => null },
      reader: { head: () => head },
      chain: { chainId: 88_001, genesisHash, contracts: writers.contracts, operator: OPERATOR },
      limits: { bundleHeadersMax: 100 },
    },
    {
      claim: CLAIM,
      reader: 4,
      openings: OPENINGS,
      events: events.map(({ block, logIndex, name }) => ({ block, logIndex, name })),
      ruleSets: RULE_SETS,
      adjudication: ADJUDICATION,
      head: null,
      ...changes,
    },
  );
  return bundleText(bundle);
}

/** The file that `--head` takes, signed with a key of this world. */
export async function checkpointOf(world: ClaimWorld, given: Partial<Checkpoint> = {}): Promise<string> {
  const { chain, writers, genesisHash } = world;
  const signer = createCheckpointSigner(chain.keyring);
  const { block, blockHash } = await readBlock(chain.rpc, "latest");
  const checkpoint = await signer.sign({
    chainId: 88_001,
    genesisHash,
    contractsHash: signer.contractsHash(writers.contracts),
    block,
    blockHash,
    institution: WITNESS,
    code: "B42010000001",
    operator: chain.keys.guardianKey,
    signedAtSec: 1_767_240_000,
    ...given,
  });
  return JSON.stringify(wireOf(checkpoint));
}

/** The seal as a forger would make it anew. */
export function resealed(json: { [name: string]: unknown }, canonical: (json: Json) => string): string {
  const { seal: _, ...rest } = json;
  // What was parsed from JSON is JSON.
  const seal = `0x${hash("sha256", canonical(rest as Json), "hex")}`;
  return `${canonical({ ...rest, seal } as Json)}\n`;
}
