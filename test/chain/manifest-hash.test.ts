import { expect, test } from "vitest";
import { manifestHashAfter } from "../../server/chain/manifest-hash.ts";
import type { Hex } from "../../server/domain/ids.ts";

const zero: Hex = `0x${"0".repeat(64)}`;

test("runs over the hashes of the parts, so that their order and their borders count", () => {
  const first = manifestHashAfter(zero, "0x01");
  const both = manifestHashAfter(first, "0x02");
  expect(both).not.toBe(manifestHashAfter(manifestHashAfter(zero, "0x02"), "0x01"));
  expect(both).not.toBe(manifestHashAfter(zero, "0x0102"));
});

test("an empty manifest's first part hashes as the standard's vector does", () => {
  expect(manifestHashAfter("0x", "0x")).not.toBe(zero);
  // keccak256 of the 32 bytes of keccak256("").
  expect(manifestHashAfter("0x", "0x")).toBe(
    "0x10ca3eff73ebec87d2394fc58560afeab86dac7a21f5e402ea0a55e5c8a6758f",
  );
});
