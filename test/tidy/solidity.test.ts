import { describe, expect, test } from "vitest";
import { isThere, readSources } from "../../scripts/sources/repository.ts";
import { type Source, show } from "../../scripts/sources/source.ts";
import { checkSolidity } from "./rules/solidity.ts";

const contracts = readSources(["contracts"], [".sol"]);

describe("Solidity", () => {
  test("there are contracts to look at", () => {
    expect(isThere("contracts/DrugLedger.sol")).toBe(true);
  });

  test("S2 S4 S8 S14 S19 S20 N5 hold in every file", () => {
    expect(show(contracts.flatMap(checkSolidity))).toEqual([]);
  });
});

const HEAD = "// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\n";
const OZ = 'import { Pausable } from "@openzeppelin/contracts/utils/Pausable.sol";\n';
const OWN = 'import { ITill } from "./interfaces/ITill.sol";\n';
const till = (body: string, imports = OWN, heritage = " is ITill"): Source => ({
  path: "contracts/Till.sol",
  text: `${HEAD}${imports}contract Till${heritage} {\n${body}\n}\n`,
});
const rulesSeen = (source: Source): string[] => checkSolidity(source).map((complaint) => complaint.rule);

describe("each rule can fail", () => {
  test("a tidy contract passes", () => {
    const body = "    /// @inheritdoc ITill\n    function sell() external {\n        // tx.origin\n    }";
    expect(rulesSeen(till(body, OZ + OWN, " is ITill, Pausable"))).toEqual([]);
  });

  test.each([
    ["a virtual function", "S2", till("    function a() internal virtual {}")],
    ["an abstract contract", "S2", { path: "contracts/A.sol", text: `${HEAD}abstract contract A {}` }],
    ["a contract without its interface", "S2", till("", "", "")],
    [
      "a parent of our own",
      "S2",
      till("", `${OWN}import { Base } from "./libraries/Base.sol";\n`, " is ITill, Base"),
    ],
    [
      "three parents",
      "S2",
      till(
        "",
        ["A", "B", "C"].map((it) => `import { ${it} } from "@openzeppelin/contracts/${it}.sol";\n`).join("") +
          OWN,
        " is ITill, A, B, C",
      ),
    ],
    ["an external function without its NatSpec", "S4", till("    function a() external {}")],
    [
      "a public function with other NatSpec",
      "S4",
      till("    /// @notice Sells.\n    function a() public {}"),
    ],
    ["a revert string", "S8", till('    function a() internal { require(false, "no"); }')],
    ["a nameless revert", "S8", till("    function a() internal { revert(); }")],
    ["tx.origin", "S14", till("    function a() internal { b = tx.origin; }")],
    ["assembly without an argument", "S19", till("    function a() internal {\n        assembly {}\n    }")],
    [
      "unchecked without an argument",
      "S19",
      till("    function a() internal {\n        unchecked { b++; }\n    }"),
    ],
    ["a floating pragma", "S20", { path: "contracts/A.sol", text: "pragma solidity ^0.8.37;\nlibrary A {}" }],
    ["a nameless import", "S20", till("", `import "./libraries/Ids.sol";\n${OWN}`)],
    ["a starred import", "S20", till("", `import * as Ids from "./libraries/Ids.sol";\n${OWN}`)],
    ["groups out of order", "S20", till("", OWN + OZ)],
    ["names out of order", "S20", till("", 'import { ITill, Act } from "./interfaces/ITill.sol";\n')],
    ["a long file", "S20", till("\n".repeat(400))],
    ["a file of another name", "N5", { path: "contracts/Shop.sol", text: `${HEAD}library Till {}` }],
    ["two contracts in a file", "N5", { path: "contracts/A.sol", text: `${HEAD}library A {}\nlibrary B {}` }],
  ])("%s is seen", (_, rule, source) => {
    expect(rulesSeen(source)).toContain(rule);
  });

  test("an argument above unchecked is enough", () => {
    const body =
      "    function a() internal {\n// b counts packs, at most 10 million.\nunchecked { b++; }\n    }";
    expect(rulesSeen(till(body))).toEqual([]);
  });
});
