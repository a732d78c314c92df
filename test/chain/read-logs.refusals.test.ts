import { expect, test } from "vitest";
import { readBatch, readLogs, readResult } from "../../server/chain/read-logs.ts";

const replaying = (id: number) => ({
  jsonrpc: "2.0",
  id,
  error: { code: -32_002, message: "replaying", data: { code: "replaying" } },
});
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

test.each([
  ["logs", () => readLogs(bytesOf(replaying(1)))],
  ["a single answer", () => readResult(bytesOf(replaying(1)))],
  ["a batch", () => readBatch(bytesOf([replaying(0), replaying(1)]), 2)],
])("a node that replays and refuses %s is one that is away for a while, not one that lies", (_, read) => {
  expect(read).toThrow(expect.objectContaining({ code: "chain-unreachable" }));
});
