import { describe, expect, test } from "vitest";
import { renderLifecycles } from "../../scripts/docs/lifecycles-page.ts";
import { readSource, readSources } from "../../scripts/sources/repository.ts";
import { LIFECYCLES } from "../../server/domain/lifecycles.ts";
import { readSentences, readTables, withoutEnds } from "./rules/lifecycles.ts";

const library = readSource("contracts/libraries/Lifecycles.sol").text;
const interfaces = readSources(["contracts/interfaces"], [".sol"]).map((source) => source.text);

describe("S17 lifecycles", () => {
  test("the domain's tables are the contracts' tables", () => {
    expect(LIFECYCLES).toEqual(readTables(library, interfaces));
  });

  test("the sentence above each table says what its bits say", () => {
    expect(readSentences(library)).toEqual(withoutEnds(LIFECYCLES));
  });

  test("the page says the same", () => {
    expect(readSource("docs/lifecycles.md").text).toBe(renderLifecycles());
  });
});

describe("the reader can fail", () => {
  const enums = ["enum DoorState { None, Open, Shut }"];
  const door = (bits: string, reader = "_allows"): string =>
    `// None → Open; Open → Shut.
    uint256 internal constant DOOR = ${bits};
    function allows(DoorState from, DoorState to) internal pure returns (bool) {
        return ${reader}(DOOR, from, to);
    }`;

  test("bits are rows of statuses", () => {
    const read = readTables(door("0x00_04_02"), enums);
    expect(read).toEqual({ door: { none: ["open"], open: ["shut"], shut: [] } });
    expect(readSentences(door("0x00_04_02"))).toEqual(withoutEnds(read));
  });

  test("the rows of a wide table are twice as wide", () => {
    const read = readTables(door("0x0000_0004_0002", "_allowsWide"), enums);
    expect(read).toEqual(readTables(door("0x00_04_02"), enums));
    expect(() => readTables(door("0x0001_0000_0004_0002", "_allowsWide"), enums)).toThrow("DOOR");
  });

  test("another bit is another table", () => {
    expect(readTables(door("0x00_06_02"), enums)).not.toEqual(readTables(door("0x00_04_02"), enums));
  });

  test.each([
    ["a row beyond the statuses", "0x01_00_04_02"],
    ["a status beyond the statuses", "0x00_08_02"],
  ])("%s is refused", (_, bits) => {
    expect(() => readTables(door(bits), enums)).toThrow("DOOR");
  });
});
