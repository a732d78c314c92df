import { type Executor, type MinedBlock, prevRandaoAfter } from "./executor.ts";
import { bytesToHex } from "./hex.ts";
import type { BlockRecord, JournalRecord } from "./journal-codec.ts";
import { NodeRefusal } from "./node-failure.ts";

/**
 * Executes a journal from genesis. Every block must come out as it was recorded: the hash covers time, roots
 * and every transaction, so an equal hash at the head is an equal history.
 */
export async function replayJournal(options: {
  readonly executor: Executor;
  readonly records: Iterable<JournalRecord>;
  readonly onBlock: (block: MinedBlock) => void;
  readonly isStopping: () => boolean;
}): Promise<MinedBlock> {
  let parent = await options.executor.blockAt("0x0");
  for (const record of options.records) {
    if (options.isStopping()) return parent;
    if (record.kind === "build-ended") continue;
    const mined = await executeRecord(options.executor, record, parent);
    const differing = differenceOf(mined, record);
    if (differing !== null) throw new NodeRefusal("replay-diverged", { block: record.number, ...differing });
    parent = mined;
    options.onBlock(mined);
  }
  return parent;
}

export async function executeRecord(
  executor: Executor,
  record: BlockRecord,
  parent: MinedBlock,
): Promise<MinedBlock> {
  try {
    return await executor.mine({
      timeSec: record.timeSec,
      prevRandao: prevRandaoAfter(parent),
      transactions: record.transactions,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NodeRefusal("replay-diverged", { block: record.number, field: "execution", reason });
  }
}

/** The first of the recorded words that execution did not give again. */
function differenceOf(mined: MinedBlock, record: BlockRecord): Difference | null {
  const pairs = [
    ["stateRoot", bytesToHex(record.stateRoot), mined.stateRoot],
    ["receiptsRoot", bytesToHex(record.receiptsRoot), mined.receiptsRoot],
    ["blockHash", bytesToHex(record.blockHash), mined.hash],
    ["number", String(record.number), String(mined.number)],
  ] as const;
  const found = pairs.find(([, journal, executed]) => journal !== executed);
  return found === undefined ? null : { field: found[0], journal: found[1], executed: found[2] };
}

type Difference = { readonly field: string; readonly journal: string; readonly executed: string };
