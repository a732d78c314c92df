import type { Address } from "./ids.ts";

/**
 * How a ledger comes into being: thirteen contracts made by the first thirteen transactions of a bootstrap
 * key, then the calls that give the authority its roles and take the bootstrap key's. Whoever sends these
 * encodes them; what stands here is only the order and the meaning. The fixture of the Solidity tests does
 * the same.
 */

/** The contracts, in the order of the bootstrap key's nonces from 0 on. */
export const deployedContracts = [
  "AccessManager",
  "Institutions",
  "RegionRules",
  "DrugCatalogue",
  "DrugCustody",
  "DrugLedger",
  "Spenders",
  "Nullifiers",
  "EncounterLedger",
  "ClaimRules",
  "ClaimEvidence",
  "ClaimLedger",
  "ReconciliationLedger",
] as const;

export type DeployedContract = (typeof deployedContracts)[number];

/** Roles of the authority; the contract `Institutions` counts on these numbers. */
export const roleIds = { administration: 0n, guardian: 1n, consortium: 2n } as const;

/** A value known before sending, or one that only the bootstrap key decides: its address, its contracts'. */
export type DeploymentArgument =
  | { kind: "address-of"; contract: DeployedContract }
  | { kind: "bootstrap-key" }
  | { kind: "key"; address: Address }
  | { kind: "number"; value: bigint }
  | { kind: "text"; value: string }
  | { kind: "selectors"; contract: DeployedContract; functions: readonly string[] };

/** `address-of` a contract with a higher nonce is predicted from the key and that nonce. */
export type ContractCreation = {
  contract: DeployedContract;
  nonce: number;
  constructorArguments: readonly DeploymentArgument[];
};

export type SetUpCall = {
  target: DeployedContract;
  function: string;
  arguments: readonly DeploymentArgument[];
};

export type Deployment = { creations: readonly ContractCreation[]; setUpCalls: readonly SetUpCall[] };

export type DeploymentTerms = {
  /** Administers the authority and admits bureaus and auditors: both only after a delay. */
  consortiumKey: Address;
  /** Pauses at once, and may cancel what the consortium has scheduled. */
  guardianKey: Address;
  consortiumDelaySec: number;
  /** Before unpausing, granting a role, or changing who may call what. */
  adminDelaySec: number;
};

/** What a role of the authority guards; every other function asks for an operator, an admin key or nobody. */
export const guardedFunctions: readonly Guarded[] = [
  { contract: "Institutions", roleId: roleIds.guardian, functions: ["pause"] },
  {
    contract: "Institutions",
    roleId: roleIds.consortium,
    functions: ["admitBureau", "admitAuditor", "replaceMemberAdminKey"],
  },
  { contract: "Institutions", roleId: roleIds.administration, functions: ["unpause"] },
  { contract: "Spenders", roleId: roleIds.consortium, functions: ["appointSpender"] },
  { contract: "Nullifiers", roleId: roleIds.consortium, functions: ["openEpoch"] },
];

type Guarded = {
  readonly contract: DeployedContract;
  readonly roleId: bigint;
  readonly functions: readonly string[];
};

export function describeDeployment(terms: DeploymentTerms): Deployment {
  return { creations: contractCreations, setUpCalls: authorityCalls(terms) };
}

const addressOf = (contract: DeployedContract): DeploymentArgument => ({ kind: "address-of", contract });
const number = (value: bigint | number): DeploymentArgument => ({ kind: "number", value: BigInt(value) });
const text = (value: string): DeploymentArgument => ({ kind: "text", value });
const key = (address: Address): DeploymentArgument => ({ kind: "key", address });
const bootstrapKey: DeploymentArgument = { kind: "bootstrap-key" };

/**
 * Three are told an address that is only predicted: the catalogue of custody, the drug ledger of the
 * spenders, and the spenders of the claim ledger.
 */
