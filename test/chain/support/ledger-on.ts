import type { FileKeyring } from "../../../server/chain/keyring.ts";
import { createLedger } from "../../../server/chain/ledger.ts";
import type { Rpc } from "../../../server/chain/rpc.ts";
import type { ChainIdentity } from "../../../server/domain/intent-store.ts";
import type { Ledger, Log } from "../../../server/domain/ports.ts";
import { contractsOf } from "../../../server/wire-ledger.ts";

/** For tests and for the processes that they kill, which have no test runner. */
export const CHAIN_ID = 88_001;
export const RPC_LIMITS = { timeoutMs: 35_000, responseBytesMax: 64 * 1_024 * 1_024 };
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function ledgerOn(
  { rpc, keyring }: { readonly rpc: Rpc; readonly keyring: FileKeyring },
  identity: ChainIdentity,
): Ledger {
  return createLedger({ rpc, signer: keyring, chainId: CHAIN_ID, contracts: contractsOf(identity) });
}
