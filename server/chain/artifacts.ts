import { readFile } from "node:fs/promises";
import { Interface } from "ethers";
import type { DeployedContract } from "../domain/deployment.ts";
import type { Hex } from "../domain/ids.ts";

/**
 * What the compiler made of a contract. Only deployment reads it; everything else lives on generated/abis.ts.
 */
export async function readArtifact(artifactsDir: URL, contract: DeployedContract): Promise<Artifact> {
  const file = new URL(ARTIFACT_OF[contract], artifactsDir);
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  if (typeof parsed !== "object" || parsed === null || !("abi" in parsed) || !("bytecode" in parsed)) {
    throw new TypeError(`${contract} has no artifact: build the contracts first`);
  }
  const { abi, bytecode } = parsed;
  if (!Array.isArray(abi) || !isBytecode(bytecode)) {
    throw new TypeError(`the artifact of ${contract} is not one of a deployable contract`);
  }
  return { abi: new Interface(abi), bytecode };
}

export type Artifact = { readonly abi: Interface; readonly bytecode: Hex };

const ARTIFACT_OF: Readonly<Record<DeployedContract, string>> = {
  AccessManager: "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager.json",
  Institutions: "contracts/Institutions.sol/Institutions.json",
  RegionRules: "contracts/RegionRules.sol/RegionRules.json",
  DrugCatalogue: "contracts/DrugCatalogue.sol/DrugCatalogue.json",
  DrugCustody: "contracts/DrugCustody.sol/DrugCustody.json",
  DrugLedger: "contracts/DrugLedger.sol/DrugLedger.json",
  Spenders: "contracts/Spenders.sol/Spenders.json",
  Nullifiers: "contracts/Nullifiers.sol/Nullifiers.json",
  EncounterLedger: "contracts/EncounterLedger.sol/EncounterLedger.json",
  ClaimRules: "contracts/ClaimRules.sol/ClaimRules.json",
  ClaimEvidence: "contracts/ClaimEvidence.sol/ClaimEvidence.json",
  ClaimLedger: "contracts/ClaimLedger.sol/ClaimLedger.json",
  ReconciliationLedger: "contracts/ReconciliationLedger.sol/ReconciliationLedger.json",
};

/** A link to a library that is still open would stand in it as `__$…`. */
function isBytecode(bytecode: unknown): bytecode is Hex {
  return typeof bytecode === "string" && /^0x(?:[0-9a-f]{2})+$/.test(bytecode);
}
