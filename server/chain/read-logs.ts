import { fail } from "../domain/failure.ts";
import { contradicted, type RawLog, readRawLog } from "./raw-log.ts";
import { scanLogs } from "./scan-logs.ts";

/** The logs of an eth_getLogs response: by the byte scanner, or as JSON when the node writes another form. */
export function readLogs(response: Buffer): readonly RawLog[] {
  return scanLogs(response) ?? parseLogs(response);
}

/** The slow way, which takes every form of JSON. */
export function parseLogs(response: Buffer): readonly RawLog[] {
  const result = resultOf(parseJson(response));
  if (!Array.isArray(result)) return contradicted("no list of logs");
  return result.map(readRawLog);
}

/** Results of a batch by the ids of its requests, which are 0 to count - 1. */
export function readBatch(response: Buffer, count: number): readonly unknown[] {
  const answers = parseJson(response);
  if (!Array.isArray(answers)) return [resultOf(answers)];
  const results: unknown[] = new Array(count).fill(undefined);
  for (const answer of answers) {
    const id: unknown = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : null;
    if (typeof id !== "number" || !(id in results)) return contradicted("an answer nobody asked for");
    results[id] = resultOf(answer);
  }
  if (answers.length !== count) return contradicted("a batch with other answers than questions");
  return results;
}

export function readResult(response: Buffer): unknown {
  return resultOf(parseJson(response));
}

function parseJson(response: Buffer): unknown {
  try {
    return JSON.parse(response.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return contradicted("no JSON");
    throw error;
  }
}

function resultOf(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null) return contradicted("no answer");
  if ("error" in answer) {
    const { error } = answer;
    const rpcCode = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : 0;
    // A node that replays, stops or is too busy refuses reads for a while: as good as one that is away.
    return fail("chain-unreachable", { reason: "node-refuses-reads", rpcCode });
  }
  return "result" in answer ? answer.result : contradicted("an answer without result");
}
