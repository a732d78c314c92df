import { describe, expect, test } from "vitest";
import { readArtifacts, readBuild } from "../../scripts/sources/artifacts.ts";
import { readSources } from "../../scripts/sources/repository.ts";
import { checkFreshness, warningsOf } from "./rules/compiler.ts";

/** Below the 24,576 of EIP-170, with room to mend something. */
const CODE_BYTES_MAX = 22_000;

const artifacts = readArtifacts();
const sources = readSources(["contracts"], [".sol"]);
const builds = [...new Set(artifacts.map((artifact) => artifact.buildInfoId))].map(readBuild);

describe("the compiler", () => {
  test("has compiled every contract as it stands", () => {
    expect(checkFreshness(sources, builds)).toEqual([]);
  });

  test("warns of nothing", () => {
    expect(warningsOf(sources, builds)).toEqual([]);
  });

  test("makes no contract larger than the limit", () => {
    const sizes = artifacts.map(({ contractName, deployedBytecode }) => ({
      contractName,
      bytes: (deployedBytecode.length - 2) / 2,
    }));
    expect(sizes.filter(({ bytes }) => bytes > CODE_BYTES_MAX)).toEqual([]);
  });
});

describe("each rule can fail", () => {
  const source = { path: "contracts/A.sol", text: "library A {}" };
  const build = (content: string, severity: string) => ({
    sources: { "project/contracts/A.sol": { content } },
    contracts: {},
    errors: [{ severity, formattedMessage: "Unused.", sourceLocation: { file: "project/contracts/A.sol" } }],
  });

  test("a warning is seen, an old one of other text is not", () => {
    expect(warningsOf([source], [build(source.text, "warning")])).toEqual(["Unused."]);
    expect(warningsOf([source], [build("library A { }", "warning")])).toEqual([]);
  });

  test("a file that changed since it was compiled is seen", () => {
    expect(checkFreshness([source], [build("library A { }", "info")])).toEqual(["contracts/A.sol"]);
    expect(checkFreshness([source], [build(source.text, "info")])).toEqual([]);
  });
});
