import { keccak256, Signature, TypedDataEncoder, toUtf8Bytes } from "ethers";
import { canonicalJson } from "../domain/canonical-json.ts";
import type { CheckpointContent, CheckpointSigner } from "../domain/checkpoint.ts";
import type { Hex, Hex32 } from "../domain/ids.ts";
import type { Signer } from "./signer.ts";

/** Checkpoints are EIP-712 typed data: a wallet shows what is signed, and no transaction has its digest. */
export function createCheckpointSigner(signer: Signer): CheckpointSigner {
  return {
    async sign(content) {
      const { r, s, yParity } = await signer.sign(content.operator, digestOf(content), {
        chainId: content.chainId,
        to: null,
        selector: null,
        typedData: "Checkpoint",
      });
      // ethers writes lower-case hex.
      const signature = Signature.from({ r, s, yParity }).serialized as Hex;
      return { format: "caretrail-checkpoint/1", ...content, signature };
    },
    // ethers answers hex of 32 bytes.
    contractsHash: (contracts) => keccak256(toUtf8Bytes(canonicalJson(contracts))) as Hex32,
  };
}

function digestOf(content: CheckpointContent): Hex32 {
  const { chainId, signedAtSec, ...message } = content;
  const domain = { name: "Caretrail checkpoint", version: "1", chainId };
  // ethers answers hex of 32 bytes.
  return TypedDataEncoder.hash(domain, CHECKPOINT_TYPES, { ...message, signedAtSec }) as Hex32;
}

const CHECKPOINT_TYPES = {
  Checkpoint: [
    { name: "genesisHash", type: "bytes32" },
    { name: "contractsHash", type: "bytes32" },
    { name: "block", type: "uint64" },
    { name: "blockHash", type: "bytes32" },
    { name: "institution", type: "uint32" },
    { name: "code", type: "string" },
    { name: "operator", type: "address" },
    { name: "signedAtSec", type: "uint40" },
  ],
};
