import { expect, test } from "vitest";
import { NodeRefusal } from "../../server/node/node-failure.ts";
import { parseSettings } from "../../server/node/settings.ts";

const needed = { journalDir: "journal", bootstrapAddress: `0x${"AB".repeat(20)}` };

test("what is not given has its default, and addresses are lower case", () => {
  expect(parseSettings(JSON.stringify(needed))).toMatchObject({
    journalDir: "journal",
    bootstrapAddress: `0x${"ab".repeat(20)}`,
    port: 0,
    chainId: 88_001,
    hardfork: "cancun",
    pastTimes: "none",
    genesisTimeSec: null,
    blockGasLimit: 60_000_000,
    transactionGasMax: 16_777_216,
    batchMax: 20,
  });
});

test.each([
  ["not JSON", "{", "argument"],
  ["no object", "[]", "argument"],
  ["an unknown name", { ...needed, batchMaks: 3 }, "batchMaks"],
  ["no directory", { ...needed, journalDir: "" }, "journalDir"],
  ["no address", { ...needed, bootstrapAddress: "0x12" }, "bootstrapAddress"],
  ["a limit out of bounds", { ...needed, batchMax: 0 }, "batchMax"],
  ["a limit that is no whole number", { ...needed, pendingMax: 1.5 }, "pendingMax"],
  ["a limit in words", { ...needed, pendingMax: "many" }, "pendingMax"],
  ["an unknown fork", { ...needed, hardfork: "london" }, "hardfork"],
  ["unknown past times", { ...needed, pastTimes: "always" }, "pastTimes"],
  ["a genesis before time", { ...needed, genesisTimeSec: 0 }, "genesisTimeSec"],
])("%s is refused by name", (_, given, setting) => {
  const text = typeof given === "string" ? given : JSON.stringify(given);
  const refusal = (() => {
    try {
      return parseSettings(text);
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(NodeRefusal);
  expect(refusal).toMatchObject({ code: "settings-invalid", facts: { setting } });
});
