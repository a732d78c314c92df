import {
  BrowserProvider,
  ContractFactory,
  type ContractTransactionReceipt,
  Interface,
  type InterfaceAbi,
  type JsonRpcSigner,
  type TransactionReceipt,
} from "ethers";
import hre from "hardhat";

/** A contract's code and face, from the compiler. */
export type Compiled = { abi: InterfaceAbi; bytecode: string };

export type Deployed = { address: string; face: Interface };

export type Receipt = TransactionReceipt | ContractTransactionReceipt;

/** Above the largest call we allow, and what the Osaka fork allows at most. */
const GAS_LIMIT = 16_777_216;

/** A fresh in-process chain with unlocked accounts, one block a transaction. */
export class EdrChain {
  readonly provider: BrowserProvider;
  readonly #close: () => Promise<void>;

  private constructor(provider: BrowserProvider, close: () => Promise<void>) {
    this.provider = provider;
    this.#close = close;
  }

  static async create(): Promise<EdrChain> {
    await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
    const connection = await hre.network.create();
    const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
    return new EdrChain(provider, () => connection.close());
  }

  async compiled(name: string): Promise<Compiled> {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    return { abi, bytecode };
  }

  account(index: number): Promise<JsonRpcSigner> {
    return this.provider.getSigner(index);
  }

  async deploy(compiled: Compiled, from: JsonRpcSigner, ...values: unknown[]): Promise<Deployed> {
    const factory = new ContractFactory(compiled.abi, compiled.bytecode, from);
    const contract = await factory.deploy(...values);
    await contract.waitForDeployment();
    return { address: await contract.getAddress(), face: new Interface(compiled.abi) };
  }

  async send(from: JsonRpcSigner, to: Deployed, name: string, ...values: unknown[]): Promise<Receipt> {
    const data = to.face.encodeFunctionData(name, values);
    const sent = await from.sendTransaction({ to: to.address, data, gasLimit: GAS_LIMIT });
    const receipt = await sent.wait();
    if (receipt === null || receipt.status !== 1) throw new Error(`${name} was not mined`);
    return receipt;
  }

  /** The first value a function answers. */
  async ask(to: Deployed, name: string, ...values: unknown[]): Promise<unknown> {
    const data = to.face.encodeFunctionData(name, values);
    return to.face.decodeFunctionResult(name, await this.provider.call({ to: to.address, data }))[0];
  }

  async nowSec(): Promise<number> {
    const block = await this.provider.getBlock("latest");
    if (block === null) throw new Error("the chain has no block");
    return block.timestamp;
  }

  close(): Promise<void> {
    return this.#close();
  }
}
