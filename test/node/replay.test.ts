import { expect, test } from "vitest";
import { createExecutor, type MinedBlock, prevRandaoAfter } from "../../server/node/executor.ts";
import { hexToBytes } from "../../server/node/hex.ts";
import type { BlockRecord } from "../../server/node/journal-codec.ts";
import { replayJournal } from "../../server/node/replay.ts";
import { bootstrap, signCount, signCounterCreation } from "./support/fixture-ledger.ts";
import { START_SEC } from "./support/test-node.ts";

const chain = {
  chainId: 88_001,
  hardfork: "cancun",
  blockGasLimit: 60_000_000,
  genesisTimeSec: START_SEC,
  callGas: 16_777_216,
};

test("an equal history is replayed to the same head", async () => {
  const records = await fourBlocks();
  const blocks: MinedBlock[] = [];
  const head = await replay(records, (block) => blocks.push(block));
  expect(blocks.map((block) => block.number)).toEqual([1, 2, 3, 4]);
  expect(hexToBytes(head.hash)).toEqual(records.at(-1)?.blockHash);
});

test.each([
  ["blockHash", { blockHash: Buffer.alloc(32) }],
  ["stateRoot", { stateRoot: Buffer.alloc(32) }],
  ["receiptsRoot", { receiptsRoot: Buffer.alloc(32) }],
  ["execution", { transactions: [Buffer.from("02c0", "hex")] }],
  ["execution", { timeSec: START_SEC }],
  ["stateRoot", { transactions: [] }],
] as const)("another %s is refused at its block", async (field, change) => {
  const records = await fourBlocks();
  const spoilt = records.map((record) => (record.number === 3 ? { ...record, ...change } : record));
  await expect(replay(spoilt)).rejects.toMatchObject({ code: "replay-diverged", facts: { block: 3, field } });
});

test("a stop in the middle ends it", async () => {
  let blocks = 0;
  const head = await replayJournal({
    executor: await createExecutor(chain),
    records: await fourBlocks(),
    onBlock: () => {
      blocks += 1;
    },
    isStopping: () => blocks === 2,
  });
  expect(head.number).toBe(2);
});

async function replay(
  records: readonly BlockRecord[],
  onBlock: (block: MinedBlock) => void = () => undefined,
) {
  const executor = await createExecutor(chain);
  return await replayJournal({ executor, records, onBlock, isStopping: () => false });
}

async function fourBlocks(): Promise<BlockRecord[]> {
  const executor = await createExecutor(chain);
  const drafts = [
    signCounterCreation(),
    signCount(bootstrap, 1),
    signCount(bootstrap, 2),
    signCount(bootstrap, 3),
  ];
  const records: BlockRecord[] = [];
  let parent = await executor.blockAt("0x0");
  for (const raw of await Promise.all(drafts)) {
    const transactions = [hexToBytes(raw)];
    const timeSec = parent.timeSec + 7;
    parent = await executor.mine({ timeSec, prevRandao: prevRandaoAfter(parent), transactions });
    records.push({
      kind: "block",
      number: parent.number,
      timeSec,
      stateRoot: hexToBytes(parent.stateRoot),
      receiptsRoot: hexToBytes(parent.receiptsRoot),
      blockHash: hexToBytes(parent.hash),
      transactions,
    });
  }
  return records;
}
