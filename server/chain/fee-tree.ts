import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import type { FeeTree } from "../domain/claims/fee-tree.ts";
import type { Hex32 } from "../domain/ids.ts";

/** Fee lists as OpenZeppelin's trees. */
export const feeTree: FeeTree = {
  root: (commitments) => hex32(treeOf(commitments).root),
  proof: (commitments, at) => treeOf(commitments).getProof(at).map(hex32),
};

function treeOf(commitments: readonly Hex32[]): StandardMerkleTree<[Hex32]> {
  return StandardMerkleTree.of(
    commitments.map((commitment): [Hex32] => [commitment]),
    ["bytes32"],
  );
}

function hex32(node: string): Hex32 {
  // The library writes nodes as `0x` and 64 lower-case digits.
  return node as Hex32;
}
