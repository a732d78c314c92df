import { createBlockProofs } from "../../../server/chain/block-proofs.ts";
import { createCheckpointSigner } from "../../../server/chain/checkpoint-signature.ts";
import type { Clock, LedgerReader } from "../../../server/domain/ports.ts";
import { createCheckpoints } from "../../../server/flows/bundle/checkpoints.ts";
import type { Doors } from "../../../server/http/doors.ts";
import type { openCheckpointStore } from "../../../server/store/checkpoint-store.ts";
import type { TestLedger } from "../../chain/support/test-ledger.ts";

export function checkpointsOf(
  { test, reader, clock }: On & { readonly clock: Clock },
  store: CheckpointStore,
): Doors["checkpoints"] {
  const { identity, keyring } = test;
  const signer = createCheckpointSigner(keyring);
  return createCheckpoints({
    identity,
    reader,
    keyring,
    signer,
    store,
    clock,
  });
}

export function bundlePortsOf(
  { test, reader }: On,
  checkpoints: CheckpointStore,
): Omit<Doors["bundlePorts"], "eventsAt"> {
  const { chainId, genesisHash, contracts } = test.identity;
  return {
    proofs: createBlockProofs(test.rpc),
    checkpoints,
    reader,
    chain: { chainId, genesisHash, contracts, operator: 0 },
    limits: { bundleHeadersMax: 10_000 },
  };
}

type On = { readonly test: TestLedger; readonly reader: LedgerReader };
type CheckpointStore = ReturnType<typeof openCheckpointStore>;
