import type { Hex32 } from "../ids.ts";

/**
 * The Merkle tree over the commitments to a fee list's lines, made as OpenZeppelin's StandardMerkleTree makes
 * one of `["bytes32"]`: anybody can check a proof with their MerkleProof. The order of the lines does not
 * matter.
 */
export type FeeTree = {
  root(commitments: readonly Hex32[]): Hex32;
  /** From the leaf of the commitment at this place up to the root. */
  proof(commitments: readonly Hex32[], at: number): readonly Hex32[];
};
