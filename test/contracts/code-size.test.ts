import { expect, test } from "vitest";
import { readArtifacts } from "../../scripts/sources/artifacts.ts";
import { deployedContracts } from "../../server/domain/deployment.ts";

/** 24,576 bytes are what the EVM takes; the rest is room to mend in. */
const CODE_BYTES_MAX = 22_000;

const contracts = readArtifacts().filter(({ deployedBytecode }) => deployedBytecode !== "0x");

test("every contract that is deployed has its code measured here", () => {
  const names = contracts.map(({ contractName }) => contractName);
  expect(names).toEqual(expect.arrayContaining(deployedContracts.filter((name) => name !== "AccessManager")));
});

test.each(contracts.map((artifact) => [artifact.contractName, artifact.deployedBytecode] as const))(
  "%s stays below 22,000 bytes of code",
  (_, deployedBytecode) => {
    expect(byteCountOf(deployedBytecode)).toBeLessThan(CODE_BYTES_MAX);
  },
);

function byteCountOf(code: string): number {
  return (code.length - "0x".length) / 2;
}
