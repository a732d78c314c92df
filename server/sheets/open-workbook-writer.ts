import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Workbook } from "../domain/workbook.ts";

/** Far above what a workbook of 10,000 rows takes; a thread that wants more ends, and the server goes on. */
const HEAP_MEBIBYTES_MAX = 1_024;

/**
 * Writes workbooks, one at a time and in a thread of their own: the library works some seconds without a
 * pause, in which a server would answer nobody.
 */
export function openWorkbookWriter(): (workbook: Workbook) => Promise<Uint8Array> {
  let last: Promise<unknown> = Promise.resolve();
  return (workbook) => {
    const turn = last.then(() => writeApart(workbook));
    // How one ends is its caller's business, not the next one's.
    last = turn.catch((error: unknown) => error);
    return turn;
  };
}

async function writeApart(workbook: Workbook): Promise<Uint8Array> {
  const worker = new Worker(new URL("workbook-worker.ts", import.meta.url), {
    workerData: workbook,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES_MAX },
  });
  try {
    // An error of the thread rejects.
    const [bytes]: unknown[] = await once(worker, "message");
    if (!(bytes instanceof Uint8Array)) throw new Error("a workbook that is no bytes");
    return bytes;
  } finally {
    await worker.terminate();
  }
}
