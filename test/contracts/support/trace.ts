import type { JsonRpcApiProvider } from "ethers";

/** Everything that transactions put where members can read it. */
export type Trace = { calldata: string[]; logData: string[]; logTopics: string[]; storageWords: string[] };

type StructLog = { op: string; stack: string[] };

/** What all transactions from a block on sent, logged and stored; storage by watching every SSTORE. */
export async function traceOf(provider: JsonRpcApiProvider, fromBlock: number): Promise<Trace> {
  const trace: Trace = { calldata: [], logData: [], logTopics: [], storageWords: [] };
  const lastBlock = await provider.getBlockNumber();
  for (let number = fromBlock; number <= lastBlock; number += 1) {
    const block = await provider.getBlock(number, true);
    for (const transaction of block?.prefetchedTransactions ?? []) {
      trace.calldata.push(transaction.data);
      const receipt = await provider.getTransactionReceipt(transaction.hash);
      for (const log of receipt?.logs ?? []) {
        trace.logData.push(log.data);
        trace.logTopics.push(...log.topics);
      }
      trace.storageWords.push(...(await storageWordsOf(provider, transaction.hash)));
    }
  }
  return trace;
}

async function storageWordsOf(provider: JsonRpcApiProvider, hash: string): Promise<string[]> {
  const options = { disableMemory: true, disableStorage: true };
  // The answer of geth's default tracer, which EDR gives too.
  const traced = (await provider.send("debug_traceTransaction", [hash, options])) as {
    structLogs: StructLog[];
  };
  const words: string[] = [];
  for (const { op, stack } of traced.structLogs) {
    if (op !== "SSTORE") continue;
    const [value, key] = stack.slice(-2);
    if (value === undefined || key === undefined) throw new Error("a trace without its stack");
    words.push(paddedWord(key), paddedWord(value));
  }
  return words;
}

function paddedWord(word: string): string {
  return word.replace(/^0x/, "").padStart(64, "0");
}
