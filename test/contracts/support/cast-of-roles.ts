import { getCreateAddress, Interface, type JsonRpcSigner } from "ethers";
import {
  type DeployedContract,
  type DeploymentArgument,
  deployedContracts,
  describeDeployment,
} from "../../../server/domain/deployment.ts";
import type { Address } from "../../../server/domain/ids.ts";
import { type Deployed, EdrChain } from "./edr-chain.ts";

/** Everybody who may call. `consortium` and `administration` hold their role without a delay. */
export const roles = [
  "nobody",
  "bootstrap",
  "guardian",
  "consortium",
  "administration",
  "delayedConsortium",
  "bureauAdmin",
  "bureauOperator",
  "foreignBureauAdmin",
  "foreignBureauOperator",
  "institutionAdmin",
  "institutionOperator",
  "makerOperator",
  "hospitalOperator",
] as const;

export type Role = (typeof roles)[number];

export type CastOfRoles = {
  chain: EdrChain;
  contracts: Readonly<Record<DeployedContract, Deployed>>;
  addressOf: (role: Role) => string;
  signerOf: (role: Role) => JsonRpcSigner;
  nowSec: number;
  firstBlockHash: string;
};

export const regions = { home: 330500, foreign: 330100 } as const;

/**
 * What the cast registers: bureaus, a pharmacy without, with and with a suspended agreement, a maker, and a
 * hospital with an agreement.
 */
export const ids = {
  bureau: 1,
  foreignBureau: 2,
  unsigned: 3,
  active: 4,
  suspended: 5,
  maker: 6,
  hospital: 7,
} as const;

/** Every act an operator of the kind may hold, as contracts/libraries/Acts.sol gives them. */
const acts = {
  bureau: 0b1111_1001_1100_1000_0111,
  maker: 0b000_0000_0111_1011_1000,
  till: 0b000_0100_0011_1111_0000,
  hospital: 0b000_0110_0011_1111_0000,
} as const;

const SETBACK_SEC = 5 * 86_400;
const DELAY_SEC = 3_600;
const TERM_SEC = 3650 * 86_400;

/**
 * Deploys the ledger as the server would, admits two bureaus, three pharmacies, a maker and a hospital, and
 * lets OpenZeppelin's setback pass.
 */
export async function castRoles(): Promise<CastOfRoles> {
  const chain = await EdrChain.create();
  const signers = new Map<Role, JsonRpcSigner>();
  for (const [index, role] of [...roles].sort(bootstrapFirst).entries())
    signers.set(role, await chain.account(index));
  const signerOf = (role: Role) => required(signers.get(role));
  const addressOf = (role: Role) => signerOf(role).address;
  const contracts = await deploy(chain, signerOf);
  await admit(chain, contracts.Institutions, signerOf);
  await chain.provider.send("evm_increaseTime", [SETBACK_SEC + 1]);
  await chain.provider.send("evm_mine", []);
  const firstBlockHash = required((await chain.provider.getBlock(1))?.hash);
  return { chain, contracts, addressOf, signerOf, nowSec: await chain.nowSec(), firstBlockHash };
}

/** The first account must be the bootstrap key's. */
const bootstrapFirst = (a: Role, b: Role) => Number(b === "bootstrap") - Number(a === "bootstrap");

