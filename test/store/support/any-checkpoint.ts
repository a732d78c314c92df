import type { Checkpoint } from "../../../server/domain/checkpoint.ts";

export const anyCheckpoint: Checkpoint = {
  format: "caretrail-checkpoint/1",
  chainId: 88_001,
  genesisHash: `0x${"11".repeat(32)}`,
  contractsHash: `0x${"22".repeat(32)}`,
  block: 7,
  blockHash: `0x${"33".repeat(32)}`,
  institution: 5,
  code: "B33050000001",
  operator: `0x${"44".repeat(20)}`,
  signedAtSec: 1_790_000_000,
  signature: `0x${"55".repeat(65)}`,
};