const contractCreations: readonly ContractCreation[] = [
  { contract: "AccessManager", nonce: 0, constructorArguments: [bootstrapKey] },
  { contract: "Institutions", nonce: 1, constructorArguments: [addressOf("AccessManager")] },
  { contract: "RegionRules", nonce: 2, constructorArguments: [addressOf("Institutions")] },
  {
    contract: "DrugCatalogue",
    nonce: 3,
    constructorArguments: [addressOf("Institutions"), addressOf("DrugCustody")],
  },
  {
    contract: "DrugCustody",
    nonce: 4,
    constructorArguments: [addressOf("Institutions"), addressOf("DrugCatalogue"), addressOf("RegionRules")],
  },
  {
    contract: "DrugLedger",
    nonce: 5,
    constructorArguments: [
      addressOf("Institutions"),
      addressOf("DrugCatalogue"),
      addressOf("DrugCustody"),
      addressOf("RegionRules"),
      addressOf("Spenders"),
    ],
  },
  {
    contract: "Spenders",
    nonce: 6,
    constructorArguments: [addressOf("AccessManager"), addressOf("ClaimLedger")],
  },
  {
    contract: "Nullifiers",
    nonce: 7,
    constructorArguments: [addressOf("AccessManager"), addressOf("Spenders")],
  },
  {
    contract: "EncounterLedger",
    nonce: 8,
    constructorArguments: [addressOf("Institutions"), addressOf("RegionRules"), addressOf("Spenders")],
  },
  { contract: "ClaimRules", nonce: 9, constructorArguments: [addressOf("Institutions")] },
  {
    contract: "ClaimEvidence",
    nonce: 10,
    constructorArguments: [
      addressOf("Institutions"),
      addressOf("RegionRules"),
      addressOf("ClaimRules"),
      addressOf("DrugCatalogue"),
      addressOf("DrugLedger"),
      addressOf("EncounterLedger"),
      addressOf("Spenders"),
    ],
  },
  {
    contract: "ClaimLedger",
    nonce: 11,
    constructorArguments: [
      addressOf("Institutions"),
      addressOf("ClaimRules"),
      addressOf("DrugLedger"),
      addressOf("EncounterLedger"),
      addressOf("Nullifiers"),
      addressOf("ClaimEvidence"),
    ],
  },
  { contract: "ReconciliationLedger", nonce: 12, constructorArguments: [addressOf("Institutions")] },
];

/**
 * The bootstrap key is administrator until the call that ends the list. The delay of the target's
 * administration takes effect only after OpenZeppelin's setback of five days; until then the delay of the
 * administrator's own role is what holds.
 */
function authorityCalls(terms: DeploymentTerms): SetUpCall[] {
  const guardian = number(roleIds.guardian);
  const consortium = number(roleIds.consortium);
  const administration = number(roleIds.administration);
  const consortiumDelay = number(terms.consortiumDelaySec);
  const adminDelay = number(terms.adminDelaySec);
  const guarded = [...new Set(guardedFunctions.map(({ contract }) => contract))];
  return [
    authorityCall("labelRole", [guardian, text("GUARDIAN")]),
    authorityCall("labelRole", [consortium, text("CONSORTIUM")]),
    ...guardedFunctions.map(({ contract, roleId, functions }) =>
      authorityCall("setTargetFunctionRole", [
        addressOf(contract),
        { kind: "selectors", contract, functions },
        number(roleId),
      ]),
    ),
    authorityCall("setRoleGuardian", [consortium, guardian]),
    ...guarded.map((contract) => authorityCall("setTargetAdminDelay", [addressOf(contract), adminDelay])),
    authorityCall("grantRole", [guardian, key(terms.guardianKey), number(0)]),
    authorityCall("grantRole", [consortium, key(terms.consortiumKey), consortiumDelay]),
    authorityCall("grantRole", [administration, key(terms.consortiumKey), adminDelay]),
    authorityCall("renounceRole", [administration, bootstrapKey]),
  ];
}

function authorityCall(name: string, callArguments: readonly DeploymentArgument[]): SetUpCall {
  return { target: "AccessManager", function: name, arguments: callArguments };
}