async function deploy(
  chain: EdrChain,
  signerOf: (role: Role) => JsonRpcSigner,
): Promise<Readonly<Record<DeployedContract, Deployed>>> {
  const bootstrap = signerOf("bootstrap");
  const contracts: Partial<Record<DeployedContract, Deployed>> = {};
  const { creations, setUpCalls } = describeDeployment({
    consortiumKey: toAddress(signerOf("delayedConsortium").address),
    guardianKey: toAddress(signerOf("guardian").address),
    consortiumDelaySec: DELAY_SEC,
    adminDelaySec: DELAY_SEC,
  });
  const faces = new Map<DeployedContract, Interface>();
  for (const name of deployedContracts) faces.set(name, new Interface((await chain.compiled(name)).abi));
  const encodable = (argument: DeploymentArgument) => encode(argument, bootstrap.address, faces);

  for (const { contract, nonce, constructorArguments } of creations) {
    if ((await bootstrap.getNonce()) !== nonce) throw new Error(`${contract} needs nonce ${nonce}`);
    const compiled = await chain.compiled(contract);
    contracts[contract] = await chain.deploy(compiled, bootstrap, ...constructorArguments.map(encodable));
  }
  const authority = required(contracts.AccessManager);
  for (const [role, roleId] of [
    ["consortium", 2],
    ["administration", 0],
  ] as const) {
    await chain.send(bootstrap, authority, "grantRole", roleId, signerOf(role).address, 0);
  }
  for (const call of setUpCalls) {
    await chain.send(
      bootstrap,
      required(contracts[call.target]),
      call.function,
      ...call.arguments.map(encodable),
    );
  }
  return {
    AccessManager: authority,
    Institutions: required(contracts.Institutions),
    RegionRules: required(contracts.RegionRules),
    DrugCatalogue: required(contracts.DrugCatalogue),
    DrugCustody: required(contracts.DrugCustody),
    DrugLedger: required(contracts.DrugLedger),
    Spenders: required(contracts.Spenders),
    Nullifiers: required(contracts.Nullifiers),
    EncounterLedger: required(contracts.EncounterLedger),
    ClaimRules: required(contracts.ClaimRules),
    ClaimEvidence: required(contracts.ClaimEvidence),
    ClaimLedger: required(contracts.ClaimLedger),
    ReconciliationLedger: required(contracts.ReconciliationLedger),
  };
}

function encode(
  argument: DeploymentArgument,
  bootstrapKey: string,
  faces: ReadonlyMap<DeployedContract, Interface>,
): unknown {
  switch (argument.kind) {
    case "address-of":
      return getCreateAddress({ from: bootstrapKey, nonce: deployedContracts.indexOf(argument.contract) });
    case "bootstrap-key":
      return bootstrapKey;
    case "key":
      return argument.address;
    case "number":
    case "text":
      return argument.value;
    case "selectors": {
      const face = required(faces.get(argument.contract));
      return argument.functions.map((name) => required(face.getFunction(name)).selector);
    }
  }
}

async function admit(
  chain: EdrChain,
  institutions: Deployed,
  signerOf: (role: Role) => JsonRpcSigner,
): Promise<void> {
  const send = (by: Role, name: string, ...values: unknown[]) =>
    chain.send(signerOf(by), institutions, name, ...values);
  const address = (role: Role) => signerOf(role).address;
  const nowSec = await chain.nowSec();
  const endSec = nowSec + TERM_SEC;

  await send("consortium", "admitBureau", regions.home, [6, 0, address("bureauAdmin"), "HOME", "HOME"]);
  await send("consortium", "admitBureau", regions.foreign, [
    6,
    0,
    address("foreignBureauAdmin"),
    "FOREIGN",
    "FOREIGN",
  ]);
  await send("bureauAdmin", "addOperator", ids.bureau, address("bureauOperator"), acts.bureau, endSec);
  const foreignOperator = address("foreignBureauOperator");
  await send("foreignBureauAdmin", "addOperator", ids.foreignBureau, foreignOperator, acts.bureau, endSec);
  const adminKeys = [address("institutionAdmin"), freshAddress(1), freshAddress(2)];
  for (const [index, adminKey] of adminKeys.entries()) {
    await send("bureauOperator", "registerInstitution", [3, 0, adminKey, `PHARMACY-${index}`, "药房"]);
  }
  const till = address("institutionOperator");
  await send("institutionAdmin", "addOperator", ids.unsigned, till, acts.till, endSec);
  const maker = address("makerOperator");
  await send("bureauOperator", "registerInstitution", [1, 0, maker, "MAKER", "药厂"]);
  await send("makerOperator", "addOperator", ids.maker, maker, acts.maker, endSec);
  const hospital = address("hospitalOperator");
  await send("bureauOperator", "registerInstitution", [4, 0, hospital, "HOSPITAL", "医院"]);
  await send("hospitalOperator", "addOperator", ids.hospital, hospital, acts.hospital, endSec);
  for (const id of [ids.active, ids.suspended, ids.hospital])
    await send("bureauOperator", "signAgreement", id, nowSec, endSec);
  await send("bureauOperator", "suspendAgreement", ids.suspended, nowSec, endSec, `0x${"00".repeat(32)}`);
}

/** An address that has no part in the cast. */
export function freshAddress(number: number): string {
  return `0x${(0x1000 + number).toString(16).padStart(40, "0")}`;
}

function toAddress(address: string): Address {
  // ethers writes an address as `0x` and 40 hex digits.
  return address.toLowerCase() as Address;
}

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("the cast is incomplete");
  return value;
}
