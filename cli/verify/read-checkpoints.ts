import { verifyTypedData } from "ethers";
import { refute } from "./check.ts";
import { fields, hexOf, listOf, oneOf, text, whole } from "./fields.ts";
import { parseJson } from "./read-bundle.ts";

/** An institution's word on a block's hash, with the key that signed it recovered from the signature. */
export type ReadCheckpoint = {
  readonly format: "caretrail-checkpoint/1";
  readonly chainId: number;
  readonly genesisHash: string;
  readonly contractsHash: string;
  readonly block: number;
  readonly blockHash: string;
  readonly institution: number;
  readonly code: string;
  readonly operator: string;
  readonly signedAt: string;
  readonly signature: string;
};

/** A file with one checkpoint, or with a list of them; refuted when one is not signed by whom it names. */
export function readCheckpoints(file: string): readonly ReadCheckpoint[] {
  const json = parseJson(file);
  const checkpoints = Array.isArray(json) ? LIST(json, "head") : [CHECKPOINT(json, "head")];
  for (const checkpoint of checkpoints) checkSignature(checkpoint);
  return checkpoints;
}

const hash = hexOf(32);
const CHECKPOINT = fields<ReadCheckpoint>({
  format: oneOf("caretrail-checkpoint/1"),
  chainId: whole,
  genesisHash: hash,
  contractsHash: hash,
  block: whole,
  blockHash: hash,
  institution: whole,
  code: text,
  operator: hexOf(20),
  signedAt: text,
  signature: hexOf(65),
});
const LIST = listOf(CHECKPOINT);

const TYPES = {
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

function checkSignature(checkpoint: ReadCheckpoint): void {
  const { chainId, signature, signedAt, institution, code, operator } = checkpoint;
  const signedAtSec = Date.parse(signedAt) / 1000;
  if (!Number.isSafeInteger(signedAtSec)) refute("a checkpoint's time is no instant", { signedAt });
  const domain = { name: "Caretrail checkpoint", version: "1", chainId };
  const signer = recover(() => verifyTypedData(domain, TYPES, { ...checkpoint, signedAtSec }, signature));
  if (signer !== operator) {
    refute("a checkpoint is not signed by the key it names", { institution, code, operator, signer });
  }
}

function recover(verify: () => string): string {
  try {
    return verify().toLowerCase();
  } catch (error) {
    return refute("a checkpoint's signature is none", {
      reason: error instanceof Error ? error.message.slice(0, 80) : "",
    });
  }
}
