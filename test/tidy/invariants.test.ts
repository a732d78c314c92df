import { describe, expect, test } from "vitest";
import { isThere, readSource } from "../../scripts/sources/repository.ts";
import { checkInvariants, type Files } from "./rules/invariants.ts";

const files: Files = { read: (path) => (isThere(path) ? readSource(path).text : undefined) };

describe("V4 docs/invariants.md", () => {
  test("names a living test for every invariant, or what it waits for", () => {
    expect(checkInvariants(readSource("docs/invariants.md"), files)).toEqual([]);
  });

  test("leads to the proof of each invariant that docs/formal.md says is proved, and of no other", () => {
    const rowsOf = (path: string): readonly string[] =>
      readSource(path)
        .text.split("\n")
        .filter((line) => line.startsWith("| "));
    const proved = rowsOf("docs/formal.md").flatMap((row) => row.match(/(?<=\()I\d+(?=\))/g) ?? []);
    const led = rowsOf("docs/invariants.md")
      .filter((row) => row.includes("](formal.md)"))
      .flatMap((row) => row.match(/^\| (I\d+) /)?.[1] ?? []);
    expect(proved.length).toBeGreaterThan(0);
    expect(new Set(led)).toEqual(new Set(proved));
  });
});

describe("the rule can fail", () => {
  const solidity = `
    function invariant_FenConserved() public {
        assertEq(a, b);
    }
    function invariant_Empty() public {}
`;
  const script = `
test("gives the same bytes", () => {
  expect(a).toBe(b);
});
test("says nothing", () => {});
test.skip("sleeps", () => expect(1));
`;
  const texts: Readonly<Record<string, string>> = {
    "contracts/Till.sol": "contract Till {}",
    "test/contracts/Till.t.sol": solidity,
    "test/store/rebuild.test.ts": script,
  };
  const fake: Files = { read: (path) => texts[path] };
  const page = (first: string): { path: string; text: string } => {
    const rows = Array.from({ length: 19 }, (_, index) => {
      const cell = index === 0 ? first : "later: ClaimLedger";
      return `| I${index + 1} | Something that must hold always. | ${cell} |`;
    });
    return { path: "docs/invariants.md", text: rows.join("\n") };
  };

  test.each([
    ["a Solidity invariant", "`test/contracts/Till.t.sol: invariant_FenConserved`"],
    ["a TypeScript test", "`test/store/rebuild.test.ts: gives the same bytes`"],
    ["a contract that does not exist yet", "later: ClearingHouse"],
  ])("%s passes", (_, cell) => {
    expect(checkInvariants(page(cell), fake)).toEqual([]);
  });

  test.each([
    ["an empty cell", ""],
    ["a promise", "pending"],
    ["a file that is not there", "`test/contracts/Gone.t.sol: invariant_FenConserved`"],
    ["a test that is not there", "`test/contracts/Till.t.sol: invariant_Gone`"],
    ["a test that asserts nothing", "`test/contracts/Till.t.sol: invariant_Empty`"],
    ["a title that is not there", "`test/store/rebuild.test.ts: gives other bytes`"],
    ["a title that asserts nothing", "`test/store/rebuild.test.ts: says nothing`"],
    ["a skipped test", "`test/store/rebuild.test.ts: sleeps`"],
    ["waiting for what is built", "later: Till"],
  ])("%s is seen", (_, cell) => {
    expect(checkInvariants(page(cell), fake)).toHaveLength(1);
  });

  test("a missing row is seen", () => {
    expect(checkInvariants({ path: "docs/invariants.md", text: "" }, fake)).toHaveLength(19);
  });
});
