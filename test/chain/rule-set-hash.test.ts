import { expect, it } from "vitest";
import { ruleSetHash } from "../../server/chain/rule-set-hash.ts";

it("is keccak256 of the text in UTF-8", () => {
  expect(ruleSetHash("")).toBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  expect(ruleSetHash("甲")).not.toBe(ruleSetHash("乙"));
});
