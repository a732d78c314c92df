import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { RPC_FAILURES } from "../../server/node/node-failure.ts";
import { counterAddress, counterInterface } from "./support/fixture-ledger.ts";
import type { RpcClient } from "./support/rpc-client.ts";
import { layFoundations, startTestNode } from "./support/test-node.ts";

const blockNumber = { jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] };

describe("only processes of this machine", () => {
  test.each([
    ["an Origin", { origin: "http://127.0.0.1:8080" }],
    ["a null Origin", { origin: "null" }],
    ["another host", { host: "ledger.example" }],
    ["a host that begins like loopback", { host: "127.0.0.1.example.com" }],
    ["a host that ends like loopback", { host: "evil-localhost" }],
    ["an empty host", { host: "" }],
  ])("%s is refused", async (_, headers) => {
    const { rpc } = await startTestNode();
    expect((await raw(rpc, { headers })).status).toBe(403);
  });

  test.each([["127.0.0.1"], ["localhost"], ["LOCALHOST:8545"], ["[::1]:8545"]])(
    "host %s may",
    async (host) => {
      const { rpc } = await startTestNode();
      expect((await raw(rpc, { headers: { host } })).status).toBe(200);
    },
  );

  test("it is POST only, and no answer has a CORS header", async () => {
    const { rpc } = await startTestNode();
    for (const method of ["GET", "OPTIONS", "PUT", "POST"]) {
      const answer = await raw(rpc, { method });
      expect(answer.status).toBe(method === "POST" ? 200 : 405);
      expect(answer.headers.filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});

describe("limits", () => {
  test("a body over the limit is 413, stated or streamed", async () => {
    const { rpc } = await startTestNode({ settings: { bodyBytesMax: 1_024 } });
    const body = JSON.stringify({ ...blockNumber, params: ["x".repeat(2_000)] });
    expect((await raw(rpc, { body })).status).toBe(413);
    expect((await raw(rpc, { body, headers: { "transfer-encoding": "chunked" } })).status).toBe(413);
    expect(await rpc.number("eth_blockNumber")).toBe(0);
  });

  test("a batch up to the limit is answered in order, a longer one refused whole", async () => {
    const { rpc } = await startTestNode({ settings: { batchMax: 3 } });
    const calls = ["eth_chainId", "eth_blockNumber", "eth_nonsense"].map((method, id) => ({
      ...blockNumber,
      id,
      method,
    }));
    const answers = JSON.parse((await rpc.post(calls)).body);
    expect(answers).toMatchObject([
      { id: 0, result: "0x157c1" },
      { id: 1, result: "0x0" },
      { id: 2, error: { code: -32601 } },
    ]);
    const refused = JSON.parse((await rpc.post([...calls, blockNumber])).body);
    expect(refused.error.data).toEqual({ code: "batch-too-large", count: 4, batchMax: 3 });
  });
});

describe("JSON-RPC", () => {
  test.each([
    ["no JSON", "{", -32700],
    ["an empty batch", "[]", -32600],
    ["a number", "7", -32600],
    ["another version", JSON.stringify({ ...blockNumber, jsonrpc: "1.0" }), -32600],
    ["no method", JSON.stringify({ jsonrpc: "2.0", id: 1 }), -32600],
    ["named parameters", JSON.stringify({ ...blockNumber, params: { a: 1 } }), -32600],
    ["wrong parameters", JSON.stringify({ ...blockNumber, method: "eth_getBlockByNumber" }), -32602],
  ])("%s is a named error", async (_, body, code) => {
    const { rpc } = await startTestNode();
    expect(JSON.parse((await rpc.post(body)).body).error.code).toBe(code);
  });

  test("the id comes back as it was, and a notification has no answer", async () => {
    const { rpc } = await startTestNode();
    for (const id of [0, 'a"b', null, 1.5]) {
      expect(JSON.parse((await rpc.post({ ...blockNumber, id })).body).id).toBe(id);
    }
    const { id: _, ...notification } = blockNumber;
    expect(await rpc.post(notification)).toEqual({ status: 204, body: "" });
  });

  test("a revert has the shape of consortium nodes: code 3 and the bytes", async () => {
    const { rpc } = await startTestNode();
    await layFoundations(rpc);
    const data = counterInterface.encodeFunctionData("refuse", [42]);
    for (const method of ["eth_call", "eth_estimateGas"]) {
      const error = await rpc.error(method, [{ to: counterAddress, data }]);
      expect(error.rpcCode).toBe(3);
      expect(error.data["raw"]).toBe(counterInterface.encodeErrorResult("NotAllowed", [42]));
    }
  });

  test("the table of failures has no message twice", () => {
    const messages = Object.values(RPC_FAILURES).map((failure) => failure.message);
    expect(new Set(messages).size).toBe(messages.length);
  });
});

type Raw = {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** `fetch` may set neither Host nor Origin. */
function raw(rpc: RpcClient, given: Raw): Promise<{ status: number; headers: string[] }> {
  return new Promise((answered, failed) => {
    const { method = "POST", body = JSON.stringify(blockNumber), headers = {} } = given;
    const sent = request(rpc.url, { method, headers, setHost: headers["host"] === undefined }, (response) => {
      response.resume();
      answered({ status: response.statusCode ?? 0, headers: Object.keys(response.headers) });
    });
    sent.on("error", failed);
    if (method === "POST" || method === "PUT") sent.write(body);
    sent.end();
  });
}
