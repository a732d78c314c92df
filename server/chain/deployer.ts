import { getCreateAddress, type Interface } from "ethers";
import { type DeployedContract, type DeploymentArgument, deployedContracts } from "../domain/deployment.ts";
import type { Address, Hex } from "../domain/ids.ts";
import type { DeploymentChain } from "../domain/ports.ts";
import { readArtifact } from "./artifacts.ts";
import { TRANSACTION_GAS_MAX } from "./encode.ts";
import { quantityOf, readBlock, readNonce, readReceipt, sendRaw } from "./node-calls.ts";
import type { Rpc } from "./rpc.ts";
import type { Signer } from "./signer.ts";
import { signTransaction } from "./transaction.ts";

/** Encodes and signs the steps of a deployment. Nothing in the bytes depends on when they are made. */
export function createDeployer(parts: DeployerParts): DeploymentChain {
  const { rpc, signer, chainId, artifactsDir } = parts;
  return {
    chainId: async () => quantityOf(await rpc.call("eth_chainId", [])),
    genesisHash: async () => (await readBlock(rpc, "0x0")).blockHash,
    minedNonce: (key) => readNonce(rpc, key),
    addressOf: creationAddress,
    async signCreation(bootstrapKey, creation) {
      const { abi, bytecode } = await readArtifact(artifactsDir, creation.contract);
      const values = encodablesOf(bootstrapKey, creation.constructorArguments, abi);
      // ethers encodes to lower-case hex.
      const data = `${bytecode}${abi.encodeDeploy(values).slice(2)}` as Hex;
      const gasLimit = CREATION_GAS.base + CREATION_GAS.perByte * (data.length / 2 - 1);
      const content = { chainId, nonce: creation.nonce, to: null, data };
      return signTransaction(signer, bootstrapKey, {
        ...content,
        gasLimit: Math.min(gasLimit, TRANSACTION_GAS_MAX),
      });
    },
    async signSetUp(bootstrapKey, nonce, call) {
      const { abi } = await readArtifact(artifactsDir, call.target);
      const values = await Promise.all(
        call.arguments.map(async (argument) =>
          encodableOf(bootstrapKey, argument, await abiOfSelectors(argument, artifactsDir, abi)),
        ),
      );
      // ethers encodes to lower-case hex.
      const data = abi.encodeFunctionData(call.function, values) as Hex;
      const to = creationAddress(bootstrapKey, call.target);
      return signTransaction(signer, bootstrapKey, { chainId, nonce, to, data, gasLimit: SET_UP_GAS_MAX });
    },
    send: (raw) => sendRaw(rpc, raw),
    outcome: (hash) => readReceipt(rpc, hash),
    hasCode: async (address) => (await rpc.call("eth_getCode", [address, "latest"])) !== "0x",
  };
}

export type DeployerParts = {
  readonly rpc: Rpc;
  readonly signer: Signer;
  readonly chainId: number;
  /** The compiler's output folder, with its slash at the end. */
  readonly artifactsDir: URL;
};

/** 200 gas for a byte of code that is kept, 16 for one of calldata, and what the constructor does. */
const CREATION_GAS = { base: 1_000_000, perByte: 250 };

const SET_UP_GAS_MAX = 500_000;

function creationAddress(bootstrapKey: Address, contract: DeployedContract): Address {
  const nonce = deployedContracts.indexOf(contract);
  // ethers writes an address as `0x` and 40 hex digits.
  return getCreateAddress({ from: bootstrapKey, nonce }).toLowerCase() as Address;
}

function encodablesOf(
  bootstrapKey: Address,
  values: readonly DeploymentArgument[],
  abi: Interface,
): unknown[] {
  return values.map((argument) => encodableOf(bootstrapKey, argument, abi));
}

function encodableOf(bootstrapKey: Address, argument: DeploymentArgument, abi: Interface): unknown {
  switch (argument.kind) {
    case "address-of":
      return creationAddress(bootstrapKey, argument.contract);
    case "bootstrap-key":
      return bootstrapKey;
    case "key":
      return argument.address;
    case "number":
    case "text":
      return argument.value;
    case "selectors":
      return argument.functions.map((name) => selectorOf(abi, name));
  }
}

function selectorOf(abi: Interface, name: string): string {
  const fragment = abi.getFunction(name);
  if (fragment === null) throw new TypeError(`no function ${name}`);
  return fragment.selector;
}

async function abiOfSelectors(
  argument: DeploymentArgument,
  artifactsDir: URL,
  otherwise: Interface,
): Promise<Interface> {
  if (argument.kind !== "selectors") return otherwise;
  return (await readArtifact(artifactsDir, argument.contract)).abi;
}
