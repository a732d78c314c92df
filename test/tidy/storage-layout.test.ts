import { describe, expect, test } from "vitest";
import { layoutOf, readArtifacts, type StorageLayout } from "../../scripts/sources/artifacts.ts";
import { readSource, readSources } from "../../scripts/sources/repository.ts";
import { show } from "../../scripts/sources/source.ts";
import { checkStructs, checkVariables } from "./rules/layout.ts";

const contracts = readArtifacts().filter((artifact) => /^contracts\/\w+\.sol$/.test(artifact.sourceName));
const homes = readSources(["contracts"], [".sol"]);

describe("S13 storage", () => {
  test.each(contracts)("$contractName tells its slots as the compiler laid them out", (artifact) => {
    const layout = layoutOf(artifact);
    const complaints = [
      ...checkVariables(readSource(artifact.sourceName), layout),
      ...checkStructs(homes, layout),
    ];
    expect(show(complaints)).toEqual([]);
  });
});

describe("each rule can fail", () => {
  const layout: StorageLayout = {
    storage: [{ label: "_tills", slot: "2", offset: 0, type: "t_mapping" }],
    types: {
      t_struct: {
        label: "struct Till",
        numberOfBytes: "64",
        members: [
          { label: "owner", slot: "0", offset: 0, type: "t_id" },
          { label: "isOpen", slot: "0", offset: 4, type: "t_bool" },
          { label: "hash", slot: "1", offset: 0, type: "t_hash" },
        ],
      },
      t_id: { label: "InstitutionId", numberOfBytes: "4" },
      t_bool: { label: "bool", numberOfBytes: "1" },
      t_hash: { label: "bytes32", numberOfBytes: "32" },
    },
  };
  const struct = [
    "struct Till {",
    "    // slot 0: 5 bytes used, 27 spare",
    "    InstitutionId owner; // 4 bytes",
    "    bool isOpen; // 1 byte, from eight",
    "    // slot 1: 32 bytes used, 0 spare",
    "    bytes32 hash; // 32 bytes",
    "}",
  ].join("\n");
  const structSays = (text: string): string[] =>
    checkStructs([{ path: "a.sol", text }], layout).map((complaint) => complaint.what);

  test("true comments pass", () => {
    expect(structSays(struct)).toEqual([]);
  });

  test.each([
    ["a wrong width", struct.replace("// 4 bytes", "// 8 bytes")],
    ["a missing width", struct.replace(" // 1 byte, from eight", "")],
    ["a wrong sum", struct.replace("5 bytes used, 27", "6 bytes used, 26")],
    ["a missing slot", struct.replace("    // slot 1: 32 bytes used, 0 spare\n", "")],
    [
      "a member under another slot",
      struct.replace("    bool", "    // slot 1: 32 bytes used, 0 spare\n    bool"),
    ],
  ])("%s in a struct is seen", (_, text) => {
    expect(structSays(text).length).toBeGreaterThan(0);
  });

  test.each([
    ["a wrong slot", "    // slot 1\n    mapping(uint256 id => Till) private _tills;", 1],
    ["no slot", "    mapping(uint256 id => Till) private _tills;", 1],
    ["the right slot", "    // slot 2, keyed by id\n    mapping(uint256 id => Till) private _tills;", 0],
    [
      "a neighbour's slot",
      "    // slot 2: 9 bytes\n    bool private _a; // 1\n    uint64 private _tills;",
      0,
    ],
  ])("%s above a variable", (_, text, count) => {
    expect(checkVariables({ path: "a.sol", text }, layout)).toHaveLength(count);
  });
});
