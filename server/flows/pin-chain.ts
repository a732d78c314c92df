import { fail } from "../domain/failure.ts";
import type { ChainIdentity, IntentStore } from "../domain/intent-store.ts";

/**
 * Binds this server's data to one chain: chain id, genesis hash and contract addresses are kept at the first
 * start and compared at each later one. On another chain the nonces, receipts and commands kept here would be
 * lies.
 */
export async function pinChain(
  store: Pick<IntentStore, "chainIdentity" | "pinChainIdentity">,
  served: ChainIdentity,
): Promise<void> {
  const kept = await store.chainIdentity();
  if (kept === null) return store.pinChainIdentity(served);
  if (kept.chainId !== served.chainId) {
    fail("chain-replaced", { what: "chain id", saved: kept.chainId, served: served.chainId });
  }
  if (kept.genesisHash !== served.genesisHash) {
    fail("chain-replaced", { what: "genesis", saved: kept.genesisHash, served: served.genesisHash });
  }
  for (const name of new Set([...Object.keys(kept.contracts), ...Object.keys(served.contracts)])) {
    const saved = kept.contracts[name] ?? null;
    const found = served.contracts[name] ?? null;
    if (saved !== found) fail("chain-replaced", { what: name, saved, served: found });
  }
}
