import type { Checkpoint } from "../../domain/checkpoint.ts";
import { anyHex, hex, jsonRow, oneOf, record, text, whole } from "./shape.ts";

export const checkpointCodec = jsonRow<Checkpoint>(
  "checkpoints",
  record<Checkpoint>({
    format: oneOf(["caretrail-checkpoint/1"]),
    chainId: whole,
    genesisHash: hex(32),
    contractsHash: hex(32),
    block: whole,
    blockHash: hex(32),
    institution: whole,
    code: text,
    operator: hex(20),
    signedAtSec: whole,
    signature: anyHex,
  }),
);
