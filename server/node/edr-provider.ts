import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as EdrModule from "@nomicfoundation/edr";

/**
 * Hardhat's in-process EDR, loaded *through* hardhat so that it is exactly the one that this Hardhat pins.
 * Its provider is asked directly and not over Hardhat's network connections: those parse every answer into
 * objects, and an indexer that reads ten thousand logs would pay for it twice; and loading Hardhat's tasks
 * and plugins would cost more than a second of every start.
 */
export async function createEdrProvider(chain: ChainSettings): Promise<EdrModule.Provider> {
  const edr = loadEdr();
  context ??= registerContext(edr);
  const shared = await context;
  return await shared.createProvider(
    edr.L1_CHAIN_TYPE,
    {
      allowBlocksWithSameTimestamp: false,
      allowUnlimitedContractSize: false,
      bailOnCallFailure: true,
      bailOnTransactionFailure: false,
      chainId: BigInt(chain.chainId),
      coinbase: new Uint8Array(20),
      defaultTransactionGasLimit: BigInt(chain.callGas),
      genesisState: edr.l1GenesisState(edr.l1HardforkFromString(chain.hardfork)),
      hardfork: chain.hardfork,
      // Keys hold no balance: gas is free, and stays free behind a full block (see the executor).
      initialBaseFeePerGas: 0n,
      minGasPrice: 0n,
      mining: {
        autoMine: false,
        blockGasLimit: BigInt(chain.blockGasLimit),
        memPool: { order: edr.MineOrdering.Fifo },
      },
      network: {
        genesisBlockGasLimit: BigInt(chain.blockGasLimit),
        genesisBlockTime: BigInt(chain.genesisTimeSec),
      },
      networkId: BigInt(chain.chainId),
      observability: {},
      // No unlocked accounts: whoever writes brings a signature.
      ownedAccounts: [],
      precompileOverrides: [],
    },
    { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => undefined },
    { subscriptionCallback: () => undefined },
    new edr.ContractDecoder(),
  );
}

export type ChainSettings = {
  readonly chainId: number;
  readonly hardfork: string;
  readonly blockGasLimit: number;
  readonly genesisTimeSec: number;
  /**
   * Gas of a call that names none: what a transaction may use, so that a simulation runs out where it would.
   */
  readonly callGas: number;
};

/**
 * EDR's native hash: a manifest's calldata is hashed twice, and JavaScript would take tens of milliseconds.
 */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return loadEdr().keccak256(bytes);
}

/** The versions that the journal pins. */
export function executionVersions(): { readonly edrVersion: string; readonly hardhatVersion: string } {
  return { edrVersion: packageVersion(edrEntry()), hardhatVersion: packageVersion(HARDHAT_ENTRY) };
}

type Edr = typeof EdrModule;

const requireHere = createRequire(import.meta.url);
const HARDHAT_ENTRY = requireHere.resolve("hardhat");
const requireFromHardhat = createRequire(HARDHAT_ENTRY);
const edrEntry = (): string => requireFromHardhat.resolve("@nomicfoundation/edr");

/** EDR allows one context a process. */
let context: Promise<EdrModule.EdrContext> | undefined;

function loadEdr(): Edr {
  // `require` answers any; the module is the one whose types are imported, at the version the lock file pins.
  const edr: Edr = requireFromHardhat("@nomicfoundation/edr");
  return edr;
}

async function registerContext(edr: Edr): Promise<EdrModule.EdrContext> {
  const created = new edr.EdrContext();
  await created.registerProviderFactory(edr.L1_CHAIN_TYPE, edr.l1ProviderFactory());
  return created;
}

/** The package.json above a module's entry; packages do not have to export it. */
function packageVersion(entry: string): string {
  for (let at = new URL(".", `file://${entry}`); at.pathname !== "/"; at = new URL("..", at)) {
    const found = readVersion(new URL("package.json", at));
    if (found !== null) return found;
  }
  throw new Error(`no package.json above ${entry}`);
}

function readVersion(path: URL): string | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const parsed: unknown = JSON.parse(text);
  const isNamed = typeof parsed === "object" && parsed !== null && "name" in parsed && "version" in parsed;
  return isNamed ? String(parsed.version) : null;
}
