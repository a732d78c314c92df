import { Interface, JsonRpcProvider } from "ethers";
import { Level } from "level";
import { DRUG_LEDGER_ABI } from "../../server/chain/generated/abis.ts";

/**
 * An indexer of dispenses as one would write it with ethers and level: getLogs of fifty blocks at a time,
 * parseLog, JSON values, one batch a range, the last one synced. It keeps the rows that ours keeps for the
 * same events: the dispense, the list of its institution, and what became of each pack.
 */
export async function indexWithEthers(
  url: string,
  directory: string,
  blockCount: number,
): Promise<{ readonly eventCount: number; readonly database: Level<string, unknown> }> {
  const provider = new JsonRpcProvider(url, 88_001, { staticNetwork: true });
  const ledger = new Interface(DRUG_LEDGER_ABI);
  const database = new Level<string, unknown>(directory, { valueEncoding: "json" });
  await database.open();
  let eventCount = 0;
  for (let from = 0; from < blockCount; from += BLOCKS_PER_RANGE) {
    const to = Math.min(from + BLOCKS_PER_RANGE, blockCount) - 1;
    const logs = await provider.getLogs({ fromBlock: from, toBlock: to });
    const sales: { key: string; dispense: string }[] = [];
    const rows: { type: "put"; key: string; value: unknown }[] = [];
    for (const log of logs) {
      const event = ledger.parseLog(log);
      if (event === null) throw new Error("a log of another contract");
      const { dispense, institution, documentKey, dispensedAtSec, personCommitment, operator, lines } =
        event.args;
      const place = `${digits(log.blockNumber)}${digits(log.index)}`;
      const words: string[] = lines.map((line: bigint) => line.toString(16).padStart(64, "0"));
      rows.push({
        type: "put",
        key: `dispense:${dispense}`,
        value: {
          id: dispense,
          institution: Number(institution),
          documentKey,
          dispensedAtSec: Number(dispensedAtSec),
          identification: Number(event.args["identification"]),
          personCommitment,
          operator,
          lines: words,
          block: log.blockNumber,
          logIndex: log.index,
          transactionHash: log.transactionHash,
        },
      });
      rows.push({ type: "put", key: `institution:${digits(Number(institution))}:${place}`, value: dispense });
      for (const word of words) sales.push({ key: `pack:${word.slice(20, 44)}`, dispense });
      eventCount += 1;
    }
    const packs = await database.getMany(sales.map(({ key }) => key));
    for (const [nth, { key, dispense }] of sales.entries()) {
      // Level types its answers as always there; an absent row is undefined.
      const before = packs[nth] as { dispenses: string[] } | undefined;
      rows.push({
        type: "put",
        key,
        value: { isGone: true, dispenses: [...(before?.dispenses ?? []), dispense] },
      });
    }
    rows.push({ type: "put", key: "cursor", value: to });
    await database.batch(rows, { sync: to === blockCount - 1 });
  }
  provider.destroy();
  return { eventCount, database };
}

const BLOCKS_PER_RANGE = 50;

function digits(value: number): string {
  return value.toString(16).padStart(8, "0");
}
