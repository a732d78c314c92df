import { createBlockProofs } from "./chain/block-proofs.ts";
import { createCheckpointSigner } from "./chain/checkpoint-signature.ts";
import type { Rpc } from "./chain/rpc.ts";
import type { Config } from "./config.ts";
import type { Checkpoints } from "./domain/checkpoint.ts";
import { fail } from "./domain/failure.ts";
import type { LogSource } from "./domain/index-store.ts";
import type { ChainIdentity } from "./domain/intent-store.ts";
import type { Clock } from "./domain/ports.ts";
import { createCheckpoints } from "./flows/bundle/checkpoints.ts";
import type { ClaimBundlePorts } from "./flows/bundle/claim-bundle.ts";
import type { Data } from "./wire-data.ts";

export type Evidence = { readonly checkpoints: Checkpoints; readonly bundlePorts: ClaimBundlePorts };

/** What hands evidence to people outside: signed heads, and the parts that bundles are made with. */
export function wireEvidence(
  config: Config,
  parts: {
    readonly data: Data;
    readonly rpc: Rpc;
    readonly identity: ChainIdentity;
    readonly clock: Clock;
    readonly source: Pick<LogSource, "blocks">;
  },
): Evidence {
  const { data, rpc, identity, clock, source } = parts;
  const { reader } = data.index;
  const store = data.checkpoints;
  const { chainId, genesisHash, contracts } = identity;
  return {
    checkpoints: createCheckpoints({
      identity,
      reader,
      keyring: data.keyring,
      signer: createCheckpointSigner(data.keyring),
      store,
      clock,
    }),
    bundlePorts: {
      proofs: createBlockProofs(rpc),
      checkpoints: store,
      reader,
      chain: { chainId, genesisHash, contracts, operator: config.operatorInstitution },
      limits: config,
      eventsAt: async (block) => {
        for await (const [found] of source.blocks(block, block)) return found?.events ?? [];
        return fail("could-not-look", { missing: "block", block });
      },
    },
  };
}
