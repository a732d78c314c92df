import { AbiCoder, concat, keccak256 } from "ethers";
import { describe, expect, it } from "vitest";
import { feeTree } from "../../server/chain/fee-tree.ts";
import type { Hex32 } from "../../server/domain/ids.ts";

const leaf = (nth: number): Hex32 => `0x${nth.toString(16).padStart(64, "0")}`;
const leaves = Array.from({ length: 7 }, (_, nth) => leaf(nth + 1));

/** As OpenZeppelin's MerkleProof.verify does it: double-hashed leaf, pairs in the order of their bytes. */
function rootFrom(of: Hex32, proof: readonly Hex32[]): string {
  const start = keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32"], [of])));
  return proof.reduce(
    (node, sibling) => keccak256(concat(BigInt(node) < BigInt(sibling) ? [node, sibling] : [sibling, node])),
    start,
  );
}

describe("the tree over a fee list", () => {
  it("has a proof for each of its leaves, which leads to its root", () => {
    const root = feeTree.root(leaves);
    for (const [at, each] of leaves.entries()) {
      expect(rootFrom(each, feeTree.proof(leaves, at))).toBe(root);
    }
  });

  it("has no proof for another leaf", () => {
    expect(rootFrom(leaf(99), feeTree.proof(leaves, 0))).not.toBe(feeTree.root(leaves));
  });

  it("does not depend on the order of the lines", () => {
    expect(feeTree.root([...leaves].reverse())).toBe(feeTree.root(leaves));
    expect(feeTree.proof([leaf(1)], 0)).toEqual([]);
  });
});
