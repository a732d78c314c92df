import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { getCreateAddress, Interface, keccak256, toUtf8Bytes, Wallet } from "ethers";

/**
 * Two small contracts where a ledger has its AccessManager and its Institutions, and keys to use them with.
 */
export const CHAIN_ID = 88_001;

export const bootstrap = keyNamed("bootstrap");
export const counterAddress = getCreateAddress({ from: bootstrap.address, nonce: 0 });
export const keysAddress = getCreateAddress({ from: bootstrap.address, nonce: 1 });

const { counter, keys } = compile();
export const counterInterface = counter.abi;
export const keysInterface = keys.abi;

export function keyNamed(name: string): Wallet {
  return new Wallet(keccak256(toUtf8Bytes(`a key of tests: ${name}`)));
}

export type Draft = {
  readonly nonce: number;
  readonly to?: string;
  readonly data?: string;
  readonly gasLimit?: number;
  readonly chainId?: number;
  readonly value?: number;
  readonly type?: number;
};

export async function sign(wallet: Wallet, draft: Draft): Promise<string> {
  const price =
    draft.type === 0 || draft.type === 1 ? { gasPrice: 0 } : { maxFeePerGas: 0, maxPriorityFeePerGas: 0 };
  return await wallet.signTransaction({ chainId: CHAIN_ID, type: 2, gasLimit: 500_000, ...price, ...draft });
}

export const signCounterCreation = (): Promise<string> =>
  sign(bootstrap, { nonce: 0, data: counter.bytecode, gasLimit: 3_000_000 });

export const signKeysCreation = (): Promise<string> =>
  sign(bootstrap, { nonce: 1, data: keys.bytecode, gasLimit: 3_000_000 });

export const signAllow = (nonce: number, key: string, known = "known"): Promise<string> =>
  sign(bootstrap, {
    nonce,
    to: keysAddress,
    data: keysInterface.encodeFunctionData("allow", [key, known === "known"]),
  });

export const countData = (): string => counterInterface.encodeFunctionData("count");

export const signCount = (wallet: Wallet, nonce: number): Promise<string> =>
  sign(wallet, { nonce, to: counterAddress, data: countData() });

/** One of the bootstrap key that does nothing, for where only its block matters. */
export const signNothing = (nonce: number): Promise<string> =>
  sign(bootstrap, { nonce, to: bootstrap.address });

type Compiled = { readonly abi: Interface; readonly bytecode: string };

function compile(): { counter: Compiled; keys: Compiled } {
  const require = createRequire(import.meta.url);
  const solc: { compile: (input: string) => string } = require("solc");
  const content = readFileSync(new URL("fixture-ledger.sol", import.meta.url), "utf8");
  const output = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: "Solidity",
        sources: { "fixture-ledger.sol": { content } },
        settings: {
          evmVersion: "cancun",
          optimizer: { enabled: true, runs: 200 },
          outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
        },
      }),
    ),
  );
  const contracts = output.contracts["fixture-ledger.sol"];
  const pick = (name: string): Compiled => ({
    abi: new Interface(contracts[name].abi),
    bytecode: `0x${contracts[name].evm.bytecode.object}`,
  });
  return { counter: pick("Counter"), keys: pick("Keys") };
}
