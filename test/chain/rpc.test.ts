import { createServer, type RequestListener, type Server } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRpc, type Rpc, RpcError } from "../../server/chain/rpc.ts";

const LIMITS = { timeoutMs: 5_000, responseBytesMax: 1_000 };

async function rpcOn(listener: RequestListener, limits = LIMITS): Promise<Rpc> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return createRpc(`http://127.0.0.1:${address.port}`, limits);
}

describe("JSON-RPC over HTTP", () => {
  it("gives the result", async () => {
    const rpc = await rpcOn((_, response) => response.end('{"jsonrpc":"2.0","id":1,"result":"0x1"}'));
    expect(await rpc.call("eth_chainId", [])).toBe("0x1");
  });

  it("throws what the node refuses with its code and data", async () => {
    const error = { code: -32_003, message: "no", data: { code: "sender-not-permitted" } };
    const rpc = await rpcOn((_, response) => response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, error })));
    const thrown = await rpc.call("eth_call", []).catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(RpcError);
    expect(thrown).toMatchObject({ rpcCode: -32_003, data: { code: "sender-not-permitted" } });
  });

  it("keeps many requests on their way at once", async () => {
    const held: (() => void)[] = [];
    const rpc = await rpcOn((_, response) => {
      held.push(() => response.end('{"jsonrpc":"2.0","id":1,"result":null}'));
      if (held.length === 100) for (const answer of held) answer();
    });
    const answers = await Promise.all(Array.from({ length: 100 }, () => rpc.call("eth_call", [])));
    expect(answers).toHaveLength(100);
  });

  it.each<readonly [string, RequestListener, string]>([
    ["closes the connection", (request) => request.socket.destroy(), "connection-failed"],
    ["answers something else", (_, response) => response.end("<html>"), "not-json-rpc"],
    ["answers a list", (_, response) => response.end("[]"), "not-json-rpc"],
    ["answers more than the limit", (_, response) => response.end("x".repeat(2_000)), "response-too-large"],
    ["sends elsewhere", (_, response) => response.writeHead(302, { location: "/" }).end(), "status-302"],
  ])("counts a node that %s as absent", async (_, listener, reason) => {
    const rpc = await rpcOn(listener);
    await expect(rpc.call("eth_call", [])).rejects.toMatchObject({
      code: "chain-unreachable",
      facts: { method: "eth_call", reason },
    });
  });

  it("asks anew where a connection that was kept has just been closed", async () => {
    const seen = new Set<unknown>();
    const rpc = await rpcOn((request, response) => {
      if (seen.has(request.socket)) return request.socket.resetAndDestroy();
      seen.add(request.socket);
      response.end('{"jsonrpc":"2.0","id":1,"result":"0x1"}');
    });
    await rpc.call("eth_call", []);
    expect(await rpc.call("eth_call", [])).toBe("0x1");
    expect(seen.size).toBe(2);
  });

  it("counts a node that is silent for too long as absent", async () => {
    const rpc = await rpcOn(() => undefined, { ...LIMITS, timeoutMs: 30 });
    await expect(rpc.call("eth_call", [])).rejects.toMatchObject({
      code: "chain-unreachable",
      facts: { reason: "timeout" },
    });
  });

  it("counts a port on which nobody listens as absent", async () => {
    await expect(createRpc("http://127.0.0.1:1", LIMITS).call("eth_call", [])).rejects.toMatchObject({
      code: "chain-unreachable",
    });
  });
});
