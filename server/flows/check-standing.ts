import { fail } from "../domain/failure.ts";
import type { ChainIdentity } from "../domain/intent-store.ts";
import type { DeploymentChain } from "../domain/ports.ts";

/**
 * Whether the chain that is served is the one this data was bound to, with its contracts in place. The
 * contracts are not compiled anew and compared: a later release of this server works with a ledger that an
 * earlier one deployed.
 */
export async function checkStanding(
  chain: Pick<DeploymentChain, "chainId" | "genesisHash" | "hasCode">,
  known: ChainIdentity,
): Promise<ChainIdentity> {
  for (const [name, address] of Object.entries(known.contracts)) {
    if (!(await chain.hasCode(address))) fail("chain-replaced", { what: name, saved: address, served: null });
  }
  return { ...known, chainId: await chain.chainId(), genesisHash: await chain.genesisHash() };
}
