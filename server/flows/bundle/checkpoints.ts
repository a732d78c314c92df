import type { Checkpoint, CheckpointSigner, CheckpointStore, Checkpoints } from "../../domain/checkpoint.ts";
import { fail } from "../../domain/failure.ts";
import type { BlockRef, InstitutionId } from "../../domain/ids.ts";
import type { ChainIdentity } from "../../domain/intent-store.ts";
import type { Clock, Keyring, LedgerReader } from "../../domain/ports.ts";

export type CheckpointPorts = {
  readonly identity: ChainIdentity;
  readonly reader: Pick<LedgerReader, "head" | "view">;
  readonly keyring: Pick<Keyring, "keyFor">;
  readonly signer: CheckpointSigner;
  readonly store: CheckpointStore;
  readonly clock: Clock;
};

/** Checkpoints as institutions publish them here. */
export function createCheckpoints(ports: CheckpointPorts): Checkpoints {
  const { reader, store } = ports;
  const head = (): BlockRef => reader.head() ?? fail("not-ready");
  return {
    async publish(institution) {
      const at = head();
      const kept = await store.checkpoint(at.block, institution);
      if (kept !== null && kept.blockHash === at.blockHash) return kept;
      const checkpoint = await signHead(ports, institution, at);
      await store.putCheckpoint(checkpoint);
      return checkpoint;
    },
    list: async (page) => ({ ...(await store.checkpoints(page)), asOf: head() }),
  };
}

async function signHead(
  { identity, reader, keyring, signer, clock }: CheckpointPorts,
  institution: InstitutionId,
  { block, blockHash }: BlockRef,
): Promise<Checkpoint> {
  const operator = keyring.keyFor(institution, "operator");
  const row = await reader.view((view) => view.institution(institution));
  const { code } = row ?? fail("institution-unknown", { institution });
  return signer.sign({
    chainId: identity.chainId,
    genesisHash: identity.genesisHash,
    contractsHash: signer.contractsHash(identity.contracts),
    block,
    blockHash,
    institution,
    code,
    operator,
    signedAtSec: Math.floor(clock.nowMs() / 1000),
  });
}
