import { concat, keccak256 as keccakOfEthers } from "ethers";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Hex } from "../../server/domain/ids.ts";
import { keccak256, manifestHashAfter } from "../../server/domain/keccak256.ts";

const bytes = fc
  .uint8Array({ maxLength: 700 })
  .map((values): Hex => `0x${Buffer.from(values).toString("hex")}`);

test("nothing and three letters hash as the standard says", () => {
  expect(keccak256("0x")).toBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  expect(keccak256("0x616263")).toBe("0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
});

test("any bytes hash as ethers hashes them", () => {
  fc.assert(
    fc.property(bytes, (input) => keccak256(input) === keccakOfEthers(input)),
    { seed: 20_261_122, numRuns: 500 },
  );
});

test("every length around a block of 136 bytes pads right", () => {
  for (let length = 130; length <= 275; length += 1) {
    const input: Hex = `0x${"5a".repeat(length)}`;
    expect(keccak256(input)).toBe(keccakOfEthers(input));
  }
});

test("a manifest's hash runs over the hashes of its parts", () => {
  const zero: Hex = `0x${"0".repeat(64)}`;
  const first = manifestHashAfter(zero, "0x01");
  expect(first).toBe(keccakOfEthers(concat([zero, keccakOfEthers("0x01")])));
  expect(manifestHashAfter(first, "0x02")).not.toBe(manifestHashAfter(zero, "0x02"));
});
