import { z } from "zod";
import type { Checkpoint } from "../../domain/checkpoint.ts";
import type { Wire } from "../wire.ts";
import { address, block, hex32, instant, institutionId, listOf } from "./primitives.ts";

export const checkpointAnswer = z
  .strictObject({
    format: z.literal("caretrail-checkpoint/1"),
    chainId: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
    genesisHash: hex32,
    contractsHash: hex32.describe("keccak256 of the canonical JSON of the ledger's contracts by name."),
    block,
    blockHash: hex32,
    institution: institutionId,
    code: z.string(),
    operator: address,
    signedAt: instant,
    signature: z
      .templateLiteral(["0x", z.string().regex(/^(?:[0-9a-f]{2})+$/)])
      .describe("EIP-712 typed data `Checkpoint` of the domain `Caretrail checkpoint`, 65 bytes."),
  })
  .meta({
    id: "Checkpoint",
    description: "What `caretrail verify --head` takes: an institution's word on a block's hash.",
  }) satisfies z.ZodType<Wire<Checkpoint>>;

export const checkpointList = listOf("CheckpointList", checkpointAnswer);
