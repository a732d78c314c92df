import { describe, expect, it } from "vitest";
import {
  type DeploymentTerms,
  deployedContracts,
  describeDeployment,
} from "../../server/domain/deployment.ts";

const terms: DeploymentTerms = {
  consortiumKey: `0x${"c".repeat(40)}`,
  guardianKey: `0x${"9".repeat(40)}`,
  consortiumDelaySec: 3_600,
  adminDelaySec: 86_400,
};

const { creations, setUpCalls } = describeDeployment(terms);

const grants = setUpCalls.filter((call) => call.function === "grantRole").map((call) => call.arguments);

describe("the deployment of a ledger", () => {
  it("creates one contract with each of the bootstrap key's first nonces", () => {
    expect(creations.map(({ contract, nonce }) => [nonce, contract])).toEqual([
      [0, "AccessManager"],
      [1, "Institutions"],
      [2, "RegionRules"],
      [3, "DrugCatalogue"],
      [4, "DrugCustody"],
      [5, "DrugLedger"],
      [6, "Spenders"],
      [7, "Nullifiers"],
      [8, "EncounterLedger"],
      [9, "ClaimRules"],
      [10, "ClaimEvidence"],
      [11, "ClaimLedger"],
      [12, "ReconciliationLedger"],
    ]);
    expect(creations.map(({ contract }) => contract)).toEqual([...deployedContracts]);
  });

  it("tells each contract where those stand that it asks, three of them before they are there", () => {
    const asked = creations.map(({ constructorArguments }) =>
      constructorArguments.map((argument) =>
        argument.kind === "address-of" ? argument.contract : argument.kind,
      ),
    );
    expect(asked).toEqual([
      ["bootstrap-key"],
      ["AccessManager"],
      ["Institutions"],
      ["Institutions", "DrugCustody"],
      ["Institutions", "DrugCatalogue", "RegionRules"],
      ["Institutions", "DrugCatalogue", "DrugCustody", "RegionRules", "Spenders"],
      ["AccessManager", "ClaimLedger"],
      ["AccessManager", "Spenders"],
      ["Institutions", "RegionRules", "Spenders"],
      ["Institutions"],
      [
        "Institutions",
        "RegionRules",
        "ClaimRules",
        "DrugCatalogue",
        "DrugLedger",
        "EncounterLedger",
        "Spenders",
      ],
      ["Institutions", "ClaimRules", "DrugLedger", "EncounterLedger", "Nullifiers", "ClaimEvidence"],
      ["Institutions"],
    ]);
  });

  it("gives the guardian its role without a delay", () => {
    expect(grants).toContainEqual([
      { kind: "number", value: 1n },
      { kind: "key", address: terms.guardianKey },
      { kind: "number", value: 0n },
    ]);
  });

  it.each([
    ["admission", 2n, 3_600n],
    ["administration", 0n, 86_400n],
  ])("gives the consortium its role of %s with its delay", (_name, roleId, delaySec) => {
    expect(grants).toContainEqual([
      { kind: "number", value: roleId },
      { kind: "key", address: terms.consortiumKey },
      { kind: "number", value: delaySec },
    ]);
  });

  it("grants nobody else anything", () => {
    expect(grants).toHaveLength(3);
  });

  it("takes the bootstrap key's administration with the last call of all", () => {
    expect(setUpCalls.at(-1)).toEqual({
      target: "AccessManager",
      function: "renounceRole",
      arguments: [{ kind: "number", value: 0n }, { kind: "bootstrap-key" }],
    });
  });
});
